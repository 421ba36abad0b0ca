import type { Thread, ThreadDump, ThreadSeries } from '../../model/thread-dump.ts';
import { listings } from './use.ts';

/** A virtual thread and the text that shows it. */
export type Listed = { readonly thread: Thread; readonly dump: ThreadDump };

/** One moment of a JVM: a thread dump with its carriers, and the list of virtual threads that was taken beside it. */
export type Moment = {
  readonly dump?: ThreadDump;
  readonly listing?: ThreadDump;
  /** Virtual threads that have begun to run, of the list; where there is none, those the dump shows on their carriers (JDK 24+). */
  readonly virtual: readonly Listed[];
  /** Virtual threads that were started and have never run: they wait for a carrier. */
  readonly unstarted: readonly Thread[];
};

/** Beyond this, a list is of another moment. */
const maxApartMs = 30_000;

/** The list nearest after a dump; without clocks the one with the same place in its row. */
const nearest = (dump: ThreadDump, index: number, lists: readonly ThreadDump[]): ThreadDump | undefined => {
  const { takenAtMs } = dump;
  if (takenAtMs === undefined || dump.takenAtIsNaive) return lists[index];
  const timed = lists
    .filter((list) => list.takenAtMs !== undefined && list.takenAtMs >= takenAtMs - 1000)
    .map((list) => ({ list, apartMs: Math.abs((list.takenAtMs ?? 0) - takenAtMs) }))
    .filter(({ apartMs }) => apartMs <= maxApartMs)
    .sort((a, b) => a.apartMs - b.apartMs);
  return timed[0]?.list ?? (lists.some((list) => list.takenAtMs !== undefined) ? undefined : lists[index]);
};

const hasFrames = ({ stack }: Thread): boolean => stack.frames.length > 0;

/**
 * Joined by thread id: a thread of the list without frames, which the dump does not know, is a virtual one that has not run yet. JDK 21 to 23
 * mark virtual threads in no other way.
 */
const momentOf = (dump: ThreadDump | undefined, listing: ThreadDump | undefined): Moment => {
  const own = listing ?? dump;
  const platform = new Set(
    (dump?.threads ?? []).flatMap(({ kind, id }) => (kind === 'virtual' || id === undefined ? [] : [id])),
  );
  const threads = own?.threads ?? [];
  const isUnstarted = ({ kind, id, stack }: Thread): boolean =>
    stack.frames.length === 0 &&
    (kind === 'virtual' || (dump !== undefined && listing !== undefined && id !== undefined && !platform.has(id)));
  return {
    ...(dump === undefined ? {} : { dump }),
    ...(listing === undefined ? {} : { listing }),
    virtual: threads
      .filter((thread) => thread.kind === 'virtual' && hasFrames(thread))
      .map((thread) => ({ thread, dump: own as ThreadDump })),
    unstarted: listing === undefined ? [] : threads.filter(isUnstarted),
  };
};

const cache = new WeakMap<ThreadSeries, readonly Moment[]>();

/** The moments of a series in time order: one per dump, or one per list where there is nothing else. */
export const momentsOf = (series: ThreadSeries): readonly Moment[] => {
  const before = cache.get(series);
  if (before !== undefined) return before;
  const lists = listings(series);
  const plain = series.dumps.filter((dump) => !lists.includes(dump));
  const moments =
    plain.length === 0
      ? lists.map((list) => momentOf(undefined, list))
      : plain.map((dump, index) => momentOf(dump, nearest(dump, index, lists)));
  cache.set(series, moments);
  return moments;
};
