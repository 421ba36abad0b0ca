import { boolean, type Fact, fact, MissingFact, number, object, source } from '../../../model/fact.ts';
import type { GcSeries } from '../../../model/gc-series.ts';
import { firstOf, floorPct, gcKinds, seriesOf, sourceOf } from '../chosen.ts';
import { growthOf, judgedFloors, scaleOf, waitForFloorsMs } from '../growth.ts';
import { hidden } from '../hidden.ts';
import { orMissingValue } from '../rows.ts';
import { stepsOf } from '../steps.ts';
import { notEnough } from './not-enough.ts';

const kinds = [...gcKinds];

/** Throws MissingFact where readings cannot show what cycles leave. */
const seen =
  <T>(read: (series: GcSeries) => T | undefined) =>
  (series: GcSeries): T | undefined => {
    const reason = hidden(series);
    if (reason !== undefined) throw new MissingFact(['gc-log'], reason);
    return read(series);
  };

/** What collections of old leave, and whether it rises. */
export const floorFacts: Readonly<Record<string, Fact>> = {
  floorPct: fact(number('what the last collection of old left, of what old may fill', 'percent'), kinds, (evidence) =>
    firstOf(
      evidence,
      seen((series) => {
        const last = series.floors.at(-1);
        return last === undefined ? undefined : floorPct(series, last);
      }),
      'old was not collected yet',
    ),
  ),
  liveSetPct: fact(
    number('median of what collections of old left after the start-up, of the largest heap', 'percent'),
    kinds,
    (evidence) =>
      firstOf(
        evidence,
        seen((series) => {
          // What the least reading between two cycles holds is more than what was left.
          const floors = judgedFloors(series).filter(({ by }) => by !== 'valley');
          const { max, heights } = scaleOf(series, floors);
          const sorted = [...heights].sort((a, b) => a - b);
          const middle = sorted[sorted.length >> 1];
          return sorted.length < 3 || middle === undefined || max === undefined || max === 0
            ? undefined
            : (100 * middle) / max;
        }),
        'old was collected fewer than three times after the first five minutes',
      ),
  ),
  steady: fact(
    boolean(
      'what collections leave does not rise: Mann-Kendall sees no trend, or it is less than 5 % of the largest heap',
    ),
    kinds,
    (evidence) => {
      // What stands still for a minute needs no longer look.
      const standing = (series: GcSeries) => growthOf(series, 0);
      const growth = firstOf(evidence, seen(standing), notEnough(undefined));
      return growth.pRising >= 0.05 || growth.growthPct < 5 || growth.lowestRisePct < 0.35 * growth.growthPct;
    },
  ),
  growth: fact(
    object(
      {
        samples: number('collections of old it rests on'),
        spanMs: number('time they span', 'ms'),
        perHourBytes: number('slope of the floor (Theil-Sen), per hour', 'bytes'),
        pRising: number('chance of such a rise without a trend, 0 to 1 (Mann-Kendall, one-sided)'),
        growthPct: number('slope times span, of the largest heap', 'percent'),
        lowestRisePct: number(
          'lowest floor of the last third over the lowest of the first, of the largest heap',
          'percent',
        ),
        startBytes: number('floor at the start', 'bytes'),
        endBytes: number('floor at the end', 'bytes'),
        endPct: number('floor at the end, of the largest heap', 'percent'),
        lastThirdShare: number('slope of the last third against that of all: 1 goes on, 0 has stopped'),
        fullInMs: number('time until the floor reaches the limit; only where it rises', 'ms'),
        fullInLeastMs: number('the same at the steep end of the 95 % range', 'ms'),
        fullInMostMs: number('the same at its flat end', 'ms'),
        source: source('the last collection of old'),
      },
      'trend of what collections of old leave, after the first five minutes',
    ),
    kinds,
    (evidence) => {
      for (const series of seriesOf(evidence)) {
        const growth = seen(growthOf)(series);
        if (growth === undefined) continue;
        const { last, fullInMs, fullInLeastMs, fullInMostMs, perHourBytes, startBytes, endBytes, ...rest } = growth;
        const shares = new MissingFact(kinds, 'the text knows shares, no bytes');
        const never = new MissingFact([], 'the floor does not rise');
        return {
          ...rest,
          perHourBytes: perHourBytes ?? shares,
          startBytes: startBytes ?? shares,
          endBytes: endBytes ?? shares,
          fullInMs: fullInMs ?? never,
          fullInLeastMs: fullInLeastMs ?? never,
          fullInMostMs: fullInMostMs ?? never,
          source: orMissingValue(sourceOf(last)),
        };
      }
      const [series] = seriesOf(evidence);
      const waitMs = waitForFloorsMs(series);
      throw new MissingFact(kinds, notEnough(waitMs === undefined ? undefined : waitMs / 60_000));
    },
  ),
  steps: fact(
    object(
      {
        count: number('rises of at least 5 % of the largest heap that never went back'),
        bytes: number('together', 'bytes'),
        source: source('the last of them'),
      },
      'steps of what collections of old leave',
    ),
    kinds,
    (evidence) => {
      const steps = firstOf(evidence, seen(stepsOf), notEnough(undefined));
      return { count: steps.count, bytes: orMissingValue(steps.bytes), source: orMissingValue(sourceOf(steps.last)) };
    },
  ),
};
