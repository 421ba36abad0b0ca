import type { GcBucket, GcSeries } from '../../model/gc-series.ts';
import { spanMsOf, warmUpEnd, warmUpMs } from './chosen.ts';
import { pausesAreSmall } from './collector.ts';
import { notGcMsIn } from './not-gc.ts';

/** Shares of the time in which collections stopped the application, in percent. */
export type Overhead = {
  readonly spanMs: number;
  readonly pauses: number;
  readonly totalPct: number;
  /** Worst three minutes with at least five pauses, after the start-up where there is enough after it; of a shorter series the whole of it. */
  readonly worst3MinPct: number;
  /** Worst minute, start-up or not. */
  readonly worstMinutePct: number;
  /** There is next to nothing after the first five minutes of the JVM. */
  readonly onlyStartUp: boolean;
  /** Where the worst three minutes begin, on the series' axis. */
  readonly worstAtMs: number;
};

/** Shorter or fewer say nothing. */
const leastSpanMs = 30_000;
const leastPauses = 10;
/** One long pause is a long pause, not overhead. */
const leastPausesInStretch = 5;
const threeMinutesMs = 180_000;

/** ms of standing still in a bucket; safepoint counters where collections are short, and counters do not see them one by one. */
const stillMs = (series: GcSeries, bucket: GcBucket): number =>
  series.sources.includes('log') || bucket.safepointMs === undefined || !pausesAreSmall(series.jvm.collector)
    ? Math.max(0, bucket.pauseMs - notGcMsIn(series, bucket))
    : bucket.safepointMs;

type Worst = { readonly pct: number; readonly atMs: number };

/** The worst stretch of that length; buckets without events count as time that ran. */
const worst = (
  series: GcSeries,
  buckets: readonly GcBucket[],
  lengthMs: number,
  spanMs: number,
  leastCount: number,
): Worst => {
  const { bucketMs } = series;
  const lengthUsed = Math.max(bucketMs, Math.min(lengthMs, spanMs));
  let best: Worst = { pct: 0, atMs: buckets[0]?.startMs ?? 0 };
  let sum = 0;
  let count = 0;
  let from = 0;
  for (let to = 0; to < buckets.length; to++) {
    const bucket = buckets[to] as GcBucket;
    sum += stillMs(series, bucket);
    count += bucket.pauseCount;
    while (bucket.startMs + bucketMs - (buckets[from] as GcBucket).startMs > lengthUsed + bucketMs / 2) {
      sum -= stillMs(series, buckets[from] as GcBucket);
      count -= (buckets[from] as GcBucket).pauseCount;
      from++;
    }
    const pct = Math.min(100, (100 * sum) / lengthUsed);
    if (pct > best.pct && count >= leastCount) best = { pct, atMs: (buckets[from] as GcBucket).startMs };
  }
  return best;
};

/** From so long a series on its start-up may last longer than the five minutes, up to twice as long. */
const longSpanMs = 60 * 60_000;
const quietPct = 5;

/**
 * Where the start-up ends: after five minutes; of a series of hours, if those end busy, with the first quiet stretch, after ten minutes at the
 * latest. A service that loads its data for seven minutes and is at rest for the seventeen hours after that has no overhead.
 */
const startUpEnd = (series: GcSeries, spanMs: number): number => {
  const usualMs = warmUpEnd(series);
  if (spanMs < longSpanMs || !Number.isFinite(usualMs)) return usualMs;
  const isBusy = (bucket: GcBucket): boolean => (100 * stillMs(series, bucket)) / series.bucketMs >= quietPct;
  let endMs = usualMs;
  for (const bucket of series.buckets) {
    if (bucket.startMs + series.bucketMs <= usualMs || bucket.startMs >= usualMs + warmUpMs) continue;
    if (bucket.startMs > endMs || !isBusy(bucket)) break;
    endMs = bucket.startMs + series.bucketMs;
  }
  return endMs;
};

/** Undefined: too short, too few pauses, or no times. */
export const overheadOf = (series: GcSeries): Overhead | undefined => {
  const spanMs = spanMsOf(series);
  if (series.axis === 'ordinal' || spanMs === undefined || spanMs < leastSpanMs || series.buckets.length === 0)
    return undefined;
  const pauses = series.buckets.reduce((sum, { pauseCount }) => sum + pauseCount, 0);
  if (pauses < leastPauses) return undefined;
  const total = series.buckets.reduce((sum, bucket) => sum + stillMs(series, bucket), 0);
  const lateFromMs = startUpEnd(series, spanMs);
  const late = series.buckets.filter(({ startMs }) => startMs >= lateFromMs);
  const lateSpanMs = (late.at(-1)?.startMs ?? 0) + series.bucketMs - (late[0]?.startMs ?? 0);
  const onlyStartUp = late.length === 0 || lateSpanMs < threeMinutesMs ? late.length < series.buckets.length : false;
  const three = onlyStartUp
    ? worst(series, series.buckets, threeMinutesMs, spanMs, leastPausesInStretch)
    : worst(series, late, threeMinutesMs, Math.min(spanMs, lateSpanMs), leastPausesInStretch);
  return {
    spanMs,
    pauses,
    totalPct: Math.min(100, (100 * total) / spanMs),
    worst3MinPct: three.pct,
    worstMinutePct: worst(series, series.buckets, 60_000, spanMs, 2).pct,
    onlyStartUp,
    worstAtMs: three.atMs,
  };
};

/** Running this long pays back a fifth of it: collecting a sixth of the time for good is what is borne. */
const payBackShare = 5;

/**
 * Debt of collecting: it grows with each pause and is paid back by a fifth of the time that runs (jvmquake, Netflix 2019). The most it came to,
 * and what it is at the end.
 */
export const debtOf = (series: GcSeries): { readonly mostMs: number; readonly endMs: number } | undefined => {
  if (series.axis === 'ordinal' || series.buckets.length === 0) return undefined;
  let debt = 0;
  let mostMs = 0;
  let lastEnd = series.buckets[0]?.startMs ?? 0;
  for (const bucket of series.buckets) {
    const gone = Math.max(0, bucket.startMs - lastEnd);
    debt = Math.max(0, debt - gone / payBackShare);
    const still = stillMs(series, bucket);
    debt = Math.max(0, debt + still - Math.max(0, series.bucketMs - still) / payBackShare);
    mostMs = Math.max(mostMs, debt);
    lastEnd = bucket.startMs + series.bucketMs;
  }
  return { mostMs, endMs: debt };
};
