import type { Evidence } from '../model/evidence.ts';
import { boolean, type FactNamespace, fact, list, MissingFact, number, object, source, string } from '../model/fact.ts';
import type { LoadSummary } from '../model/load-summary.ts';

const summaryOf = (evidence: Evidence): LoadSummary => {
  const summary = evidence.models.load;
  if (summary === undefined) throw new MissingFact(['load'], 'no summary of a load test');
  return summary;
};

const known = <T>(value: T | undefined, what: string): T => {
  if (value === undefined) throw new MissingFact(['load'], `the summary does not say ${what}`);
  return value;
};

/** k6 gives up on a request after this time when the script says nothing: k6 documentation, Params.timeout. */
const defaultTimeoutMs = 60_000;

const namespace: FactNamespace = {
  name: 'load',
  doc: 'What a load test counted (k6). It says what users would have felt, not why.',
  facts: {
    requests: fact(number('requests sent'), ['load'], (evidence) =>
      known(summaryOf(evidence).requests, 'how many requests'),
    ),
    requestsPerSecond: fact(number('requests per second'), ['load'], (evidence) =>
      known(summaryOf(evidence).requestsPerSecond, 'the rate of requests'),
    ),
    failedPct: fact(number('share of the requests that failed', 'percent'), ['load'], (evidence) => {
      const { failedPct, checksFailedPct } = summaryOf(evidence);
      return known(failedPct ?? checksFailedPct, 'how many requests failed');
    }),
    p95Ms: fact(number('95 of 100 requests took at most this long', 'ms'), ['load'], (evidence) =>
      known(summaryOf(evidence).requestDurations?.p95Ms, 'the 95th percentile'),
    ),
    medianMs: fact(number('half of the requests took at most this long', 'ms'), ['load'], (evidence) =>
      known(summaryOf(evidence).requestDurations?.medianMs, 'the median'),
    ),
    maxMs: fact(number('the slowest request', 'ms'), ['load'], (evidence) =>
      known(summaryOf(evidence).requestDurations?.maxMs, 'the slowest request'),
    ),
    reachesTimeout: fact(
      boolean('the slowest request took as long as k6 waits by default (60 s)'),
      ['load'],
      (evidence) => {
        const max = known(summaryOf(evidence).requestDurations?.maxMs, 'the slowest request');
        return max >= defaultTimeoutMs * 0.99;
      },
    ),
    droppedPct: fact(
      number('share of the wanted iterations that no virtual user was free to start', 'percent'),
      ['load'],
      (evidence) => {
        const { iterations, droppedIterations = 0 } = summaryOf(evidence);
        const wanted = known(iterations, 'how many iterations') + droppedIterations;
        return wanted === 0 ? 0 : (100 * droppedIterations) / wanted;
      },
    ),
    hasThresholds: fact(
      boolean('the script has limits of its own'),
      ['load'],
      (evidence) => summaryOf(evidence).thresholds.length > 0,
    ),
    crossed: fact(
      list(
        object(
          {
            metric: string('metric'),
            expression: string('limit, empty where the text does not repeat it'),
            source: source(),
          },
          'a limit',
        ),
        'limits of the script that were not kept',
      ),
      ['load'],
      (evidence) =>
        summaryOf(evidence)
          .thresholds.filter(({ crossed }) => crossed)
          .map(({ metric, expression, source: place }) => ({ metric, expression, source: place })),
    ),
    crossedCount: fact(
      number('limits of the script that were not kept'),
      ['load'],
      (evidence) => summaryOf(evidence).thresholds.filter(({ crossed }) => crossed).length,
    ),
    source: fact(source('where the failures stand'), ['load'], (evidence) => summaryOf(evidence).source),
  },
};

export default namespace;
