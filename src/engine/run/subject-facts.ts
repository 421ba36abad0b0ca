import type { ArtifactKind, Evidence } from '../../model/evidence.ts';
import { type Fact, type FactNamespace, MissingFact } from '../../model/fact.ts';

/** A fact that is wrong: null, NaN, of another type than declared, or `derive` threw something else than MissingFact. */
export class FactFault extends Error {
  override readonly name = 'FactFault';
}

/** All facts of one subject, derived on first use and then kept. A MissingFact or FactFault stands as the value. */
export type SubjectFacts = {
  readonly namespaces: readonly FactNamespace[];
  readonly read: (namespace: string, fact: string, declared: Fact) => unknown;
};

const derive = (path: string, declared: Fact, evidence: Evidence): unknown => {
  try {
    return declared.derive(evidence);
  } catch (error) {
    if (error instanceof MissingFact) return error;
    return new FactFault(`${path} could not be derived: ${error instanceof Error ? error.message : String(error)}`);
  }
};

export const subjectFacts = (namespaces: readonly FactNamespace[], evidence: Evidence): SubjectFacts => {
  const known = new Map<string, unknown>();
  return {
    namespaces,
    read: (namespace, fact, declared) => {
      const path = `${namespace}.${fact}`;
      if (!known.has(path)) known.set(path, derive(path, declared, evidence));
      return known.get(path);
    },
  };
};

/** What one rule has read so far. */
export type Trace = {
  readonly kinds: Set<ArtifactKind>;
  readonly missing: Set<MissingFact>;
  readonly faults: Set<FactFault>;
};

export const newTrace = (): Trace => ({ kinds: new Set(), missing: new Set(), faults: new Set() });
