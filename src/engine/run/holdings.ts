import type { ArtifactKind, Evidence } from '../../model/evidence.ts';
import type { Need } from '../../model/rule.ts';

/** Why a rule can say nothing: the artifact kinds to collect, and the words. */
export type Lack = { readonly missing: readonly ArtifactKind[]; readonly reason: string };

/** What the evidence holds, as far as verdicts depend on it. */
export type Holdings = {
  /** undefined: one of the alternatives is met. */
  readonly lackOf: (needs: readonly Need[]) => Lack | undefined;
  /** Why there may be less than the truth: evidence that was cut, or a second piece that could not be had. */
  readonly partialReason: (kind: ArtifactKind) => string | undefined;
  readonly failedReason: (kind: ArtifactKind) => string | undefined;
};

type Amounts = NonNullable<Need[ArtifactKind]>;

/** How much of a measure the evidence holds, and how a person calls it. A new measure of Need is one line here. */
const measures: {
  readonly [M in keyof Required<Amounts>]: { readonly unit: string; readonly held: (evidence: Evidence) => number };
} = {
  dumps: { unit: 'dumps', held: ({ models }) => models['thread-dump']?.total ?? 0 },
};

export const measureNames = Object.keys(measures) as readonly (keyof Amounts)[];

const lackOfKind = (kind: ArtifactKind, amounts: Amounts, evidence: Evidence): string | undefined => {
  if (evidence.models[kind] === undefined) {
    const why = evidence.failed[kind];
    return why === undefined ? `no ${kind} was collected` : `${kind} could not be had: ${why}`;
  }
  for (const measure of measureNames) {
    const wanted = amounts[measure];
    const { unit, held } = measures[measure];
    const had = held(evidence);
    if (wanted !== undefined && had < wanted) return `${kind}: needs ${wanted} ${unit}, has ${had}`;
  }
  return undefined;
};

const lackOfNeed = (need: Need, evidence: Evidence): Lack => {
  const lacks = (Object.entries(need) as [ArtifactKind, Amounts][]).flatMap(([kind, amounts]) => {
    const reason = lackOfKind(kind, amounts, evidence);
    return reason === undefined ? [] : [{ kind, reason }];
  });
  return { missing: lacks.map(({ kind }) => kind), reason: lacks.map(({ reason }) => reason).join(' and ') };
};

export const holdingsOf = (evidence: Evidence): Holdings => ({
  lackOf: (needs) => {
    const lacks = needs.map((need) => lackOfNeed(need, evidence));
    if (lacks.some(({ missing }) => missing.length === 0)) return undefined;
    return {
      missing: [...new Set(lacks.flatMap(({ missing }) => missing))],
      reason: [...new Set(lacks.map(({ reason }) => reason))].join(', or '),
    };
  },
  partialReason: (kind) => evidence.partial[kind] ?? evidence.failed[kind],
  failedReason: (kind) => evidence.failed[kind],
});
