import { evaluate } from '../../engine/evaluate.ts';
import { floorOf, type WatchedFold } from '../../facts/gc/watched.ts';
import { namespaces } from '../../generated/facts.ts';
import type { Finding } from '../../model/finding.ts';
import type { WatchedVerdict } from '../../model/gc-watch.ts';
import type { Rule } from '../../model/rule.ts';
import type { Subject } from '../../model/subject.ts';
import type { Verdict } from '../../model/verdict.ts';

/** A rule that cannot decide yet for want of collections says so; that other evidence is missing is no news on a screen of counters. */
const pending = (verdicts: readonly Verdict[]): string =>
  verdicts.find(
    ({ status, reason, missing = [] }) =>
      status === 'unknown' && reason !== undefined && missing.every((kind) => kind === 'gc-counters'),
  )?.reason ?? '';

const verdictOf = (findings: readonly Finding[], verdicts: readonly Verdict[], floors: number): WatchedVerdict => {
  const [worst] = findings;
  if (worst !== undefined) {
    return { level: worst.severity, text: `${worst.title}. ${worst.summary}`, more: findings.length - 1 };
  }
  const reason = pending(verdicts);
  return floors === 0 || reason !== ''
    ? { level: 'unknown', text: reason, more: 0 }
    : { level: 'clear', text: '', more: 0 };
};

/** Runs the rules on what was read of one JVM so far and tells its fold what they say. */
export const judgeWatched = (fold: WatchedFold, rules: readonly Rule[], subject: Subject, lang: 'en' | 'ko'): void => {
  const series = fold.series();
  const evidence = { models: { 'gc-counters': series }, partial: {}, failed: {} };
  const { findings, verdicts } = evaluate(rules, namespaces, evidence, subject, { lang });
  fold.judged(verdictOf(findings, verdicts, series.floors.length), floorOf(series, undefined));
};
