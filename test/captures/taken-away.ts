import { evaluate } from '../../src/engine/evaluate.ts';
import type { ArtifactKind, Evidence } from '../../src/model/evidence.ts';
import type { Rule } from '../../src/model/rule.ts';
import type { VerdictStatus } from '../../src/model/verdict.ts';
import { facts } from '../support/rule-files.ts';

const without = (evidence: Evidence, kind: ArtifactKind): Evidence => {
  const { [kind]: _, ...models } = evidence.models;
  return { ...evidence, models };
};

/** Cut in place: what the facts know of this evidence is not derived again. They do not look at what is cut, the engine does. */
const whileCut = <T>({ partial }: Evidence, kind: ArtifactKind, look: () => T): T => {
  const reasons = partial as Partial<Record<ArtifactKind, string>>;
  const before = reasons[kind];
  reasons[kind] = 'cut for the test';
  try {
    return look();
  } finally {
    if (before === undefined) delete reasons[kind];
    else reasons[kind] = before;
  }
};

/** Verdicts that become another one than unknown when a kind of evidence is taken away or cut, a line each. */
export const surprisesIn = (evidence: Evidence, rules: readonly Rule[]): readonly string[] => {
  const statuses = (known: Evidence): readonly VerdictStatus[] => {
    const subject = { id: 'jvm-1', kind: 'jvm', name: 'x', target: 'x' } as const;
    return evaluate(rules, facts, known, subject, { lang: 'en' }).verdicts.map(({ status }) => status);
  };
  const before = statuses(evidence);
  // A leak with a rule of its own is none of family-growth's as long as that rule can see it.
  const ownRuleFired = rules.some(({ id }, i) => id.endsWith('-leak') && before[i] === 'fired');
  const isTakenOver = (id: string, kind: ArtifactKind, status: string | undefined): boolean =>
    ownRuleFired && id === 'threads/family-growth' && kind === 'thread-dump' && status === 'fired';
  // Only the metrics tell how many workers there may be: without them a pool that is all busy looks full.
  const looksFull = (id: string, kind: ArtifactKind, status: string | undefined): boolean =>
    id === 'threads/worker-pool-saturated' && kind === 'metrics' && status === 'fired';
  // A recording is made or it is not; a JVM that nobody recorded lacks nothing.
  const isUnrecorded = (kind: ArtifactKind, status: string | undefined): boolean =>
    kind === 'recording' && status === 'not-applicable';
  return (Object.keys(evidence.models) as ArtifactKind[]).flatMap((kind) => {
    const lost = statuses(without(evidence, kind));
    const partial = whileCut(evidence, kind, () => statuses(evidence));
    return rules.flatMap(({ id }, i) =>
      [
        [lost[i], `without ${kind}`],
        [partial[i], `with a cut ${kind}`],
      ]
        .filter(([status]) => status !== 'unknown' && status !== before[i])
        .filter(([status]) => !isTakenOver(id, kind, status) && !looksFull(id, kind, status))
        .filter(([status]) => !isUnrecorded(kind, status))
        .map(([status, how]) => `${id}: ${before[i]} becomes ${status} ${how}`),
    );
  });
};
