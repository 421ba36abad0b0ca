import type { Artifact } from '../model/capture.ts';
import type { Finding } from '../model/finding.ts';
import type { Notice } from '../model/report.ts';
import type { Rule } from '../model/rule.ts';
import type { Verdict } from '../model/verdict.ts';
import type { Expectations } from './expect.ts';
import { ruleFailed } from './run/judge.ts';

/** What a run of the rules said of everything in a capture. */
export type Actual = {
  readonly findings: readonly Finding[];
  readonly verdicts: readonly Verdict[];
  readonly notices: readonly Notice[];
  /** What was collected, or tried; absent: not known. */
  readonly artifacts?: readonly Pick<Artifact, 'kind'>[];
};

/** `differences` are lines for a person: `+` is there and not expected, `-` expected and not there, `~` differs, `!` failed. */
export type Comparison = { readonly ok: boolean; readonly differences: readonly string[] };

const count = (n: number): string => `${n} finding${n === 1 ? '' : 's'}`;

/** Why a rule that should have fired did not: its verdicts over the subjects, in words. */
const instead = (rule: string, { verdicts, findings }: Actual): string => {
  const severities = [...new Set(findings.filter((f) => f.ruleId === rule).map((f) => f.severity))];
  if (severities.length > 0) return `fired as ${severities.join(', ')}`;
  const states = verdicts
    .filter((v) => v.ruleId === rule)
    .map(({ status, reason }) => (reason === undefined ? status : `${status}: ${reason}`));
  return states.length > 0 ? [...new Set(states)].join('; ') : 'was not run';
};

/** A rule over evidence that nobody tried to collect: that it is unknown is no surprise. */
const neverPlanned = ({ needs }: Rule, artifacts: Actual['artifacts']): boolean => {
  const tried = new Set<string>(artifacts?.map(({ kind }) => kind));
  return artifacts !== undefined && needs.every((need) => Object.keys(need).some((kind) => !tried.has(kind)));
};

/**
 * Compares a run with an expect.yaml. Only stable built-in rules can surprise; others count where they are expected by
 * name. A failed rule never passes.
 */
export const compareExpectations = (expected: Expectations, actual: Actual, rules: readonly Rule[]): Comparison => {
  const differences: string[] = [];
  const judged = new Set(rules.filter((r) => r.origin === 'built-in' && r.maturity === 'stable').map(({ id }) => id));

  const firings = new Map<string, Finding[]>();
  for (const finding of actual.findings) {
    const key = `${finding.ruleId} ${finding.severity}`;
    firings.set(key, [...(firings.get(key) ?? []), finding]);
  }
  for (const { rule, severity, count: wanted } of expected.fires) {
    const key = `${rule} ${severity}`;
    const found = firings.get(key);
    firings.delete(key);
    if (!found) differences.push(`- ${key}: expected, but ${instead(rule, actual)}`);
    else if (wanted !== undefined && wanted !== found.length) {
      differences.push(`~ ${key}: expected ${count(wanted)}, got ${count(found.length)}`);
    }
  }
  for (const [key, found] of firings) {
    const [first] = found;
    if (first && judged.has(first.ruleId))
      differences.push(
        `+ ${key}: fired ${found.length > 1 ? `${found.length} times ` : ''}but not expected: ${first.summary}`,
      );
  }

  const unknown = new Map(
    actual.verdicts
      .filter(({ status }) => status === 'unknown')
      .map(({ ruleId, reason }) => [ruleId, reason ?? 'no reason given']),
  );
  if (expected.unknown) {
    const unplanned = new Set(rules.filter((rule) => neverPlanned(rule, actual.artifacts)).map(({ id }) => id));
    for (const rule of new Set(expected.unknown)) {
      if (!unknown.has(rule)) differences.push(`- ${rule} unknown: expected, but ${instead(rule, actual)}`);
    }
    for (const [rule, reason] of unknown) {
      if (judged.has(rule) && !unplanned.has(rule) && !expected.unknown.includes(rule))
        differences.push(`+ ${rule} unknown: not expected: ${reason}`);
    }
  }

  for (const { ruleId, status, reason } of actual.verdicts) {
    if (status === 'failed') differences.push(`! ${ruleId} failed: ${reason ?? 'no reason given'}`);
  }
  for (const { code, message } of actual.notices)
    if (code === ruleFailed) differences.push(`! failed in part: ${message}`);
  return { ok: differences.length === 0, differences };
};
