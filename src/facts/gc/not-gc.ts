import type { GcBucket, GcEvent, GcSeries } from '../../model/gc-series.ts';
import { timeOf } from './chosen.ts';

/** A pause in which the processors did next to nothing is not the collector's: the process was paged out or not given a processor. */
const leastMs = 500;
const workedShare = 0.3;

export const isNotGc = ({ realMs, userMs, systemMs, durationMs = 0 }: GcEvent): boolean => {
  if (realMs === undefined || userMs === undefined || systemMs === undefined) return false;
  return realMs >= leastMs && durationMs >= leastMs && userMs + systemMs < workedShare * realMs;
};

/** Such pauses, longest first. */
export const notGcPauses = (series: GcSeries): readonly GcEvent[] => series.longest.filter(isNotGc);

/** What of a bucket's pauses was none of the collector's. Only the longest pauses of a series are known one by one: they are the ones that matter. */
export const notGcMsIn = (series: GcSeries, { startMs }: GcBucket): number => {
  let sum = 0;
  for (const event of notGcPauses(series)) {
    const tMs = timeOf(series, event);
    if (tMs === undefined) continue;
    const from = event.clockAtEnd ? tMs - (event.durationMs ?? 0) : tMs;
    const overlap = Math.min(from + (event.durationMs ?? 0), startMs + series.bucketMs) - Math.max(from, startMs);
    if (overlap > 0) sum += overlap;
  }
  return sum;
};
