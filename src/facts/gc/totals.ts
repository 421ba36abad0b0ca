import type { GcSample, GcSeries } from '../../model/gc-series.ts';
import { capacityFor, heapMaxOf } from './chosen.ts';
import { pausesAreSmall } from './collector.ts';

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

/** Of the newest sample; undefined: there is none (a log has every collection instead). */
export const totalsOf = (series: GcSeries): Totals | undefined => {
  const sample = series.samples.at(-1);
  if (sample === undefined || !series.sources.some((source) => source !== 'log')) return undefined;
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
