import { isCollectionCount } from './collections.ts';
import type { Series } from './matrix.ts';
import { nameOf } from './names.ts';

/** The times from which on another JVM runs at the same place: its start is another one, or its collections are counted anew. */
const restartsOf = (all: readonly Series[]): readonly number[] => {
  const found = new Set<number>();
  for (const series of all) {
    const isStart = nameOf(series) === 'process_start_time_seconds';
    if (!isStart && !isCollectionCount(series)) continue;
    for (const [i, { atMs, value }] of series.values.entries()) {
      const before = series.values[i - 1]?.value ?? value;
      if (isStart ? value > before + 1 : value < before) found.add(atMs);
    }
  }
  return [...found].sort((a, b) => a - b);
};

/** The series of one place cut into those of each JVM that ran there, in the order of time. */
export const livesOf = (all: readonly Series[]): readonly (readonly Series[])[] => {
  const edges = [Number.NEGATIVE_INFINITY, ...restartsOf(all), Number.POSITIVE_INFINITY];
  return edges.slice(1).map((toMs, i) => {
    const fromMs = edges[i] as number;
    return all.map((series) => ({
      ...series,
      values: series.values.filter(({ atMs }) => atMs >= fromMs && atMs < toMs),
    }));
  });
};
