import type { GcFloor, GcSeries } from '../../model/gc-series.ts';
import { judgedFloors, leastFloors, scaleOf } from './growth.ts';

/** Least rise of a step, in percent of the largest heap. */
const stepPct = 5;

export type Steps = { readonly count: number; readonly bytes: number | undefined; readonly last: GcFloor };

/** What was as high before came back from there: the last tooth of a saw is no staircase. A single floor may be high by chance. */
const wasThere = (before: readonly number[], level: number): boolean =>
  before.filter((height) => height >= level).length > 1;

/** Rises of the level that the floor never goes below again. */
export const stepsOf = (series: GcSeries): Steps | undefined => {
  const floors = judgedFloors(series);
  const { isBytes, max, heights } = scaleOf(series, floors);
  if (floors.length < leastFloors || max === undefined) return undefined;
  const levels: number[] = new Array<number>(floors.length);
  let least = Number.POSITIVE_INFINITY;
  for (let i = floors.length - 1; i >= 0; i--) {
    least = Math.min(least, heights[i] as number);
    levels[i] = least;
  }
  let count = 0;
  let bytes = 0;
  let last = floors[0] as GcFloor;
  for (let i = 1; i < levels.length; i++) {
    const level = levels[i] as number;
    const rise = level - (levels[i - 1] as number);
    if ((100 * rise) / max < stepPct || wasThere(heights.slice(0, i), level)) continue;
    count++;
    bytes += rise;
    last = floors[i] as GcFloor;
  }
  return { count, bytes: isBytes ? bytes : undefined, last };
};
