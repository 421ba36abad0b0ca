import type { ThreadDump, ThreadDumpSummary, ThreadSeries } from '../../model/thread-dump.ts';
import { contentOf } from './content.ts';
import { summarise } from './summary.ts';

/** Dumps of different lives are not one series: the caller splits them by this. */
export { sameLife } from './life.ts';

/** Whole dumps kept: the first show where growth began, the newest what is going on. Those between become counts. */
const keptFirst = 2;
const keptNewest = 6;
/** Beyond this many summaries the middle ones are thinned out. */
const maxSummaries = 2_000;

/** A dump until it is folded away; its `content` is known from then on, or when it had to be compared. */
type Seen = { dump: ThreadDump | undefined; content?: string };
type Entry = { readonly seen: Seen; readonly summary: ThreadDumpSummary };

/** Dumps that differ in this are not the same: what they hold is compared only where it agrees. */
const outlineOf = ({ takenAtMs, format, threads, deadlocks }: ThreadDump): string =>
  [takenAtMs, format, threads.length, deadlocks.length].join(' ');

const contentOfSeen = (seen: Seen): string | undefined => {
  if (seen.dump !== undefined) seen.content ??= contentOf(seen.dump);
  return seen.content;
};

const isLater = (a: Entry, b: Entry): boolean =>
  a.summary.takenAtMs !== undefined && b.summary.takenAtMs !== undefined && a.summary.takenAtMs > b.summary.takenAtMs;

type Fold = {
  readonly add: (dump: ThreadDump) => void;
  readonly value: () => ThreadSeries;
  /** Dumps given twice: same time and content. They are left out. */
  readonly duplicates: number;
};

const foldOfOne = (): Fold => {
  const entries: Entry[] = [];
  const known = new Map<string, Seen[]>();
  let total = 0;
  let duplicates = 0;
  const fold = (index: number): void => {
    const entry = entries[index];
    if (entry === undefined || index < keptFirst || index >= entries.length - keptNewest) return;
    contentOfSeen(entry.seen);
    entry.seen.dump = undefined;
  };
  const add = (dump: ThreadDump): void => {
    const seen: Seen = { dump };
    const outline = outlineOf(dump);
    const alike = known.get(outline) ?? [];
    if (alike.some((other) => contentOfSeen(other) === contentOfSeen(seen))) {
      duplicates++;
      return;
    }
    known.set(outline, [...alike, seen]);
    const entry: Entry = { seen, summary: summarise(dump) };
    let at = entries.length;
    while (at > 0 && isLater(entries[at - 1] as Entry, entry)) at--;
    entries.splice(at, 0, entry);
    total++;
    // Only these can have left the kept ends by one insertion.
    for (const index of [at, keptFirst, entries.length - keptNewest - 1]) fold(index);
    if (entries.length > maxSummaries) entries.splice(maxSummaries / 2, 1);
  };
  const value = (): ThreadSeries => ({
    dumps: entries.flatMap(({ seen: { dump } }) => (dump === undefined ? [] : [dump])),
    total,
    summaries: entries.map(({ summary }) => summary),
  });
  return {
    add,
    value,
    get duplicates() {
      return duplicates;
    },
  };
};

const isToFile = ({ format }: ThreadDump): boolean => format === 'dump-to-file-json' || format === 'dump-to-file-text';

/**
 * Folds dumps of one JVM life, in any order, into a bounded series ordered by their own time (by arrival where one has none). A
 * Thread.dump_to_file text repeats what a dump shows: beside dumps it is not one more of them. A dump with the time and content
 * of one before is the same dump given twice: it is left out and counted in `duplicates`.
 */
export const threadSeries = (): Fold => {
  const plain = foldOfOne();
  const toFile = foldOfOne();
  return {
    add: (dump) => (isToFile(dump) ? toFile : plain).add(dump),
    value: () => {
      const series = plain.value();
      if (series.total === 0) return toFile.value();
      const { dumps } = toFile.value();
      return dumps.length === 0 ? series : { ...series, beside: dumps };
    },
    get duplicates() {
      return plain.duplicates + toFile.duplicates;
    },
  };
};
