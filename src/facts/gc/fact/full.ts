import type { ArtifactKind } from '../../../model/evidence.ts';
import { type Fact, fact, MissingFact, number, object } from '../../../model/fact.ts';
import { firstOf, gcKinds, seriesOf, timeOf } from '../chosen.ts';
import { pausesAreSmall } from '../collector.ts';
import { lateFulls, stormOf } from '../full.ts';
import { eventRow, pauseRow } from '../rows.ts';
import { type Totals, totalsOf } from '../totals.ts';

const kinds = [...gcKinds];

/** Full collections, and totals since the start of the JVM. */
export const fullFacts: Readonly<Record<string, Fact>> = {
  full: fact(
    object(
      {
        count: number('full collections for want of memory, after the start-up'),
        lastHourCount: number('of them in the last hour'),
        meanMs: number('mean time', 'ms'),
        lastAfterPct: number('old after the last one, of what it may fill', 'percent'),
        lastTwoPctMin: number('the lower of the last two; 0 where there were fewer', 'percent'),
        last: eventRow('the last one'),
      },
      'full collections; those of System.gc(), metaspace and tools left out',
    ),
    kinds,
    (evidence) =>
      firstOf(
        evidence,
        (series) => {
          if (series.eventTotal === 0 && series.sampleTotal < 2) return undefined;
          const all = lateFulls(series);
          const fulls = all.filter(({ reason }) => reason === 'memory');
          const count = fulls.reduce((sum, { event }) => sum + (event.count ?? 1), 0);
          const totalMs = fulls.reduce((sum, { event }) => sum + (event.durationMs ?? 0), 0);
          const newest = fulls.at(-1);
          const lastTwo = all.slice(-2);
          const end = series.last === undefined ? undefined : timeOf(series, series.last);
          const inHour = fulls.filter(({ tMs }) => tMs !== undefined && end !== undefined && tMs >= end - 3_600_000);
          const none = new MissingFact([], 'there was no full collection');
          const notKnown = new MissingFact([], 'what full collections left is not known');
          const pcts = lastTwo.map(({ afterPct }) => afterPct).filter((pct) => pct !== undefined);
          return {
            count,
            lastHourCount: inHour.reduce((sum, { event }) => sum + (event.count ?? 1), 0),
            meanMs: count === 0 ? none : totalMs / count,
            lastAfterPct: pcts.at(-1) ?? none,
            lastTwoPctMin: lastTwo.length < 2 ? 0 : pcts.length < 2 ? notKnown : Math.min(...pcts),
            last: newest === undefined ? none : pauseRow(newest.event, newest.afterPct),
          };
        },
        'one sample shows no collection: totals since the start do (gc.totals)',
      ),
  ),
  totals: fact(
    object(
      {
        uptimeMs: number('time the JVM runs', 'ms'),
        fullCount: number('full collections since its start'),
        fullPerHour: number('per hour'),
        fullMeanMs: number('mean time of one', 'ms'),
        fullPct: number('share of the uptime in full collections', 'percent'),
        oldPct: number('old at the moment, of what it may fill', 'percent'),
        stoppedPct: number('share of the uptime that collections took', 'percent'),
      },
      'totals since the start of the JVM, from its newest counters; of a log over its time',
    ),
    kinds,
    (evidence) => {
      const counters = evidence.models['gc-counters'];
      const log = evidence.models['gc-log'];
      const [first, second] = [counters, log].flatMap((series) =>
        series === undefined ? [] : (totalsOf(series) ?? []),
      );
      if (first === undefined) throw new MissingFact([...gcKinds], 'no counters');
      // What counters leave out a log beside them tells of its time.
      const told = (figure: keyof Totals): number | undefined => first[figure] ?? second?.[figure];
      // Of ZGC and Shenandoah the counters have no full collections and no old: reading them again tells no more.
      const better: readonly ArtifactKind[] = pausesAreSmall(counters?.jvm.collector) ? ['gc-log'] : ['gc-counters'];
      const unknown = (what: string) => new MissingFact(better, `the counters do not tell ${what}`);
      return {
        uptimeMs: told('uptimeMs') ?? unknown('how long the JVM runs'),
        fullCount: told('fullCount') ?? unknown('full collections apart'),
        fullPerHour: told('fullPerHour') ?? unknown('how long the JVM runs'),
        fullMeanMs: told('fullMeanMs') ?? unknown('how long full collections took'),
        fullPct: told('fullPct') ?? unknown('how long full collections took'),
        oldPct: told('oldPct') ?? unknown('how full old is'),
        stoppedPct: told('stoppedPct') ?? unknown('the time of collections'),
      };
    },
  ),
  storm: fact(
    object(
      {
        length: number('full collections in a row that freed less than 5 % of a full generation; 0: none'),
        first: eventRow('first of the row'),
        last: eventRow('last of the row'),
      },
      'the longest row of useless full collections',
    ),
    kinds,
    (evidence) => {
      const storms = seriesOf(evidence).map(stormOf);
      const storm = storms.find((found) => found !== undefined);
      const none = new MissingFact([], 'there was none');
      return storm === undefined
        ? { length: 0, first: none, last: none }
        : {
            length: storm.length,
            first: pauseRow(storm.first.event, storm.first.afterPct),
            last: pauseRow(storm.last.event, storm.last.afterPct),
          };
    },
  ),
};
