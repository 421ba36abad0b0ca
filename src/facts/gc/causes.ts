import { MissingFact } from '../../model/fact.ts';
import type { GcSeries } from '../../model/gc-series.ts';
import { spanMsOf } from './chosen.ts';
import { reasonOf } from './full.ts';

const hourMs = 3_600_000;

/** Collections that System.gc() asked for. */
export const explicitOf = (series: GcSeries) => {
  const asked = series.tallies.filter((tally) => tally.kind !== 'cycle' && reasonOf(tally) === 'explicit');
  const fulls = series.tallies.filter(({ kind }) => kind === 'full');
  const sum = (of: readonly { readonly count: number }[]): number => of.reduce((all, { count }) => all + count, 0);
  const spanMs = spanMsOf(series);
  const count = sum(asked);
  const none = new MissingFact([], 'there was no full collection');
  const noTime = new MissingFact([], 'nothing has a time');
  const asFull = sum(asked.filter(({ kind }) => kind === 'full'));
  return {
    count,
    perHour: spanMs === undefined || spanMs === 0 ? noTime : (count * hourMs) / Math.max(spanMs, hourMs / 60),
    totalMs: asked.reduce((all, { durationMs }) => all + durationMs, 0),
    sharePct: sum(fulls) === 0 ? none : (100 * asFull) / sum(fulls),
  };
};

/** Bytes per second; undefined: nothing tells. */
export const ratesOf = (series: GcSeries) => {
  const spanMs = spanMsOf(series);
  const known = series.buckets.filter(({ allocatedBytes }) => allocatedBytes !== undefined);
  if (spanMs === undefined || spanMs < 1000 || known.length === 0) return undefined;
  const seconds = Math.max(spanMs, 1000) / 1000;
  const allocated = known.reduce((sum, { allocatedBytes = 0 }) => sum + allocatedBytes, 0);
  const promoted = series.buckets.filter(({ promotedBytes }) => promotedBytes !== undefined);
  const peak = Math.max(...known.map(({ allocatedBytes = 0 }) => allocatedBytes));
  return {
    allocatedBytes: allocated / seconds,
    promotedBytes:
      promoted.length === 0
        ? new MissingFact(['gc-log'], 'nothing tells what was promoted')
        : promoted.reduce((sum, { promotedBytes = 0 }) => sum + promotedBytes, 0) / seconds,
    peakAllocatedBytes: peak / (Math.min(spanMs, series.bucketMs) / 1000),
  };
};
