import type { Finding } from '../model/finding.ts';
import type { FindingRef, Incident } from '../model/incident.ts';
import type { Rule } from '../model/rule.ts';
import type { Subject } from '../model/subject.ts';

/** Rules by id, and what each leads to, at first hand and through others. */
const reachOf = (rules: readonly Rule[]): ReadonlyMap<string, ReadonlySet<string>> => {
  const direct = new Map(rules.map(({ id, leadsTo = [] }) => [id, leadsTo]));
  const from = (id: string): ReadonlySet<string> => {
    const seen = new Set<string>();
    const open = [...(direct.get(id) ?? [])];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (seen.has(next) || next === id) continue;
      seen.add(next);
      open.push(...(direct.get(next) ?? []));
    }
    return seen;
  };
  return new Map(rules.map(({ id }) => [id, from(id)]));
};

/** A JVM, its pod, what shares the pod, and the load test that ran against all: trouble of one is felt in the other. */
const isRelated = (a: Subject | undefined, b: Subject | undefined): boolean => {
  if (a === undefined || b === undefined) return false;
  if (a.kind === 'load' || b.kind === 'load') return true;
  return a.id === b.id || a.parent === b.id || b.parent === a.id || (a.parent !== undefined && a.parent === b.parent);
};

/** Two rules that go over one list speak of the same item or of different ones. */
const isSameItem = (cause: Finding, effect: Finding, lists: ReadonlyMap<string, string | undefined>): boolean => {
  const list = lists.get(cause.ruleId);
  if (list === undefined || list !== lists.get(effect.ruleId)) return true;
  return JSON.stringify(cause.key) === JSON.stringify(effect.key);
};

/** What explains others stands before them; else the order of the report stays. */
const inOrder = (
  effects: readonly Finding[],
  explains: (cause: Finding, effect: Finding) => boolean,
): readonly Finding[] => {
  const causes = new Map(effects.map((effect) => [effect, effects.filter((one) => explains(one, effect)).length]));
  return effects.toSorted((a, b) => (causes.get(a) ?? 0) - (causes.get(b) ?? 0));
};

const refOf = ({ ruleId, subject, fingerprint }: Finding): FindingRef => ({ ruleId, subject, fingerprint });

/**
 * Findings joined by what leads to what (`leadsTo` of the rules, at any remove): one incident per cause that nothing else explains, its
 * effects behind it. What is only info explains no more than info. Of two that lead to each other, the first in report order is the cause.
 */
export const incidentsOf = (
  findings: readonly Finding[],
  rules: readonly Rule[],
  subjects: readonly Subject[],
): readonly Incident[] => {
  const reach = reachOf(rules);
  const lists = new Map(rules.map(({ id, forEach }) => [id, forEach?.list]));
  const subjectOf = new Map(subjects.map((subject) => [subject.id, subject]));
  const explains = (cause: Finding, effect: Finding): boolean =>
    reach.get(cause.ruleId)?.has(effect.ruleId) === true &&
    (cause.severity !== 'info' || effect.severity === 'info') &&
    isRelated(subjectOf.get(cause.subject), subjectOf.get(effect.subject)) &&
    isSameItem(cause, effect, lists);
  const isFirst = (one: Finding, other: Finding): boolean => findings.indexOf(one) < findings.indexOf(other);
  const causesOf = (effect: Finding): readonly Finding[] =>
    findings.filter((one) => explains(one, effect) && !(explains(effect, one) && isFirst(effect, one)));
  const roots = findings.filter((finding) => causesOf(finding).length === 0);
  const follows = new Map<Finding, Finding[]>(roots.map((root) => [root, []]));
  const alone: Finding[] = [];
  for (const finding of findings) {
    if (follows.has(finding)) continue;
    const root = roots.find((one) => explains(one, finding));
    if (root === undefined) alone.push(finding);
    else follows.get(root)?.push(finding);
  }
  return [
    ...[...follows].map(([root, effects]) => ({ root, effects })),
    ...alone.map((root) => ({ root, effects: [] })),
  ]
    .sort((a, b) => findings.indexOf(a.root) - findings.indexOf(b.root))
    .map(({ root, effects }) => ({ root: refOf(root), follows: inOrder(effects, explains).map(refOf) }));
};
