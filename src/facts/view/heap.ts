import type { HeapDump } from '../../model/heap-dump.ts';
import type { HeapView } from '../../model/heap-view.ts';
import type { View } from '../../model/view.ts';
import { histogramViews } from '../heap/histogram-view.ts';

const capped = <T>(rows: readonly T[] | undefined, most: number): readonly T[] | undefined => rows?.slice(0, most);

const takenAt = ({ takenAtMs }: HeapDump): string | null =>
  takenAtMs === undefined || !(takenAtMs > 0 && takenAtMs < 8.64e15) ? null : new Date(takenAtMs).toISOString();

const keyOf = ({ className, loader = '' }: { readonly className: string; readonly loader?: string }): string =>
  `${className} ${loader}`;

/** What the classes of a histogram retain, as far as it is known. */
const withRetained = (rows: HeapView['histogram'], classes: HeapDump['classes'] = []): HeapView['histogram'] => {
  const retained = new Map(classes.map((row) => [keyOf(row), row.retainedBytes]));
  return rows.map((row) => {
    const retainedBytes = retained.get(keyOf(row));
    return retainedBytes === undefined ? row : { ...row, retainedBytes };
  });
};

const dumpView = (dump: HeapDump, subject: string): HeapView => {
  const { artifactId, takenAtMs: _, rows, classesTotal, roots: _roots, histogram, dominators, classes, ...rest } = dump;
  const shown = { dominators: capped(dominators, rows), classes: capped(classes, rows) };
  return {
    subject,
    artifact: artifactId,
    source: 'dump',
    takenAt: takenAt(dump),
    ...rest,
    histogram: withRetained(histogram.slice(0, rows), classes),
    histogramTotal: classesTotal,
    ...(shown.dominators === undefined ? {} : { dominators: shown.dominators }),
    ...(shown.classes === undefined ? {} : { classes: shown.classes }),
  };
};

const heap: View<'heap'> = {
  name: 'heap',
  entries: (evidence, subject) => [
    ...histogramViews(evidence, subject),
    ...(evidence.models['heap-dump']?.dumps ?? []).map((dump) => dumpView(dump, subject)),
  ],
};

export default heap;
