import type { Source } from './source.ts';
import type { Severity } from './verdict.ts';

export type EvidenceLine = {
  readonly text: string;
  /** The numbers and names in the text, by fact path, for machines. */
  readonly values: Readonly<Record<string, string | number | boolean>>;
  readonly source?: Source;
};

/** Texts are already in the language of the report and hold raw evidence text: renderers escape. */
export type Finding = {
  readonly ruleId: string;
  readonly severity: Severity;
  readonly subject: string;
  readonly title: string;
  readonly summary: string;
  readonly evidence: readonly EvidenceLine[];
  readonly fix: readonly string[];
  readonly next: readonly string[];
  readonly falsePositives: readonly string[];
  /** The values of the rule's `key`; absent in reports of older versions. */
  readonly key?: readonly string[];
  /** sha256 hex over (v1, ruleId, workload + container, the rule's key values): no address, pid or time. */
  readonly fingerprint: string;
  /** Present when a baseline names it: accepted until the end of that day, or expired, which counts as if it were not named. */
  readonly baseline?: { readonly status: 'accepted' | 'expired'; readonly reason: string; readonly expires: string };
};
