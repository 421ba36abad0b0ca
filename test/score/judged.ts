import { analyze } from '../../src/app/analyze.ts';
import { failureOf } from '../../src/app/failure.ts';
import { gather } from '../../src/app/gather.ts';
import { everyKind } from '../../src/app/lives.ts';
import type { Progress } from '../../src/app/progress.ts';
import { builtInRules } from '../../src/generated/rules.ts';
import type { Report } from '../../src/model/report.ts';
import { type Severity, severities } from '../../src/model/verdict.ts';
import type { ViewName } from '../../src/model/view.ts';

/** Longest time one input may take before it counts as a bug. */
const limitMs = 120_000;

const silent: Progress = { step: () => {}, say: () => {}, end: () => {} };

/** The rules a run without `--rule` evaluates. */
export const scoredRules = builtInRules.filter(({ maturity }) => maturity === 'stable');

/** What jdiag says of one input: its exit code, and the report unless it was refused. */
export type Judged =
  | { readonly kind: 'read'; readonly exitCode: number; readonly report: Report }
  | { readonly kind: 'refused'; readonly exitCode: number; readonly message: string };

/** Runs every stable rule on the files or the capture, as `jdiag analyze` would; several files are one series. */
export const judged = async (paths: readonly string[], views: readonly ViewName[] = []): Promise<Judged> => {
  try {
    const signal = AbortSignal.timeout(limitMs);
    const inputs = await gather(
      paths.map((path) => ({ kind: 'path', word: path, path })),
      signal,
    );
    const report = await analyze(inputs, {
      rules: scoredRules,
      lang: 'en',
      failOn: 'warning',
      views,
      wanted: everyKind,
      signal,
      progress: silent,
    });
    return { kind: 'read', exitCode: report.exitCode, report };
  } catch (error) {
    const { exitCode, message } = failureOf(error);
    return { kind: 'refused', exitCode, message };
  }
};

/** Each rule that fired, with its worst severity. */
export const firedIn = ({ findings }: Report): ReadonlyMap<string, Severity> => {
  const fired = new Map<string, Severity>();
  for (const { ruleId, severity } of findings) {
    const worst = fired.get(ruleId);
    if (worst === undefined || severities.indexOf(severity) < severities.indexOf(worst)) fired.set(ruleId, severity);
  }
  return fired;
};

export const isAlarm = (severity: Severity): boolean => severity !== 'info';
