import type { ArtifactKind } from '../../model/evidence.ts';
import type { Severity, VerdictStatus } from '../../model/verdict.ts';

/** What a case expects of the rule. Absent parts are not compared. */
export type CaseExpectation = {
  readonly status: VerdictStatus;
  readonly severity?: Severity;
  /** Number of findings. */
  readonly count?: number;
  /** Each must occur in title, summary, evidence, fix or next of a finding, in English. */
  readonly text?: readonly string[];
};

/** One case of a `.test.yaml`: on facts written there, or on the evidence of a capture. */
export type RuleTestCase = {
  readonly name: string;
  readonly expect: CaseExpectation;
  readonly given:
    | { readonly kind: 'facts'; readonly facts: Readonly<Record<string, unknown>> }
    | { readonly kind: 'capture'; readonly capture: string; readonly without: readonly ArtifactKind[] };
};

export type RuleTestResult = {
  readonly name: string;
  readonly ok: boolean;
  /** A line for each part that differs: `status: expected fired, was clear`. */
  readonly differences: readonly string[];
};
