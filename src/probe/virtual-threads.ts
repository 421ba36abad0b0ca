import type { Probe } from '../model/probe.ts';
import { dumpToFile } from './dump-to-file/rung.ts';

/** What a thread dump does not show from JDK 21 on: the virtual threads that no carrier carries. Taken beside a dump, joined by thread id. */
const virtualThreads: Probe = {
  kind: 'thread-dump',
  title: 'Virtual threads',
  rungs: [dumpToFile],
};

export default virtualThreads;
