import type { Evidence } from '../model/evidence.ts';
import type { FactNamespace } from '../model/fact.ts';
import type { Finding } from '../model/finding.ts';
import type { Notice } from '../model/report.ts';
import type { Rule } from '../model/rule.ts';
import type { Subject } from '../model/subject.ts';
import type { Verdict } from '../model/verdict.ts';
import { compareFindings } from './finding-order.ts';
import type { Lang } from './format/language.ts';
import { holdingsOf } from './run/holdings.ts';
import { judge } from './run/judge.ts';
import { subjectFacts } from './run/subject-facts.ts';

export type Evaluation = {
  /** In report order: severity, rule, fingerprint. */
  readonly findings: readonly Finding[];
  /** One per rule, in the rules' order. */
  readonly verdicts: readonly Verdict[];
  readonly notices: readonly Notice[];
};

/**
 * Runs the rules on one subject. A rule has findings exactly when its verdict is `fired`. Facts are derived on first
 * use, at most once. Never throws for what evidence or rules hold: that is a `failed` verdict.
 */
export const evaluate = (
  rules: readonly Rule[],
  namespaces: readonly FactNamespace[],
  evidence: Evidence,
  subject: Subject,
  options: { readonly lang: Lang },
): Evaluation => {
  const known = {
    facts: subjectFacts(namespaces, evidence),
    holdings: holdingsOf(evidence),
    subject,
    lang: options.lang,
  };
  const judgements = rules.map((rule) => judge(rule, known));
  return {
    findings: judgements.flatMap(({ findings }) => findings).sort(compareFindings),
    verdicts: judgements.map(({ verdict }) => verdict),
    notices: judgements.flatMap(({ notices }) => notices),
  };
};
