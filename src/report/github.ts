import type { Finding } from '../model/finding.ts';
import type { Renderer } from '../model/renderer.ts';
import type { Report } from '../model/report.ts';
import { findingText } from './text/finding-text.ts';
import { textsOf } from './text/language.ts';
import { foundText, sides } from './text/summary.ts';
import type { Texts } from './text/texts.ts';
import { visibleReport } from './text/visible.ts';

const command = { critical: 'error', warning: 'warning', info: 'notice' } as const;

/** Workflow commands end at the line and take these literally: docs.github.com, "Workflow commands for GitHub Actions". */
const escapeData = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const escapeProperty = (text: string): string => escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');

/** Where the first evidence line stands, when a file and its line are known. */
const placeOf = (report: Report, { evidence }: Finding): readonly string[] => {
  const source = evidence.find((line) => line.source !== undefined)?.source;
  const file = report.artifacts.find(({ id }) => id === source?.artifact)?.file;
  if (source === undefined || file === undefined) return [];
  if (!('line' in source)) return [`file=${escapeProperty(file)}`];
  return [`file=${escapeProperty(file)}`, `line=${source.line}`, `endLine=${source.endLine}`];
};

const annotation = (texts: Texts, report: Report, finding: Finding): string => {
  const name = report.subjects.find(({ id }) => id === finding.subject)?.name ?? finding.subject;
  const title = `title=${escapeProperty(`${finding.title} (${finding.ruleId}, ${name})`)}`;
  const properties = [...placeOf(report, finding), title].join(',');
  return `::${command[finding.severity]} ${properties}::${escapeData(findingText(texts, report, finding))}`;
};

/** GitHub annotations: one workflow command per finding and per thing that was not had, then the verdict as plain text. */
const github: Renderer = {
  format: 'github',
  render: (raw, { lang }) => {
    const report = visibleReport(raw);
    const texts = textsOf(lang);
    const lost = report.notices
      .filter(({ code }) => code === 'incomplete')
      .map(({ message }) => `::warning title=${escapeProperty(texts.verdict.incomplete)}::${escapeData(message)}`);
    return `${[
      ...sides(report).counted.map((finding) => annotation(texts, report, finding)),
      ...lost,
      texts.verdictLine(texts.verdict[report.verdict], foundText(texts, report)),
    ].join('\n')}\n`;
  },
};

export default github;
