import type { ArtifactKind, Evidence } from './evidence.ts';
import type { Source } from './source.ts';

/** Decides how a value is printed by default and what the reference says; CEL sees plain numbers. */
export type FactUnit = 'count' | 'ms' | 'bytes' | 'percent' | 'per-minute' | 'cores';

/**
 * The shape of a fact: one declaration gives its TypeScript type (`ValueOf`), its CEL type, unit and reference text.
 * All numbers are doubles in CEL. A `source` is opaque to conditions; evidence lines cite it.
 */
export type FactType =
  | { readonly type: 'boolean'; readonly doc: string }
  | { readonly type: 'number'; readonly doc: string; readonly unit: FactUnit }
  | { readonly type: 'string'; readonly doc: string }
  | { readonly type: 'source'; readonly doc: string }
  | { readonly type: 'list'; readonly doc: string; readonly items: FactType }
  | { readonly type: 'object'; readonly doc: string; readonly fields: Readonly<Record<string, FactType>> };

/** Any value, at any depth, may instead be a MissingFact: looked for, could not be derived. Never null, NaN or Infinity. */
export type ValueOf<T extends FactType> =
  | MissingFact
  | (T extends { type: 'boolean' }
      ? boolean
      : T extends { type: 'number' }
        ? number
        : T extends { type: 'string' }
          ? string
          : T extends { type: 'source' }
            ? Source
            : T extends { type: 'list'; items: infer I extends FactType }
              ? readonly ValueOf<I>[]
              : T extends { type: 'object'; fields: infer F extends Readonly<Record<string, FactType>> }
                ? { readonly [K in keyof F]: ValueOf<F[K]> }
                : never);

/**
 * A fact that could not be derived: thrown by `derive`, or standing as a value inside one. Reading it in a condition makes the
 * rule unknown, never clear. `kinds` are the artifacts that would help; `reason` says it for a person.
 */
export class MissingFact extends Error {
  override readonly name = 'MissingFact';
  readonly kinds: readonly ArtifactKind[];
  readonly reason: string;
  constructor(kinds: readonly ArtifactKind[], reason: string) {
    super(reason);
    this.kinds = kinds;
    this.reason = reason;
  }
}

/**
 * `derive` is a synchronous pure function of the evidence; it reads nothing else. It is called at most once per subject.
 * `kinds`: the artifacts it reads; when one of them is partial, a rule that read this fact is never clear.
 */
export type Fact = FactType & {
  readonly kinds: readonly ArtifactKind[];
  readonly derive: (evidence: Evidence) => unknown;
};

/** The facts under one name, one file in facts/: `threads.total` is field `total` of namespace `threads`. */
export type FactNamespace = {
  readonly name: string;
  readonly doc: string;
  readonly facts: Readonly<Record<string, Fact>>;
};

/** Ties the declared shape to the type of what `derive` returns. */
export const fact = <const T extends FactType>(
  shape: T,
  kinds: readonly ArtifactKind[],
  derive: (evidence: Evidence) => ValueOf<T>,
): Fact => ({ ...shape, kinds, derive });

export const boolean = (doc: string) => ({ type: 'boolean', doc }) as const;
export const number = (doc: string, unit: FactUnit = 'count') => ({ type: 'number', doc, unit }) as const;
export const string = (doc: string) => ({ type: 'string', doc }) as const;
export const source = (doc = 'where it stands in the evidence') => ({ type: 'source', doc }) as const;
export const list = <const I extends FactType>(items: I, doc: string) => ({ type: 'list', doc, items }) as const;
export const object = <const F extends Readonly<Record<string, FactType>>>(fields: F, doc: string) =>
  ({ type: 'object', doc, fields }) as const;
