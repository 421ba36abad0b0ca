export const severities = ['critical', 'warning', 'info'] as const;
export type Severity = (typeof severities)[number];

/**
 * What a rule says of a subject. `unknown`: the evidence was missing or cut; `missing` names the artifact kinds to collect.
 * `failed`: a bug in the rule or in jdiag. Neither is ever `clear`.
 */
export type VerdictStatus = 'fired' | 'clear' | 'not-applicable' | 'unknown' | 'failed';

export type Verdict = {
  readonly ruleId: string;
  readonly subject: string;
  readonly status: VerdictStatus;
  readonly missing?: readonly string[];
  readonly reason?: string;
};
