import { type Fact, fact, list, MissingFact, number, object } from '../../../model/fact.ts';
import { explicitOf } from '../causes.ts';
import { gcKinds, seriesOf } from '../chosen.ts';
import { eventRow, pauseRow } from '../rows.ts';

const kinds = [...gcKinds];

/** What HotSpot calls no cause, and a collection that an allocation could not wait for (gcCause.cpp). */
const noCause = 'No GC';
const stallCause = 'Allocation Stall';
const leastReadings = 10;

/** Collections that went out of the ordinary, and why they ran. */
export const markFacts: Readonly<Record<string, Fact>> = {
  stalls: fact(
    object(
      {
        count: number('times a thread waited for memory'),
        longestMs: number('the longest', 'ms'),
        totalMs: number('together', 'ms'),
      },
      'allocation stalls (ZGC)',
    ),
    kinds,
    (evidence) => {
      const tallies = seriesOf(evidence)[0].tallies.filter(({ kind }) => kind === 'stall');
      return {
        count: tallies.reduce((sum, { count }) => sum + count, 0),
        longestMs: Math.max(0, ...tallies.map(({ longestMs = 0 }) => longestMs)),
        totalMs: tallies.reduce((sum, { durationMs }) => sum + durationMs, 0),
      };
    },
  ),
  stallReadings: fact(
    object(
      {
        count: number('readings at which the newest cycle had begun because a thread waited for memory'),
        total: number('readings that name a cause'),
        pct: number('their share', 'percent'),
      },
      'allocation stalls (ZGC) as far as readings of the counters show them',
    ),
    ['gc-counters'],
    ({ models }) => {
      const causes = (models['gc-counters']?.samples ?? []).flatMap(({ cause, lastCause }) => {
        const newest = cause === undefined || cause === noCause ? lastCause : cause;
        return newest === undefined || newest === noCause ? [] : [newest];
      });
      if (causes.length < leastReadings)
        throw new MissingFact(['gc-counters'], `fewer than ${leastReadings} readings name the cause of a collection`);
      const count = causes.filter((cause) => cause === stallCause).length;
      return { count, total: causes.length, pct: (100 * count) / causes.length };
    },
  ),
  marks: fact(
    object(
      {
        evacuationFailures: number('G1 found no free region to copy to'),
        pinned: number('a region could not be evacuated because native code held an object in it (JDK 22 and later)'),
        promotionFailures: number('a young collection found no room in old'),
        concurrentModeFailures: number('CMS was overtaken by allocation'),
        degenerated: number('Shenandoah had to stop the world to finish a cycle'),
        humongous: number('collections started by the allocation of a humongous object'),
      },
      'collections that went out of the ordinary, how often',
    ),
    kinds,
    (evidence) => {
      const { marks } = seriesOf(evidence)[0];
      return {
        evacuationFailures: marks['evacuation-failure'] ?? 0,
        pinned: marks.pinned ?? 0,
        promotionFailures: marks['promotion-failed'] ?? 0,
        concurrentModeFailures: marks['concurrent-mode-failure'] ?? 0,
        degenerated: marks.degenerated ?? 0,
        humongous: marks.humongous ?? 0,
      };
    },
  ),
  humongousPct: fact(number('collections started by humongous objects, of all', 'percent'), kinds, (evidence) => {
    const { marks, tallies } = seriesOf(evidence)[0];
    const young = tallies.filter(({ kind }) => kind === 'young' || kind === 'mixed' || kind === 'full');
    const all = young.reduce((sum, { count }) => sum + count, 0);
    return all === 0 ? 0 : (100 * (marks.humongous ?? 0)) / all;
  }),
  marked: fact(list(eventRow('a collection'), 'first collections that went out of the ordinary'), kinds, (evidence) =>
    seriesOf(evidence)[0]
      .events.filter(({ marks = [] }) => marks.length > 0)
      .slice(0, 20)
      .map((event) => pauseRow(event)),
  ),
  explicit: fact(
    object(
      {
        count: number('collections that System.gc() asked for'),
        perHour: number('per hour'),
        totalMs: number('time they took', 'ms'),
        sharePct: number('of all full collections', 'percent'),
      },
      'System.gc()',
    ),
    kinds,
    (evidence) => explicitOf(seriesOf(evidence)[0]),
  ),
};
