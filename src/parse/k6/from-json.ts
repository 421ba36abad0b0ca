import type { LoadDurations, LoadSummary, LoadThreshold } from '../../model/load-summary.ts';

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const numberIn = (object: Json | undefined, ...names: readonly string[]): number | undefined => {
  for (const name of names) {
    const value = object?.[name];
    if (typeof value === 'number' && Number.isFinite(value)) return value;
  }
  return undefined;
};

/** handleSummary puts the figures below `values`, --summary-export beside the name. */
const valuesOf = (metric: unknown): Json | undefined =>
  isObject(metric) ? (isObject(metric['values']) ? metric['values'] : metric) : undefined;

const defined = <T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;

const percent = (rate: number | undefined): number | undefined => (rate === undefined ? undefined : rate * 100);

const durationsOf = (metric: Json | undefined): LoadDurations =>
  defined({
    averageMs: numberIn(metric, 'avg'),
    medianMs: numberIn(metric, 'med'),
    p90Ms: numberIn(metric, 'p(90)'),
    p95Ms: numberIn(metric, 'p(95)'),
    maxMs: numberIn(metric, 'max'),
  });

/** `{"ok": false}` in handleSummary; `true` in --summary-export says that it was crossed (k6: `LastFailed`). */
const thresholdsOf = (artifact: string, metric: string, value: unknown): readonly LoadThreshold[] =>
  isObject(value) && isObject(value['thresholds'])
    ? Object.entries(value['thresholds']).flatMap(([expression, told]) => {
        const crossed = isObject(told) ? told['ok'] === false : told === true;
        const source = { artifact, pointer: `/metrics/${metric}/thresholds` };
        return [{ metric, expression, crossed, source }];
      })
    : [];

/** A k6 summary in JSON, of handleSummary or of --summary-export; undefined when it is none. */
export const summaryFromJson = (text: string, artifactId: string): LoadSummary | undefined => {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isObject(document) || !isObject(document['metrics'])) return undefined;
  const metrics = document['metrics'];
  const of = (name: string): Json | undefined => valuesOf(metrics[name]);
  const state = isObject(document['state']) ? document['state'] : undefined;
  const checks = numberIn(of('checks'), 'rate', 'value');
  const fields = defined({
    durationMs: numberIn(state, 'testRunDurationMs'),
    requests: numberIn(of('http_reqs'), 'count'),
    requestsPerSecond: numberIn(of('http_reqs'), 'rate'),
    failedPct: percent(numberIn(of('http_req_failed'), 'rate', 'value')),
    checksFailedPct: checks === undefined ? undefined : percent(1 - checks),
    iterations: numberIn(of('iterations'), 'count'),
    droppedIterations: numberIn(of('dropped_iterations'), 'count'),
    virtualUsersMax: numberIn(of('vus_max'), 'max', 'value'),
  });
  if (Object.keys(fields).length === 0) return undefined;
  const requestDurations = durationsOf(of('http_req_duration'));
  return {
    artifactId,
    tool: 'k6',
    ...fields,
    ...(Object.keys(requestDurations).length === 0 ? {} : { requestDurations }),
    thresholds: Object.entries(metrics).flatMap(([name, value]) => thresholdsOf(artifactId, name, value)),
    source: { artifact: artifactId, pointer: '/metrics/http_req_failed' },
  };
};
