import type { Thread, ThreadDump } from '../../model/thread-dump.ts';
import { familyOf } from './family.ts';
import { isIdle } from './idle.ts';
import { type Library, libraryOf } from './library.ts';

/** The threads of one family in one dump. */
export type FamilyGroup = {
  readonly name: string;
  readonly threads: readonly Thread[];
  readonly idle: number;
  readonly library?: Library;
  /** All threads are virtual. */
  readonly virtual: boolean;
  /** Threads inside the JVM without a Java stack. */
  readonly vm: boolean;
};

const groups = new WeakMap<ThreadDump, readonly FamilyGroup[]>();

const groupOf = (name: string, threads: readonly Thread[]): FamilyGroup => {
  const library = libraryOf(threads);
  return {
    name,
    threads,
    idle: threads.filter(isIdle).length,
    ...(library === undefined ? {} : { library }),
    virtual: threads.every(({ kind }) => kind === 'virtual'),
    vm: threads.every(({ kind }) => kind === 'vm'),
  };
};

/** The families of a dump, the largest first, then by name. Every thread is in exactly one. Virtual threads are apart. */
export const familyGroups = (dump: ThreadDump): readonly FamilyGroup[] => {
  const before = groups.get(dump);
  if (before !== undefined) return before;
  const byName = new Map<string, Thread[]>();
  for (const thread of dump.threads) {
    const family = familyOf(thread.name);
    const key = thread.kind === 'virtual' ? `virtual ${family}` : family;
    const members = byName.get(key);
    if (members === undefined) byName.set(key, [thread]);
    else members.push(thread);
  }
  const found = [...byName]
    .map(([, threads]) => groupOf(familyOf((threads[0] as Thread).name), threads))
    .sort((a, b) => b.threads.length - a.threads.length || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  groups.set(dump, found);
  return found;
};
