import type { Thread, ThreadDump } from '../../model/thread-dump.ts';

/**
 * What a thread is known by across the dumps of one life. Names repeat, and the address of a dead thread is used again,
 * so the id comes first. undefined when the dump gives neither id nor address.
 */
export const identityOf = (thread: Thread): string | undefined => {
  if (thread.id !== undefined) return `#${thread.id}`;
  if (thread.tid !== undefined) return `${thread.tid} ${thread.name}`;
  return thread.nativeId === undefined ? undefined : `${thread.nativeId} ${thread.name}`;
};

const indexes = new WeakMap<ThreadDump, ReadonlyMap<string, Thread>>();

/** The threads of a dump by identity. */
export const threadsByIdentity = (dump: ThreadDump): ReadonlyMap<string, Thread> => {
  const before = indexes.get(dump);
  if (before !== undefined) return before;
  const index = new Map<string, Thread>();
  for (const thread of dump.threads) {
    const key = identityOf(thread);
    if (key !== undefined) index.set(key, thread);
  }
  indexes.set(dump, index);
  return index;
};

/** Age of the oldest thread: the JVM's uptime, since threads of the VM live as long as it does. undefined before JDK 11. */
export const oldestAgeMs = (dump: ThreadDump): number | undefined => {
  let oldest: number | undefined;
  for (const { elapsedMs } of dump.threads) {
    if (elapsedMs !== undefined && (oldest === undefined || oldest < elapsedMs)) oldest = elapsedMs;
  }
  return oldest;
};
