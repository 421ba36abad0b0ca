import type { Finding } from '../model/finding.ts';
import { severities } from '../model/verdict.ts';

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The stable order of findings in a report: severity, rule, subject, fingerprint. */
export const compareFindings = (a: Finding, b: Finding): number =>
  severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
  compare(a.ruleId, b.ruleId) ||
  compare(a.subject, b.subject) ||
  compare(a.fingerprint, b.fingerprint);
