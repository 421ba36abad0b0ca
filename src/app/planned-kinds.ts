import type { ArtifactKind } from '../model/evidence.ts';
import type { Rule } from '../model/rule.ts';

/** Who it is and where it runs: of every JVM. */
const always: readonly ArtifactKind[] = ['process', 'perf-data', 'pod'];

/** Of the kinds that a command takes those that the chosen rules name: for one rule on collections nobody needs a thread dump. */
export const plannedKinds = (taken: ReadonlySet<ArtifactKind>, rules: readonly Rule[]): ReadonlySet<ArtifactKind> => {
  const needed = new Set<string>([
    ...always,
    ...rules.flatMap(({ needs }) => needs.flatMap((need) => Object.keys(need))),
  ]);
  return new Set([...taken].filter((kind) => needed.has(kind)));
};
