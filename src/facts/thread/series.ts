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

type Entry = { readonly dump: ThreadDump | undefined; readonly summary: ThreadDumpSummary };

const isLater = (a: Entry, b: Entry): boolean =>
  a.summary.takenAtMs !== undefined && b.summary.takenAtMs !== undefined && a.summary.takenAtMs > b.summary.takenAtMs;

/**
 * Folds dumps of one JVM life, in any order, into a bounded series ordered by their own time (by arrival where one has none).
 * A dump with the time and content of one before is the same dump given twice: it is left out and counted in `duplicates`.
 */
export const threadSeries = (): {
  readonly add: (dump: ThreadDump) => void;
  readonly value: () => ThreadSeries;
  readonly duplicates: number;
} => {
  const entries: Entry[] = [];
  const known = new Set<string>();
  let total = 0;
  let duplicates = 0;
  const fold = (index: number): void => {
    const entry = entries[index];
    if (entry === undefined || index < keptFirst || index >= entries.length - keptNewest) return;
    entries[index] = { dump: undefined, summary: entry.summary };
  };
  const add = (dump: ThreadDump): void => {
    const content = contentOf(dump);
    if (known.has(content)) {
      duplicates++;
      return;
    }
    known.add(content);
    const entry: Entry = { dump, summary: summarise(dump) };
    let at = entries.length;
    while (at > 0 && isLater(entries[at - 1] as Entry, entry)) at--;
    entries.splice(at, 0, entry);
    total++;
    // Only these can have left the kept ends by one insertion.
    for (const index of [at, keptFirst, entries.length - keptNewest - 1]) fold(index);
    if (entries.length > maxSummaries) entries.splice(maxSummaries / 2, 1);
  };
  const value = (): ThreadSeries => ({
    dumps: entries.flatMap(({ dump }) => (dump === undefined ? [] : [dump])),
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
