import type { GcEvent, GcSeries } from '../../model/gc-series.ts';
import { timeOf, warmUpEnd } from './chosen.ts';
import { lateFulls } from './full.ts';
import { type Point, trendOf } from './trend.ts';

export type Metaspace = {
  readonly usedBytes: number;
  readonly committedBytes: number | undefined;
  readonly maxBytes: number | undefined;
  readonly perHourBytes: number | undefined;
  readonly pRising: number | undefined;
  readonly growthBytes: number | undefined;
  readonly points: number;
  /** It went on for more than ten seconds after it was last told how much is in use. */
  readonly isStale: boolean;
};

const staleMs = 10_000;

/** A committed size beyond this is a reservation: JDK 8 prints that of the class space in its place. */
const reservedBytes = 1024 ** 3;

const pointsOf = (series: GcSeries): readonly Point[] => {
  const from = warmUpEnd(series);
  const seen: Point[] = [];
  const add = (tMs: number | undefined, value: number | undefined): void => {
    if (tMs !== undefined && value !== undefined && tMs >= from) seen.push({ tMs, value });
  };
  for (const event of series.events) add(timeOf(series, event), event.metaspace?.afterBytes);
  for (const sample of series.samples) add(timeOf(series, sample), sample.metaspace?.usedBytes);
  return seen.sort((a, b) => a.tMs - b.tMs);
};

const isOld = (series: GcSeries, event: GcEvent | undefined): boolean => {
  const told = event === undefined ? undefined : timeOf(series, event);
  const end = series.last === undefined ? undefined : timeOf(series, series.last);
  return told !== undefined && end !== undefined && end - told > staleMs;
};

/** Fewer show no trend. */
const leastPoints = 8;

/** Metaspace at the end, and its trend after the start-up. Undefined: never seen. */
export const metaspaceOf = (series: GcSeries): Metaspace | undefined => {
  const lastEvent = series.events.findLast(({ metaspace }) => metaspace?.afterBytes !== undefined);
  const lastSample = series.samples.findLast(({ metaspace }) => (metaspace?.usedBytes ?? 0) > 0)?.metaspace;
  const usedBytes = lastSample?.usedBytes ?? lastEvent?.metaspace?.afterBytes;
  if (usedBytes === undefined || usedBytes === 0) return undefined;
  const committed = lastSample?.capacityBytes ?? lastEvent?.metaspace?.capacityBytes;
  const points = pointsOf(series);
  const trend = series.axis !== 'ordinal' && points.length >= leastPoints ? trendOf(points) : undefined;
  const spanMs = (points.at(-1)?.tMs ?? 0) - (points[0]?.tMs ?? 0);
  return {
    usedBytes,
    committedBytes: committed === undefined || committed >= reservedBytes ? undefined : committed,
    maxBytes: series.jvm.metaspaceMaxBytes,
    perHourBytes: trend === undefined ? undefined : trend.slope * 3_600_000,
    pRising: trend?.pRising,
    growthBytes: trend === undefined ? undefined : trend.slope * spanMs,
    points: points.length,
    isStale: lastSample === undefined && isOld(series, lastEvent),
  };
};

/**
 * Of all series of a life together: a log knows metaspace as of the last collection, counters of now (JDK 17 and later: of the last
 * collection too) and the limit; the trend is that of the one with more points.
 */
export const metaspaceAmong = (all: readonly GcSeries[]): Metaspace | undefined => {
  const known = all.map(metaspaceOf).filter((space) => space !== undefined);
  const [first] = known;
  if (first === undefined) return undefined;
  const most = known.reduce((a, b) => (b.points > a.points ? b : a));
  const now = all.find(({ sources }) => sources.includes('counters'));
  const newest = now === undefined ? undefined : metaspaceOf(now);
  return {
    ...most,
    usedBytes: newest?.usedBytes ?? first.usedBytes,
    isStale: (newest ?? first).isStale,
    committedBytes: newest?.committedBytes ?? first.committedBytes,
    maxBytes: all.map(({ jvm }) => jvm.metaspaceMaxBytes).find((bytes) => bytes !== undefined),
  };
};

/** Collections after the start-up that only metaspace asked for; G1 starts a concurrent cycle for it. */
export const metaspaceCollections = (series: GcSeries): number => {
  const from = warmUpEnd(series);
  const cycles = series.events.filter(
    (event) =>
      event.kind !== 'full' &&
      /Metadata GC/.test(event.cause ?? '') &&
      (timeOf(series, event) ?? Number.POSITIVE_INFINITY) >= from,
  );
  return cycles.length + lateFulls(series).filter(({ reason }) => reason === 'metaspace').length;
};
