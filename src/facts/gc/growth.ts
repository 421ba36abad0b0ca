import type { GcFloor, GcSeries } from '../../model/gc-series.ts';
import { floorPct, heapMaxOf, warmUpEnd } from './chosen.ts';
import { type Point, trendOf } from './trend.ts';

/** Floors closer than this share of the span are one: a storm of collections measures the same thing again and again. */
const mergedShare = 0.01;
/** Fewer floors show no trend with any confidence: p of five in a row that rise is 0.008, of four 0.042, of three 0.17. */
export const leastFloors = 5;
/** What rises for a minute is a cache that fills, or load that comes: a leak still does after two. */
const leastSpanMs = 2 * 60_000;

/** Text of jstat may know only shares: then all is measured in percent. */
const heightOf = ({ usedBytes, usedPct = 0 }: GcFloor): number => usedBytes ?? usedPct;

/** Whether the floors are bytes, and what the largest heap is in their unit. */
export const scaleOf = (
  series: GcSeries,
  floors: readonly GcFloor[],
): { readonly isBytes: boolean; readonly max: number | undefined; readonly heights: readonly number[] } => {
  const isBytes = floors.every(({ usedBytes }) => usedBytes !== undefined);
  return isBytes
    ? { isBytes, max: heapMaxOf(series), heights: floors.map(heightOf) }
    : { isBytes, max: 100, heights: floors.map((floor) => floorPct(series, floor) ?? 0) };
};

/** Floors after the start-up, close ones merged to the lowest. */
export const judgedFloors = (series: GcSeries): readonly GcFloor[] => {
  const from = warmUpEnd(series);
  const late = series.floors.filter(({ tMs }) => tMs >= from);
  const first = late[0];
  const last = late.at(-1);
  if (first === undefined || last === undefined) return [];
  const nearMs = (last.tMs - first.tMs) * mergedShare;
  const merged: GcFloor[] = [];
  let groupFromMs = Number.NEGATIVE_INFINITY;
  for (const floor of late) {
    const open = merged.at(-1);
    if (open === undefined || floor.tMs - groupFromMs > nearMs) {
      merged.push(floor);
      groupFromMs = floor.tMs;
    } else if (heightOf(floor) < heightOf(open)) merged[merged.length - 1] = floor;
  }
  return merged;
};

/** A peak of the start-up that the floor has come back from by a fifth: it rises and falls by itself. */
const cameBackShare = 0.8;

/** The highest floor of the start-up that a later one fell well below; 0: there was none. */
const peakBefore = (series: GcSeries): number => {
  const from = warmUpEnd(series);
  const heights = series.floors.map(heightOf);
  let least = Number.POSITIVE_INFINITY;
  let peak = 0;
  for (let i = heights.length - 1; i >= 0; i--) {
    const height = heights[i] ?? 0;
    if ((series.floors[i]?.tMs ?? 0) < from && least < cameBackShare * height) peak = Math.max(peak, height);
    least = Math.min(least, height);
  }
  return peak;
};

const hourMs = 3_600_000;

export type Growth = {
  readonly samples: number;
  readonly spanMs: number;
  /** Bytes only where the floors are bytes. */
  readonly perHourBytes: number | undefined;
  readonly pRising: number;
  /** Slope times span, in percent of the largest heap. */
  readonly growthPct: number;
  /** Lowest floor of the last third over the lowest of the first, in percent of the largest heap: a saw-tooth comes back, a leak does not. A peak of the start-up that it came back from counts for the first. */
  readonly lowestRisePct: number;
  /** The floor at the end by the trend's own last third (median), in percent of the largest heap. */
  readonly endPct: number;
  readonly endBytes: number | undefined;
  readonly startBytes: number | undefined;
  /** Slope of the last third against that of all: 1 goes on as before, 0 has stopped. */
  readonly lastThirdShare: number;
  /** Until the floor reaches what it may fill, at the slope and at the bounds of its 95 % range. Undefined: never. */
  readonly fullInMs: number | undefined;
  readonly fullInLeastMs: number | undefined;
  readonly fullInMostMs: number | undefined;
  readonly last: GcFloor;
};

const medianOf = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
};

const reached = (roomBytes: number, slope: number): number | undefined =>
  slope <= 0 ? undefined : Math.max(0, roomBytes) / slope;

/** The trend of the floor; undefined with too few floors, without times or without the size of the heap. */
export const growthOf = (series: GcSeries, leastMs = leastSpanMs): Growth | undefined => {
  if (series.axis === 'ordinal') return undefined;
  const floors = judgedFloors(series);
  const { isBytes, max, heights } = scaleOf(series, floors);
  const [first] = floors;
  const last = floors.at(-1);
  if (floors.length < leastFloors || max === undefined || max === 0 || first === undefined || last === undefined)
    return undefined;
  const points: readonly Point[] = floors.map(({ tMs }, i) => ({ tMs, value: heights[i] ?? 0 }));
  const spanMs = last.tMs - first.tMs;
  const trend = spanMs < leastMs ? undefined : trendOf(points);
  if (trend === undefined) return undefined;
  const lastThird = points.filter(({ tMs }) => tMs >= last.tMs - spanMs / 3);
  const firstThird = points.filter(({ tMs }) => tMs <= first.tMs + spanMs / 3);
  const lowest = (some: readonly Point[]): number => Math.min(...some.map(({ value }) => value));
  const endTrend = lastThird.length >= 3 ? trendOf(lastThird) : trend;
  const newest = points.slice(-Math.max(3, Math.floor(points.length / 6)));
  const endBytes = medianOf(newest.map(({ value }) => value));
  const capacity = (heights.at(-1) ?? 0) / ((floorPct(series, last) ?? Number.NaN) / 100);
  const room = (Number.isFinite(capacity) ? capacity : max) - endBytes;
  return {
    samples: floors.length,
    spanMs,
    perHourBytes: isBytes ? trend.slope * hourMs : undefined,
    pRising: Math.max(0.0001, Math.round(trend.pRising * 1e4) / 1e4),
    growthPct: (100 * trend.slope * spanMs) / max,
    lowestRisePct: (100 * (lowest(lastThird) - Math.max(lowest(firstThird), isBytes ? peakBefore(series) : 0))) / max,
    endPct: (100 * endBytes) / max,
    endBytes: isBytes ? endBytes : undefined,
    startBytes: !isBytes
      ? undefined
      : medianOf(points.slice(0, Math.max(1, Math.floor(points.length / 6))).map(({ value }) => value)),
    lastThirdShare: trend.slope > 0 ? (endTrend ?? trend).slope / trend.slope : 0,
    fullInMs: reached(room, trend.slope),
    fullInLeastMs: reached(room, trend.high),
    fullInMostMs: reached(room, trend.low),
    last,
  };
};

/** How long it takes at the pace so far until there are enough floors over enough time; undefined: none came yet, or there are no times. */
export const waitForFloorsMs = (series: GcSeries): number | undefined => {
  const floors = judgedFloors(series);
  const lack = leastFloors - floors.length;
  const [first] = floors;
  const last = floors.at(-1);
  if (series.axis === 'ordinal' || first === undefined || last === undefined || floors.length < 2) return undefined;
  const spanMs = last.tMs - first.tMs;
  const waitMs = Math.max((lack * spanMs) / (floors.length - 1), leastSpanMs - spanMs);
  return waitMs > 0 ? waitMs : undefined;
};
