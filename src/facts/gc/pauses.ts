import type { GcEvent, GcSeries } from '../../model/gc-series.ts';
import { timeOf, warmUpEnd } from './chosen.ts';
import { isNotGc } from './not-gc.ts';

/** During start-up only pauses this long count: class loading and a heap that still grows make some. */
const startUpMs = 5000;

/** Long pauses that were the collector's, longest first, those of the start-up left out unless they are very long. */
export const longPauses = (series: GcSeries): readonly GcEvent[] => {
  const from = warmUpEnd(series);
  return series.longest.filter((event) => {
    const tMs = timeOf(series, event);
    const late = tMs === undefined || tMs >= from || (event.durationMs ?? 0) >= startUpMs;
    return late && !isNotGc(event);
  });
};

/** Pauses that got longer: medians of the first and of the last third of young pauses that were kept. */
export const worseningOf = (
  series: GcSeries,
): { readonly firstMs: number; readonly lastMs: number; readonly count: number } | undefined => {
  const from = warmUpEnd(series);
  const young = series.events.filter(
    (event) =>
      event.kind === 'young' &&
      !event.derived &&
      event.durationMs !== undefined &&
      (timeOf(series, event) ?? Number.POSITIVE_INFINITY) >= from,
  );
  const third = Math.floor(young.length / 3);
  if (third < 10) return undefined;
  const median = (events: readonly GcEvent[]): number => {
    const sorted = events.map(({ durationMs = 0 }) => durationMs).sort((a, b) => a - b);
    return sorted[sorted.length >> 1] ?? 0;
  };
  return { firstMs: median(young.slice(0, third)), lastMs: median(young.slice(-third)), count: young.length };
};

/** Longest time it took to bring all threads to a safepoint. */
export const longestSync = (series: GcSeries): GcEvent | undefined =>
  series.events.reduce<GcEvent | undefined>(
    (most, event) => ((event.syncMs ?? 0) > (most?.syncMs ?? 0) ? event : most),
    undefined,
  );
