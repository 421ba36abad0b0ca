import { isAccepted } from '../engine/acceptance.ts';
import { exitCode } from '../model/exit-code.ts';
import type { Finding } from '../model/finding.ts';
import type { Report } from '../model/report.ts';
import { type Severity, severities } from '../model/verdict.ts';

export const atLeast = (finding: Finding, floor: Severity | 'never'): boolean =>
  floor !== 'never' && severities.indexOf(finding.severity) <= severities.indexOf(floor);

/** What a report comes to: findings in order of severity, those a baseline accepts left out. */
export const conclude = (
  findings: readonly Finding[],
  isIncomplete: boolean,
  failOn: Severity | 'never',
): Pick<Report, 'verdict' | 'exitCode'> => {
  const counted = findings.filter((finding) => !isAccepted(finding));
  const incomplete = isIncomplete ? exitCode.incomplete : exitCode.ok;
  return {
    verdict: counted[0]?.severity ?? (isIncomplete ? 'incomplete' : 'clear'),
    exitCode: counted.some((finding) => atLeast(finding, failOn)) ? exitCode.finding : incomplete,
  };
};
