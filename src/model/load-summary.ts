import type { Source } from './source.ts';

export type LoadThreshold = {
  readonly metric: string;
  /** `rate<0.01`. */
  readonly expression: string;
  readonly crossed: boolean;
  readonly source: Source;
};

/** Times of requests, ms. */
export type LoadDurations = {
  readonly averageMs?: number;
  readonly medianMs?: number;
  readonly p90Ms?: number;
  readonly p95Ms?: number;
  readonly maxMs?: number;
};

/** The summary of one load test: what its own tool counted. Absent: not in the summary. */
export type LoadSummary = {
  readonly artifactId: string;
  readonly tool: 'k6';
  /** Summaries carry no clock: only what the user says. */
  readonly startedAtMs?: number;
  readonly durationMs?: number;
  readonly requests?: number;
  readonly requestsPerSecond?: number;
  readonly failedPct?: number;
  readonly checksFailedPct?: number;
  readonly iterations?: number;
  /** Iterations an arrival rate asked for and no virtual user was free to start. */
  readonly droppedIterations?: number;
  readonly requestDurations?: LoadDurations;
  readonly virtualUsersMax?: number;
  readonly thresholds: readonly LoadThreshold[];
  /** Where requests and errors stand. */
  readonly source: Source;
};

/** A load test as the report shows it. null: the summary does not say. Percent of requests, times in ms. */
export type LoadView = {
  readonly subject: string;
  readonly tool: string;
  readonly durationMs: number | null;
  readonly requests: number | null;
  readonly requestsPerSecond: number | null;
  readonly failedPct: number | null;
  readonly medianMs: number | null;
  readonly p95Ms: number | null;
  readonly maxMs: number | null;
  readonly droppedIterations: number | null;
  readonly virtualUsersMax: number | null;
  readonly thresholds: readonly { readonly metric: string; readonly expression: string; readonly crossed: boolean }[];
};
