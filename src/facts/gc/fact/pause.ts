import { boolean, type Fact, fact, list, MissingFact, number, object } from '../../../model/fact.ts';
import { firstOf, gcKinds, seriesOf } from '../chosen.ts';
import { notGcPauses } from '../not-gc.ts';
import { debtOf, overheadOf } from '../overhead.ts';
import { longestSync, longPauses, worseningOf } from '../pauses.ts';
import { eventRow, pauseRow } from '../rows.ts';

const kinds = [...gcKinds];

/** How long the application stood still. */
export const pauseFacts: Readonly<Record<string, Fact>> = {
  overhead: fact(
    object(
      {
        spanMs: number('time looked at', 'ms'),
        pauses: number('pauses in it'),
        totalPct: number('share of all of it that stood still', 'percent'),
        worst3MinPct: number('share of the worst three minutes, the start-up left out', 'percent'),
        worstMinutePct: number('share of the worst minute, start-up or not', 'percent'),
        onlyStartUp: boolean('there is next to nothing after the first five minutes of the JVM'),
      },
      'time in which collections stopped the application; pauses in which no processor worked are left out',
    ),
    kinds,
    (evidence) => {
      const { worstAtMs: _, ...rest } = firstOf(
        evidence,
        overheadOf,
        'fewer than 30 s or ten pauses, or no times: the share of time in collections is not known',
      );
      return rest;
    },
  ),
  debt: fact(
    object(
      {
        mostMs: number('the most it came to', 'ms'),
        endMs: number('what it is at the end', 'ms'),
      },
      'time owed to collecting: a pause adds to it, running pays a fifth back',
    ),
    kinds,
    (evidence) => firstOf(evidence, debtOf, 'nothing has a time'),
  ),
  longPauses: fact(
    list(
      eventRow('a pause'),
      'longest pauses after the start-up, longest first; those that were not the collector left out',
    ),
    kinds,
    (evidence) => {
      const [series] = seriesOf(evidence);
      return longPauses(series).map((event) => pauseRow(event));
    },
  ),
  longestPauseMs: fact(number('the longest of them, 0 when there is none', 'ms'), kinds, (evidence) => {
    const [series] = seriesOf(evidence);
    if (series.longest.length === 0 && series.sources.every((from) => from !== 'log'))
      throw new MissingFact(['gc-log'], 'counters do not show single pauses');
    return longPauses(series)[0]?.durationMs ?? 0;
  }),
  notGc: fact(
    object(
      {
        count: number('such pauses among the ten longest'),
        longestMs: number('the longest, 0: none', 'ms'),
      },
      'long pauses in which the processors did next to nothing',
    ),
    kinds,
    (evidence) => {
      const pauses = notGcPauses(seriesOf(evidence)[0]);
      return { count: pauses.length, longestMs: pauses[0]?.durationMs ?? 0 };
    },
  ),
  notGcPauses: fact(
    list(eventRow('a pause'), 'long pauses in which the processors did next to nothing, longest first'),
    kinds,
    (evidence) => notGcPauses(seriesOf(evidence)[0]).map((event) => pauseRow(event)),
  ),
  worsening: fact(
    object(
      {
        firstMs: number('median young pause of the first third', 'ms'),
        lastMs: number('median young pause of the last third', 'ms'),
      },
      'young pauses over time',
    ),
    kinds,
    (evidence) => firstOf(evidence, worseningOf, 'fewer than thirty young collections were seen one by one'),
  ),
  longestSyncMs: fact(number('longest time to bring all threads to a safepoint', 'ms'), kinds, (evidence) =>
    firstOf(evidence, (series) => longestSync(series)?.syncMs, 'the log has no safepoint lines'),
  ),
};
