import type { ArtifactKind } from '../../model/evidence.ts';
import type { FactType, MissingFact } from '../../model/fact.ts';
import type { Finding } from '../../model/finding.ts';
import type { Notice } from '../../model/report.ts';
import type { Level, Rule } from '../../model/rule.ts';
import type { Subject } from '../../model/subject.ts';
import type { Severity, Verdict, VerdictStatus } from '../../model/verdict.ts';
import type { Lang } from '../format/language.ts';
import { ask } from './condition.ts';
import { findingOf } from './finding.ts';
import type { Holdings, Lack } from './holdings.ts';
import { type Names, namesOf, readPath, withItem } from './names.ts';
import { newTrace, type SubjectFacts, type Trace } from './subject-facts.ts';

export type Judgement = {
  readonly verdict: Verdict;
  readonly findings: readonly Finding[];
  readonly notices: readonly Notice[];
};

export type Case = {
  readonly facts: SubjectFacts;
  readonly holdings: Holdings;
  readonly subject: Subject;
  readonly lang: Lang;
};

/** What the levels say of one item. `doubts` are the levels above the fired one that could not be told. */
type Outcome =
  | { readonly kind: 'fired'; readonly severity: Severity; readonly names: Names; readonly doubts: readonly Doubt[] }
  | { readonly kind: 'clear' }
  | { readonly kind: 'unknown'; readonly missing: readonly MissingFact[] }
  | { readonly kind: 'failed'; readonly reason: string };

type Doubt = { readonly severity: Severity; readonly missing: readonly MissingFact[] };

const judgeLevels = (levels: readonly Level[], names: Names, trace: Trace): Outcome => {
  const doubts: Doubt[] = [];
  for (const { severity, when } of levels) {
    const answer = ask(when, names, trace);
    if (answer.kind === 'failed') return answer;
    if (answer.kind === 'true') return { kind: 'fired', severity, names, doubts };
    if (answer.kind === 'unknown') doubts.push({ severity, missing: answer.missing });
  }
  return doubts.length > 0 ? { kind: 'unknown', missing: doubts.flatMap(({ missing }) => missing) } : { kind: 'clear' };
};

const judgeItems = (rule: Rule, names: Names, trace: Trace): readonly Outcome[] => {
  if (!rule.forEach) return [judgeLevels(rule.levels, names, trace)];
  const reading = readPath(names, rule.forEach.list);
  if (reading.kind === 'missing') return [{ kind: 'unknown', missing: [reading.missing] }];
  if (reading.kind === 'fault') return [{ kind: 'failed', reason: reading.fault.message }];
  const { as, list } = rule.forEach;
  if (reading.type.type !== 'list') return [{ kind: 'failed', reason: `${list} is not a list` }];
  const items: FactType = reading.type.items;
  return (reading.value as readonly unknown[]).map((item) =>
    judgeLevels(rule.levels, withItem(names, as, items, item), trace),
  );
};

/** The kinds that would help and why, with the reason of those that were tried in vain. */
const lackOf = (missing: readonly MissingFact[], holdings: Holdings): Lack => {
  const kinds = [...new Set(missing.flatMap((fact) => fact.kinds))];
  const failed = kinds.flatMap((kind) => {
    const why = holdings.failedReason(kind);
    return why === undefined ? [] : [`${kind} could not be had: ${why}`];
  });
  return { missing: kinds, reason: [...new Set([...missing.map(({ reason }) => reason), ...failed])].join('; ') };
};

/** The artifact kinds that were read and may be less than the truth. */
const partialLack = (trace: Trace, holdings: Holdings): Lack | undefined => {
  const partial = [...trace.kinds].flatMap((kind: ArtifactKind) => {
    const why = holdings.partialReason(kind);
    return why === undefined ? [] : [{ kind, reason: `${kind} is partial: ${why}` }];
  });
  if (partial.length === 0) return undefined;
  return { missing: partial.map(({ kind }) => kind), reason: partial.map(({ reason }) => reason).join('; ') };
};

/** What one rule says of one subject. */
export const judge = (rule: Rule, { facts, holdings, subject, lang }: Case): Judgement => {
  const trace = newTrace();
  const names = namesOf(facts, rule.params, trace);
  const notices: Notice[] = [];
  const notice = (code: string, message: string): void => {
    const full = `${rule.id}: ${message}`;
    if (notices.some((said) => said.code === code && said.message === full)) return;
    notices.push({ code, message: full, subject: subject.id });
  };
  const without = (
    status: VerdictStatus,
    detail: { missing?: readonly string[]; reason?: string } = {},
  ): Judgement => ({
    verdict: { ruleId: rule.id, subject: subject.id, status, ...detail },
    findings: [],
    notices,
  });
  const unknown = (lack: Lack): Judgement => without('unknown', lack);

  if (rule.appliesTo !== undefined) {
    const answer = ask(rule.appliesTo, names, trace);
    if (answer.kind === 'failed') return without('failed', { reason: answer.reason });
    if (answer.kind === 'unknown') return unknown(lackOf(answer.missing, holdings));
    if (answer.kind === 'false') {
      const lack = partialLack(trace, holdings);
      return lack ? unknown(lack) : without('not-applicable');
    }
  }
  const lack = holdings.lackOf(rule.needs);
  if (lack) return unknown(lack);

  const outcomes = judgeItems(rule, names, trace);
  const failures = [...new Set(outcomes.flatMap((o) => (o.kind === 'failed' ? [o.reason] : [])))];
  const missing = outcomes.flatMap((o) => (o.kind === 'unknown' ? o.missing : []));
  const fired = outcomes.flatMap((o) => (o.kind === 'fired' ? [o] : []));
  if (fired.length === 0) {
    if (failures.length > 0) return without('failed', { reason: failures.join('; ') });
    if (missing.length > 0) return unknown(lackOf(missing, holdings));
    const partial = partialLack(trace, holdings);
    return partial ? unknown(partial) : without('clear');
  }

  const findings = fired.map(({ severity, names: own, doubts }) => {
    for (const doubt of doubts) {
      notice(
        'level-unknown',
        `could not tell whether it is ${doubt.severity}: ${lackOf(doubt.missing, holdings).reason}`,
      );
    }
    const { finding, faults } = findingOf(rule, severity, subject, own, lang);
    for (const fault of faults) notice(ruleFailed, fault.message);
    return finding;
  });
  for (const reason of failures) notice(ruleFailed, reason);
  if (missing.length > 0) notice('items-unknown', `could not judge every item: ${lackOf(missing, holdings).reason}`);
  return { verdict: { ruleId: rule.id, subject: subject.id, status: 'fired' }, findings, notices };
};

/** Code of the notice that says: it fired, and a wrong fact was met on the way. A bug in a rule or in a fact. */
export const ruleFailed = 'rule-failed';
