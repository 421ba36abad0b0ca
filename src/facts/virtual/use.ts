import type { ThreadDump, ThreadSeries } from '../../model/thread-dump.ts';

/** Threads that the JVM starts for virtual threads only: the timer of JDK 21 to 24, the monitor hand-over of 24 and later. */
const helper = /^VirtualThread-un(?:parker|blocker)/;

const showsUse = ({ threads }: ThreadDump): boolean =>
  threads.some(({ kind, carrying, name }) => kind === 'virtual' || carrying !== undefined || helper.test(name));

const known = new WeakMap<ThreadSeries, boolean>();

/** Some dump shows a virtual thread, a carrier that carries one, or the JVM's own threads for them. Idle carriers alone look like any fork-join worker. */
export const usesVirtualThreads = (series: ThreadSeries): boolean => {
  const before = known.get(series);
  if (before !== undefined) return before;
  const uses = [...series.dumps, ...(series.beside ?? [])].some(showsUse);
  known.set(series, uses);
  return uses;
};

/** JDK 24's Thread.dump_to_file tells what virtual threads wait for and which monitors they hold; before, it lists stacks only. */
const showsLocks = ({ threads }: ThreadDump): boolean =>
  threads.some(({ kind, state }) => kind === 'virtual' && state !== undefined);

const isToFile = ({ format }: ThreadDump): boolean => format.startsWith('dump-to-file');

/** The texts of this series that list every virtual thread. */
export const listings = ({ dumps, beside = [] }: ThreadSeries): readonly ThreadDump[] => [
  ...dumps.filter(isToFile),
  ...beside,
];

/**
 * Why locks of this series may be held or wanted by virtual threads that nothing shows; undefined when nothing is hidden. Thread.print leaves out
 * virtual threads that no carrier carries, and on JDK 21 to 23 the stack of those that are carried.
 */
export const hiddenLocks = (series: ThreadSeries): string | undefined => {
  if (!usesVirtualThreads(series)) return undefined;
  const lists = listings(series);
  if (lists.length === 0) {
    return 'virtual threads are in use, and Thread.print does not show them: take Thread.dump_to_file -format=json beside it';
  }
  if (lists.some(showsLocks) || !lists.some(({ threads }) => threads.some(({ kind }) => kind === 'virtual')))
    return undefined;
  return 'virtual threads are in use, and before JDK 24 Thread.dump_to_file does not say which locks they hold or want';
};
