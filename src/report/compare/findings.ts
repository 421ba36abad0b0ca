import type { ComparedFinding } from '../../model/comparison.ts';
import type { Finding } from '../../model/finding.ts';
import type { Report } from '../../model/report.ts';

const order: readonly ComparedFinding['status'][] = ['came', 'gone', 'not-decided', 'stayed'];

/** A rule that decided on every subject of a side, and fired on none that is left over. */
const decided = (report: Report, ruleId: string): boolean => {
  const verdicts = report.verdicts.filter((verdict) => verdict.ruleId === ruleId);
  return verdicts.length > 0 && verdicts.every(({ status }) => status !== 'unknown' && status !== 'failed');
};

/** Takes the partner of a finding out of the rest: the same problem by fingerprint, else of the same rule. */
const takePartner = (finding: Finding, rest: Finding[]): Finding | undefined => {
  const same = rest.findIndex(({ fingerprint }) => fingerprint === finding.fingerprint);
  const at = same >= 0 ? same : rest.findIndex(({ ruleId }) => ruleId === finding.ruleId);
  return at < 0 ? undefined : rest.splice(at, 1)[0];
};

/** What became of the findings: came, gone, not decided, stayed. Replicas that say the same count once. */
export const comparedFindings = (before: Report, after: Report): readonly ComparedFinding[] => {
  const once = (findings: readonly Finding[]): Finding[] =>
    [...new Map(findings.toReversed().map((finding) => [finding.fingerprint, finding])).values()].toReversed();
  const rest = once(after.findings);
  const fromBefore = once(before.findings).map((finding): ComparedFinding => {
    const partner = takePartner(finding, rest);
    const { ruleId, title } = finding;
    if (partner !== undefined)
      return { ruleId, title, status: 'stayed', before: finding.severity, after: partner.severity };
    const status = decided(after, ruleId) ? 'gone' : 'not-decided';
    return { ruleId, title, status, before: finding.severity, after: null };
  });
  const fromAfter = rest.map(({ ruleId, title, severity }): ComparedFinding => {
    const status = decided(before, ruleId) ? 'came' : 'not-decided';
    return { ruleId, title, status, before: null, after: severity };
  });
  return [...fromAfter, ...fromBefore].sort((a, b) => order.indexOf(a.status) - order.indexOf(b.status));
};
