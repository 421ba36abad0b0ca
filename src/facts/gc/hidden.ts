import type { GcSeries } from '../../model/gc-series.ts';
import { growthOf, judgedFloors, scaleOf } from './growth.ts';

/** Readings as high as this at their lowest, of the largest heap: the next cycle runs before a reading sees what the last one left. */
const fullPct = 85;
const leastValleys = 3;

/**
 * Why the counters cannot show what collections leave: a heap without generations that was nearly full at every reading. A leak that is near
 * its end and a heap that is used up between two readings look alike. Undefined: they can, or it rises even so.
 */
export const hidden = (series: GcSeries): string | undefined => {
  const floors = judgedFloors(series);
  const newest = floors.slice(-Math.max(leastValleys, Math.floor(floors.length / 2)));
  if (newest.length < leastValleys || newest.some(({ by }) => by !== 'valley')) return undefined;
  const { max, heights } = scaleOf(series, newest);
  const sorted = [...heights].sort((a, b) => a - b);
  const middle = sorted[sorted.length >> 1] ?? 0;
  if (max === undefined || max === 0 || (100 * middle) / max < fullPct) return undefined;
  const growth = growthOf(series);
  if (growth !== undefined && growth.pRising < 0.05 && growth.growthPct >= 5) return undefined;
  return 'the heap was nearly full at every reading of the counters: what cycles leave does not show there, but in a GC log (-Xlog:gc*)';
};
