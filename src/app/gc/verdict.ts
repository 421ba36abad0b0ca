import { evaluate } from '../../engine/evaluate.ts';
import { warmUpMs } from '../../facts/gc/chosen.ts';
import { growthOf, waitForFloorsMs } from '../../facts/gc/growth.ts';
import { hidden } from '../../facts/gc/hidden.ts';
import { floorOf, type WatchedFold } from '../../facts/gc/watched.ts';
import { namespaces } from '../../generated/facts.ts';
import type { Finding } from '../../model/finding.ts';
import type { GcSeries } from '../../model/gc-series.ts';
import type { WatchedVerdict } from '../../model/gc-watch.ts';
import type { Rule } from '../../model/rule.ts';
import type { Subject } from '../../model/subject.ts';
import type { Verdict } from '../../model/verdict.ts';

/** As the rule on growth takes a rise for real. */
const risingP = 0.05;

/** The rule that needs time most: while it cannot decide, silence of the others is no all-clear. */
const slowest = 'gc/old-gen-growth';

/** Until there may be enough collections after the start-up; undefined: nothing tells their pace yet. */
const waitMs = (series: GcSeries): number | undefined => {
  const uptimeMs = series.last?.uptimeMs;
  const startUpMs = uptimeMs === undefined ? 0 : Math.max(0, warmUpMs - uptimeMs);
  const floorsMs = waitForFloorsMs(series);
  return floorsMs === undefined && startUpMs === 0 ? undefined : startUpMs + (floorsMs ?? 0);
};

const verdictOf = (findings: readonly Finding[], verdicts: readonly Verdict[], series: GcSeries): WatchedVerdict => {
  const [worst] = findings;
  if (worst !== undefined) {
    return { level: worst.severity, text: `${worst.title}. ${worst.summary}`, more: findings.length - 1 };
  }
  const isDecided = verdicts.some(({ ruleId, status }) => ruleId === slowest && status === 'clear');
  const reason = hidden(series);
  if (reason !== undefined) return { level: 'unknown', text: reason, more: 0 };
  if (isDecided) return { level: 'clear', text: '', more: 0 };
  const wait = waitMs(series);
  return { level: 'unknown', text: '', more: 0, ...(wait === undefined ? {} : { waitMs: wait }) };
};

/** Runs the rules on what was read of one JVM so far and tells its fold what they say. */
export const judgeWatched = (fold: WatchedFold, rules: readonly Rule[], subject: Subject, lang: 'en' | 'ko'): void => {
  const series = fold.series();
  const evidence = { models: { 'gc-counters': series }, partial: {}, failed: {} };
  const { findings, verdicts } = evaluate(rules, namespaces, evidence, subject, { lang });
  const growth = growthOf(series);
  // A slope that chance alone makes as often says nothing of when old will be full.
  const sure = growth === undefined || growth.pRising < risingP ? growth : { ...growth, fullInMs: undefined };
  fold.judged(verdictOf(findings, verdicts, series), floorOf(series, sure));
};
