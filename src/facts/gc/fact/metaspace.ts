import { type Fact, fact, MissingFact, number, object } from '../../../model/fact.ts';
import { gcKinds, seriesOf } from '../chosen.ts';
import { metaspaceAmong, metaspaceCollections } from '../metaspace.ts';
import { notEnough } from './not-enough.ts';

const kinds = [...gcKinds];

/** Metaspace. */
export const metaspaceFacts: Readonly<Record<string, Fact>> = {
  metaspace: fact(
    object(
      {
        usedBytes: number('in use at the end', 'bytes'),
        maxBytes: number('MaxMetaspaceSize; only where it is set', 'bytes'),
        usedPct: number('of it', 'percent'),
        perHourBytes: number('slope after the start-up, per hour', 'bytes'),
        growthBytes: number('slope times span', 'bytes'),
        pRising: number('chance of such a rise without a trend'),
        thresholdCollections: number('collections after the start-up that only metaspace asked for'),
      },
      'metaspace',
    ),
    kinds,
    (evidence) => {
      const space = metaspaceAmong(seriesOf(evidence));
      if (space === undefined) throw new MissingFact(kinds, 'nothing tells of metaspace');
      const noTrend = new MissingFact(kinds, notEnough(undefined));
      const unset = new MissingFact(['gc-counters'], 'no limit of metaspace is known');
      const stale = new MissingFact(['gc-counters'], 'the log told of metaspace long before its end');
      return {
        usedBytes: space.usedBytes,
        maxBytes: space.maxBytes ?? unset,
        usedPct:
          space.maxBytes === undefined ? unset : space.isStale ? stale : (100 * space.usedBytes) / space.maxBytes,
        perHourBytes: space.perHourBytes ?? noTrend,
        growthBytes: space.growthBytes ?? noTrend,
        pRising: space.pRising ?? noTrend,
        thresholdCollections: metaspaceCollections(seriesOf(evidence)[0]),
      };
    },
  ),
};
