import type { Thread } from '../../model/thread-dump.ts';
import { familyOf } from '../thread/family.ts';
import { libraryOfFamily } from '../thread/library.ts';

/** A worker of a server's pool: somebody outside waits for its answer. */
export const isRequestWorker = (thread: Thread): boolean => {
  const library = libraryOfFamily(familyOf(thread.name));
  return library?.bounded === 'server' || library?.name === 'Tomcat virtual threads';
};
