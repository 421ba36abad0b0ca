import type { GcSample, GcSeries } from '../../model/gc-series.ts';
import { capacityFor, floorPct, heapMaxOf, spanMsOf } from './chosen.ts';
import { pausesAreSmall } from './collector.ts';
import { reasonOf } from './full.ts';

/** What one reading of the counters tells: totals since the start of the JVM. */
export type Totals = {
  readonly uptimeMs: number | undefined;
  readonly fullCount: number | undefined;
  readonly fullMeanMs: number | undefined;
  /** Old at the moment, of what it may fill. */
  readonly oldPct: number | undefined;
  /** Share of the uptime in collections; by safepoints where collections' own times say nothing. */
  readonly stoppedPct: number | undefined;
  readonly fullPerHour: number | undefined;
  /** Share of the uptime in full collections alone. */
  readonly fullPct: number | undefined;
};

const oldPctOf = (series: GcSeries, { old, heap }: GcSample): number | undefined => {
  // Generational ZGC shows old as 100 % always: its capacity is what is in use (COLLECTORS: jstat_options, gc.zgc).
  if (series.jvm.collector === 'ZGC generational') {
    return heap?.usedBytes === undefined || heap.capacityBytes === undefined || heap.capacityBytes === 0
      ? undefined
      : (100 * heap.usedBytes) / heap.capacityBytes;
  }
  if (old?.usedBytes === undefined) return old?.usedPct;
  const capacity = capacityFor(series, old.capacityBytes) ?? heapMaxOf(series);
  return capacity === undefined || capacity === 0 ? old.usedPct : (100 * old.usedBytes) / capacity;
};

const divide = (part: number | undefined, by: number | undefined): number | undefined =>
  part === undefined || by === undefined || by === 0 ? undefined : part / by;

/** A log tells the same of the time it covers. */
const totalsOfLog = (series: GcSeries): Totals | undefined => {
  if (series.eventTotal === 0) return undefined;
  const spanMs = spanMsOf(series);
  const fulls = series.tallies.filter((tally) => tally.kind === 'full' && reasonOf(tally) !== 'tool');
  const fullCount = fulls.reduce((sum, { count }) => sum + count, 0);
  const fullMs = fulls.reduce((sum, { durationMs }) => sum + durationMs, 0);
  const pauseMs = series.buckets.reduce((sum, bucket) => sum + bucket.pauseMs, 0);
  const floor = series.floors.at(-1);
  const of = (part: number): number | undefined => (spanMs === undefined || spanMs < 1000 ? undefined : part / spanMs);
  const stopped = of(pauseMs);
  const inFull = of(fullMs);
  return {
    uptimeMs: spanMs,
    fullCount,
    fullMeanMs: fullCount === 0 ? 0 : fullMs / fullCount,
    oldPct: floor === undefined ? undefined : floorPct(series, floor),
    stoppedPct: stopped === undefined ? undefined : Math.min(100, 100 * stopped),
    fullPerHour: of(fullCount * 3_600_000),
    fullPct: inFull === undefined ? undefined : Math.min(100, 100 * inFull),
  };
};

/** Of the newest sample of counters; of a log as a whole. Undefined: neither tells. */
export const totalsOf = (series: GcSeries): Totals | undefined => {
  if (series.sources.every((source) => source === 'log')) return totalsOfLog(series);
  const sample = series.samples.at(-1);
  if (sample === undefined) return undefined;
  const { uptimeMs, fullGcCount, fullGcTimeMs, gcTimeMs, safepointTimeMs, applicationTimeMs } = sample;
  const bySafepoint =
    safepointTimeMs === undefined || applicationTimeMs === undefined
      ? undefined
      : divide(safepointTimeMs, safepointTimeMs + applicationTimeMs);
  const byCollections = pausesAreSmall(series.jvm.collector) ? undefined : divide(gcTimeMs, uptimeMs);
  const stopped = byCollections ?? bySafepoint;
  const fullShare = divide(fullGcTimeMs, uptimeMs);
  return {
    uptimeMs,
    fullCount: fullGcCount,
    fullMeanMs: divide(fullGcTimeMs, fullGcCount),
    oldPct: oldPctOf(series, sample),
    stoppedPct: stopped === undefined ? undefined : 100 * stopped,
    fullPerHour: uptimeMs === undefined ? undefined : divide((fullGcCount ?? 0) * 3_600_000, uptimeMs),
    fullPct: fullShare === undefined ? undefined : 100 * fullShare,
  };
};
