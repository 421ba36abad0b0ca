import type { Artifact } from '../../model/capture.ts';
import type { Finding } from '../../model/finding.ts';
import type { Report } from '../../model/report.ts';
import { sourceText } from './source.ts';
import type { Texts } from './texts.ts';

const cited = ({ text, source }: Finding['evidence'][number], artifacts: readonly Artifact[]): string =>
  source === undefined ? text : `${text}  [${sourceText(source, artifacts)}]`;

const block = (heading: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : ['', `${heading}:`, ...lines.map((line) => `- ${line.replaceAll('\n', '\n  ')}`)];

/** A finding as plain text of several lines, for places that know no layout: a failed test, an annotation. */
export const findingText = (texts: Texts, report: Report, finding: Finding): string =>
  [
    finding.summary,
    ...block(
      texts.evidence,
      finding.evidence.map((line) => cited(line, report.artifacts)),
    ),
    ...block(texts.fix, finding.fix),
    ...block(texts.next, finding.next),
    ...block(texts.falsePositives, finding.falsePositives),
  ].join('\n');
