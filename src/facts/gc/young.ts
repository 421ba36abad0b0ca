import type { GcSeries, GcTally } from '../../model/gc-series.ts';
import { heapMaxOf, sharesHeap, spanMsOf } from './chosen.ts';

const isYoung = ({ kind }: GcTally): boolean => kind === 'young' || kind === 'mixed';
const isPause = ({ kind }: GcTally): boolean =>
  kind === 'young' || kind === 'mixed' || kind === 'full' || kind === 'pause';

const timeOf = (tallies: readonly GcTally[]): number => tallies.reduce((sum, { durationMs }) => sum + durationMs, 0);

const upperQuartile = (values: readonly number[]): number | undefined =>
  [...values].sort((a, b) => a - b)[Math.floor((3 * values.length) / 4)];

/**
 * What collections leave of the largest heap: those of old where they empty it at once (what died in old counts until then), else young
 * ones; counters show what old holds instead.
 */
const heldPctOf = (series: GcSeries): number | undefined => {
  const max = heapMaxOf(series);
  const left = series.events.flatMap(({ kind, heap }) =>
    (kind === 'young' || kind === 'mixed') && heap?.afterBytes !== undefined ? [heap.afterBytes] : [],
  );
  const old = series.samples.flatMap(({ old }) => (old?.usedBytes === undefined ? [] : [old.usedBytes]));
  const floors = sharesHeap(series) ? [] : series.floors.flatMap(({ usedBytes }) => usedBytes ?? []);
  const bytes = upperQuartile(floors.length >= 3 ? floors : left.length > 0 ? left : old);
  return bytes === undefined || max === undefined || max === 0 ? undefined : (100 * bytes) / max;
};

/** Young collections (G1's mixed ones too) against all pauses; undefined: none was seen, or nothing has a time. */
export const youngOf = (series: GcSeries) => {
  const spanMs = spanMsOf(series);
  const young = series.tallies.filter(isYoung);
  const count = young.reduce((sum, tally) => sum + tally.count, 0);
  const allMs = timeOf(series.tallies.filter(isPause));
  if (spanMs === undefined || spanMs < 30_000 || count === 0 || allMs === 0) return undefined;
  const youngMs = timeOf(young);
  const heldPct = heldPctOf(series);
  return {
    ...(heldPct === undefined ? {} : { heldPct }),
    perMinute: (count * 60_000) / spanMs,
    everyMs: spanMs / count,
    meanMs: youngMs / count,
    sharePct: (100 * youngMs) / allMs,
  };
};
