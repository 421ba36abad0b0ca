import { exitCode, RequestError } from '../model/exit-code.ts';
import type { Target } from '../model/target.ts';
import { severities } from '../model/verdict.ts';
import { comparisonHtml } from '../report/compare/html.ts';
import { comparisonMarkdown } from '../report/compare/markdown.ts';
import { compareReports } from '../report/compare/reports.ts';
import { comparisonText } from '../report/compare/terminal.ts';
import { type DiagnoseOptions, diagnose } from './diagnose.ts';
import type { DocumentResult } from './publish.ts';
import { tool } from './tool.ts';

/**
 * Diagnoses both sides and says what changed. Exit 1 when something at or above `failOn` came that was not there before, 3 when
 * one of the sides was not had whole.
 */
export const compare = async (targets: readonly Target[], options: DiagnoseOptions): Promise<DocumentResult> => {
  const [first, second, ...others] = targets;
  if (first === undefined || second === undefined || others.length > 0)
    throw new RequestError('bad-argument', `compare takes two things, not ${targets.length}`, [
      'jdiag compare before.tgz after.tgz',
      'jdiag compare pod/sick pod/healthy',
    ]);
  const sides = [];
  for (const target of [first, second]) {
    options.progress.step(`looking at ${target.word}`);
    sides.push({ target: target.word, report: await diagnose([target], options) });
  }
  const [before, after] = sides as [(typeof sides)[number], (typeof sides)[number]];
  const comparison = compareReports(before, after);
  const { failOn } = options;
  const worse =
    failOn !== 'never' &&
    comparison.findings.some(
      ({ status, after: severity }) =>
        status === 'came' && severity !== null && severities.indexOf(severity) <= severities.indexOf(failOn),
    );
  const incomplete = [...comparison.before.incomplete, ...comparison.after.incomplete];
  const code = worse ? exitCode.finding : incomplete.length > 0 ? exitCode.incomplete : exitCode.ok;
  return {
    kind: 'document',
    document: {
      schemaVersion: 1,
      kind: 'compare',
      tool,
      ...comparison,
      incomplete,
      exitCode: code,
    },
    text: (render) => comparisonText(comparison, render),
    formats: {
      markdown: () => comparisonMarkdown(comparison, options.lang),
      html: () => comparisonHtml(comparison, options.lang),
    },
  };
};
