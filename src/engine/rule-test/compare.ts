import type { Finding } from '../../model/finding.ts';
import { type Judgement, ruleFailed } from '../run/judge.ts';
import type { CaseExpectation } from './case.ts';

const textOf = ({ title, summary, evidence, fix, next }: Finding): string =>
  [title, summary, ...evidence.map(({ text }) => text), ...fix, ...next].join('\n');

/** How a judgement differs from what a case expects, a line each. */
export const compareCase = (expect: CaseExpectation, { verdict, findings, notices }: Judgement): readonly string[] => {
  const differences: string[] = [];
  if (verdict.status !== expect.status) {
    const why = verdict.reason === undefined ? '' : ` (${verdict.reason})`;
    differences.push(`status: expected ${expect.status}, was ${verdict.status}${why}`);
  }
  for (const { code, message } of notices) if (code === ruleFailed) differences.push(`failed in part: ${message}`);
  if (verdict.status !== 'fired' || expect.status !== 'fired') return differences;
  const found = [...new Set(findings.map(({ severity }) => severity))].join(', ');
  if (expect.severity && !findings.some(({ severity }) => severity === expect.severity)) {
    differences.push(`severity: expected ${expect.severity}, was ${found}`);
  }
  if (expect.count !== undefined && findings.length !== expect.count) {
    differences.push(`count: expected ${expect.count} findings, was ${findings.length}`);
  }
  const text = findings.map(textOf).join('\n');
  for (const wanted of expect.text ?? []) {
    if (!text.includes(wanted))
      differences.push(`text: ${JSON.stringify(wanted)} is not in\n${text.replace(/^/gm, '    ')}`);
  }
  return differences;
};
