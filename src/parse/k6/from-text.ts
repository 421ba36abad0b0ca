import type { LoadDurations, LoadSummary, LoadThreshold } from '../../model/load-summary.ts';
import { goDurationMs, plainNumber } from './units.ts';

/** `   \u2717 http_req_failed...: 34.00% \u2713 3400 \u2717 6600`: a mark where a threshold stands on the metric, a name, dots, figures. */
const metricLine = /^\s*([\u2713\u2717])?\s*([a-z_]+)\.{2,}:\s*(.+?)\s*$/;
/** Version 1: `    \u2717 'rate<0.01' rate=34.00%` below the name of its metric. */
const thresholdLine = /^\s*([\u2713\u2717])\s+'([^']{1,200})'\s/;
const runningLine = /^\s*running \(([\dhms.]+)\),/;

const durationsOf = (figures: string): LoadDurations => {
  const of = (name: string): number | undefined => {
    const value = new RegExp(`(?:^|\\s)${name.replace(/[()]/g, '\\$&')}=(\\S+)`).exec(figures)?.[1];
    return value === undefined ? undefined : goDurationMs(value);
  };
  const entries = [
    ['averageMs', of('avg')],
    ['medianMs', of('med')],
    ['p90Ms', of('p(90)')],
    ['p95Ms', of('p(95)')],
    ['maxMs', of('max')],
  ] as const;
  return Object.fromEntries(entries.filter(([, ms]) => ms !== undefined));
};

type Draft = { -readonly [K in keyof LoadSummary]?: LoadSummary[K] };

/** What one metric line says, by its name. */
const readers: Readonly<Record<string, (draft: Draft, figures: string) => void>> = {
  http_reqs: (draft, figures) => {
    const [count, rate] = figures.split(/\s+/).map(plainNumber);
    if (count !== undefined) draft.requests = count;
    if (rate !== undefined) draft.requestsPerSecond = rate;
  },
  http_req_failed: (draft, figures) => {
    const failed = plainNumber(figures.split(/\s+/)[0]);
    if (failed !== undefined) draft.failedPct = failed;
  },
  checks: (draft, figures) => {
    const passed = plainNumber(figures.split(/\s+/)[0]);
    if (passed !== undefined) draft.checksFailedPct = 100 - passed;
  },
  // Version 1 prints the shares of checks apart.
  checks_failed: (draft, figures) => {
    const failed = plainNumber(figures.split(/\s+/)[0]);
    if (failed !== undefined) draft.checksFailedPct = failed;
  },
  iterations: (draft, figures) => {
    const count = plainNumber(figures.split(/\s+/)[0]);
    if (count !== undefined) draft.iterations = count;
  },
  dropped_iterations: (draft, figures) => {
    const count = plainNumber(figures.split(/\s+/)[0]);
    if (count !== undefined) draft.droppedIterations = count;
  },
  vus_max: (draft, figures) => {
    const most = plainNumber(/max=(\S+)/.exec(figures)?.[1] ?? figures.split(/\s+/)[0]);
    if (most !== undefined) draft.virtualUsersMax = most;
  },
  http_req_duration: (draft, figures) => {
    draft.requestDurations = durationsOf(figures);
  },
};

export type TextScan = {
  readonly line: (text: string, number: number) => void;
  /** undefined: there was no summary. */
  readonly summary: () => LoadSummary | undefined;
  readonly recognised: () => number;
};

/** The summary k6 prints at the end of a run, of versions 0.2x to 1.x, wherever it stands in a log. */
export const textScan = (artifactId: string): TextScan => {
  const draft: Draft = {};
  const thresholds: LoadThreshold[] = [];
  let recognised = 0;
  let first = 0;
  let errors = 0;
  let above = '';
  const readMetric = (match: RegExpExecArray, number: number): void => {
    const [, mark, name = '', figures = ''] = match;
    const reader = readers[name];
    recognised++;
    if (first === 0) first = number;
    if (name === 'http_req_failed') errors = number;
    reader?.(draft, figures);
    const source = { artifact: artifactId, line: number, endLine: number };
    if (mark !== undefined) thresholds.push({ metric: name, expression: '', crossed: mark === '\u2717', source });
  };
  const readThreshold = (mark: string, expression: string, number: number): void => {
    recognised++;
    const source = { artifact: artifactId, line: number, endLine: number };
    thresholds.push({ metric: above, expression, crossed: mark === '\u2717', source });
  };
  const line = (text: string, number: number): void => {
    const metric = metricLine.exec(text);
    const threshold = thresholdLine.exec(text);
    const durationMs = goDurationMs(runningLine.exec(text)?.[1] ?? '');
    if (durationMs !== undefined) draft.durationMs = Math.max(draft.durationMs ?? 0, durationMs);
    if (metric !== null) readMetric(metric, number);
    else if (threshold !== null) readThreshold(threshold[1] as string, threshold[2] as string, number);
    else if (/^\s*[a-z_]+(?:\{[^}]*\})?\s*$/.test(text)) above = text.trim();
  };
  const at = (): number => errors || first;
  return {
    line,
    recognised: () => recognised,
    summary: () =>
      draft.requests === undefined && draft.iterations === undefined
        ? undefined
        : { artifactId, tool: 'k6', ...draft, thresholds, source: { artifact: artifactId, line: at(), endLine: at() } },
  };
};
