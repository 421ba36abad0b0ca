import type { GcSeries } from '../../model/gc-series.ts';
import { showsLeft } from './collector.ts';
import { growthOf, judgedFloors, scaleOf } from './growth.ts';

/** Readings as high as this at their lowest, of the largest heap: the next cycle runs before a reading sees what the last one left. */
const fullPct = 85;
const leastValleys = 3;

const better = 'a GC log does (-Xlog:gc*)';

/**
 * Why the counters cannot show what collections leave: a heap without generations that was nearly full at every reading. A leak that is near
 * its end and a heap that is used up between two readings look alike. Undefined: they can, or it rises even so.
 */
export const hidden = (series: GcSeries): string | undefined => {
  const isRead = series.sources.every((source) => source === 'counters' || source === 'jstat');
  if (isRead && !showsLeft(series.jvm.collector)) return `the counters of ZGC do not show what cycles leave: ${better}`;
  const floors = judgedFloors(series);
  const newest = floors.slice(-Math.max(leastValleys, Math.floor(floors.length / 2)));
  if (newest.length < leastValleys || newest.some(({ by }) => by !== 'valley')) return undefined;
  const { max, heights } = scaleOf(series, newest);
  const sorted = [...heights].sort((a, b) => a - b);
  const middle = sorted[sorted.length >> 1] ?? 0;
  if (max === undefined || max === 0 || (100 * middle) / max < fullPct) return undefined;
  const growth = growthOf(series);
  if (growth !== undefined && growth.pRising < 0.05 && growth.growthPct >= 5) return undefined;
  return `the heap was nearly full at every reading, which does not show what cycles leave: ${better}`;
};
