import type { LoadDurations, LoadSummary } from '../../model/load-summary.ts';
import type { Problem } from '../../model/parsed.ts';
import { parsedJson } from '../json/values.ts';

type Point = { readonly name: string; readonly atMs: number; readonly value: number };

const object = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

/** Metric lines declare; a point has a time and a value. undefined: neither. */
const pointOf = (text: string): Point | 'declaration' | undefined => {
  const line = object(parsedJson(text));
  if (line['type'] === 'Metric') return 'declaration';
  const { time, value } = object(line['data']);
  const atMs = typeof time === 'string' ? Date.parse(time) : Number.NaN;
  if (line['type'] !== 'Point' || typeof line['metric'] !== 'string' || typeof value !== 'number') return undefined;
  return Number.isNaN(atMs) || !Number.isFinite(value) ? undefined : { name: line['metric'], atMs, value };
};

/** As k6 reckons it: linear between the two nearest. */
const percentile = (sorted: Float64Array, share: number): number => {
  const at = (sorted.length - 1) * share;
  const low = Math.floor(at);
  const below = sorted[low] ?? 0;
  return below + ((sorted[Math.min(low + 1, sorted.length - 1)] ?? below) - below) * (at - low);
};

const durationsOf = (values: readonly number[]): LoadDurations => {
  const sorted = Float64Array.from(values).sort();
  return {
    averageMs: sorted.reduce((sum, value) => sum + value, 0) / sorted.length,
    medianMs: percentile(sorted, 0.5),
    p90Ms: percentile(sorted, 0.9),
    p95Ms: percentile(sorted, 0.95),
    maxMs: sorted.at(-1) ?? 0,
  };
};

/** Folds the points of a run into its summary. Whether limits of the script were kept stands nowhere in them: figures decide. */
export const streamScan = (artifactId: string) => {
  const durations: number[] = [];
  const sums = new Map<string, number>();
  let firstAtMs = Number.POSITIVE_INFINITY;
  let lastAtMs = Number.NEGATIVE_INFINITY;
  let failed = 0;
  let judged = 0;
  let users = 0;
  let total = 0;
  let recognised = 0;
  let firstRequest = 1;
  const add = (name: string, value: number): void => void sums.set(name, (sums.get(name) ?? 0) + value);

  const take = ({ name, atMs, value }: Point): void => {
    firstAtMs = Math.min(firstAtMs, atMs);
    lastAtMs = Math.max(lastAtMs, atMs);
    if (name === 'http_req_duration') durations.push(value);
    else if (name === 'http_req_failed') {
      judged++;
      failed += value;
    } else if (name === 'vus_max') users = Math.max(users, value);
    else if (name === 'http_reqs' || name === 'iterations' || name === 'dropped_iterations') {
      if (name === 'http_reqs' && !sums.has(name)) firstRequest = total;
      add(name, value);
    }
  };

  return {
    line: (text: string): void => {
      if (text.trim() === '') return;
      total++;
      const point = pointOf(text);
      if (point === undefined) return;
      recognised++;
      if (point !== 'declaration') take(point);
    },
    accounting: () => ({ recognised, total }),
    problems: (): readonly Problem[] =>
      recognised === total ? [] : [{ message: `${total - recognised} of ${total} lines are no points of k6` }],
    summary: (): LoadSummary | undefined => {
      const [requests, iterations, dropped] = ['http_reqs', 'iterations', 'dropped_iterations'].map((name) =>
        sums.get(name),
      );
      if (requests === undefined && iterations === undefined) return undefined;
      const durationMs = lastAtMs - firstAtMs;
      return {
        artifactId,
        tool: 'k6',
        startedAtMs: firstAtMs,
        durationMs,
        ...(requests === undefined ? {} : { requests }),
        ...(requests === undefined || durationMs <= 0 ? {} : { requestsPerSecond: (requests * 1000) / durationMs }),
        ...(judged === 0 ? {} : { failedPct: (100 * failed) / judged }),
        ...(iterations === undefined ? {} : { iterations }),
        ...(dropped === undefined ? {} : { droppedIterations: dropped }),
        ...(users === 0 ? {} : { virtualUsersMax: users }),
        ...(durations.length === 0 ? {} : { requestDurations: durationsOf(durations) }),
        thresholds: [],
        source: { artifact: artifactId, line: firstRequest, endLine: firstRequest },
      };
    },
  };
};
