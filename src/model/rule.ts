import type { ArtifactKind } from './evidence.ts';
import type { FactUnit } from './fact.ts';
import type { Severity } from './verdict.ts';

/** One way to have enough evidence: the artifact kinds it needs and how much of each (`dumps`, `samples`). */
export type Need = { readonly [K in ArtifactKind]?: { readonly dumps?: number } };

export type Level = { readonly severity: Severity; readonly when: string };

/**
 * A line of evidence. `each` repeats it over a list (`cycle.members as member`, the first `limit`); `source` is the
 * path of a source fact to cite; `when` leaves the line out unless true, or when a fact in it is missing.
 */
export type EvidenceTemplate = {
  readonly text: string;
  readonly each?: string;
  readonly limit?: number;
  readonly source?: string;
  readonly when?: string;
};

/** The parts a translation replaces. Templates are `{{path | formatter}}`. */
export type RuleTexts = {
  readonly title: string;
  readonly summary: string;
  /** Same length and order as the English `evidence`. */
  readonly evidence: readonly string[];
  readonly fix: readonly string[];
  readonly falsePositives: readonly string[];
  readonly next: readonly string[];
  readonly docs: string;
};

/** A loaded rule: what rules/<topic>/<noun>.yaml says, with its id from the path. */
export type Rule = {
  readonly id: string;
  readonly origin: 'built-in' | 'local';
  readonly maturity: 'stable' | 'incubating';
  /** Alternatives, best first: the minimum for a verdict. */
  readonly needs: readonly Need[];
  readonly appliesTo?: string;
  readonly params: Readonly<
    Record<string, { readonly default: number; readonly unit: FactUnit; readonly why: string }>
  >;
  /** Rules that this failing state makes fire sooner or later: their findings follow from this one. */
  readonly leadsTo?: readonly string[];
  readonly forEach?: { readonly list: string; readonly as: string };
  readonly levels: readonly Level[];
  readonly key: readonly string[];
  readonly evidence: readonly EvidenceTemplate[];
  readonly texts: { readonly en: RuleTexts; readonly ko?: RuleTexts };
};
