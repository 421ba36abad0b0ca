import type { ProbeSurvey } from '../../probe/ladder/survey.ts';
import type { AccessAnswer } from './access.ts';

/** `probe` tells ways to the same kind of evidence apart: dumps, and virtual threads beside them. */
export type Surveyed = ProbeSurvey & { readonly probe: string };

/** One JVM with every way to its evidence, or a place that could not be looked into (`reason`). */
export type Looked = {
  readonly target: string;
  readonly reason?: string;
  readonly pid?: number;
  readonly version?: string;
  readonly mainClass?: string;
  readonly threads?: number;
  readonly evidence?: readonly Surveyed[];
};

export type Preflight = {
  readonly targets: readonly Looked[];
  /** `context admin`; absent: no cluster was asked. */
  readonly place?: string;
  readonly access: readonly AccessAnswer[];
};
