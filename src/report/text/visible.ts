import type { Finding } from '../../model/finding.ts';
import type { Report } from '../../model/report.ts';
import { clip, escapeText } from './escape.ts';
import { mapStrings } from './strings.ts';

/** No text of a report is longer for a reader; what somebody plants in a thread name may be. */
const maxTextLength = 4000;

const visible = (text: string): string => clip(escapeText(clip(text, maxTextLength)), maxTextLength);

/** Advice is a rule's own text and may hold a code example: its line breaks stay, each line is made visible. */
const visibleAdvice = (text: string): string => text.trimEnd().split('\n').map(visible).join('\n');

const visibleFinding = (finding: Finding): Finding => ({
  ...mapStrings(finding, visible),
  title: visible(finding.title.trim()),
  summary: visible(finding.summary.trim()),
  fix: finding.fix.map(visibleAdvice),
  next: finding.next.map(visibleAdvice),
  falsePositives: finding.falsePositives.map(visibleAdvice),
});

/**
 * The report with every text in visible characters: what is laid out afterwards holds no control of any kind but the line breaks
 * of advice.
 */
export const visibleReport = (report: Report): Report => ({
  ...mapStrings({ ...report, findings: [] }, visible),
  findings: report.findings.map(visibleFinding),
});
