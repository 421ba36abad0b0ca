import type { Artifact } from '../model/capture.ts';
import type { Finding } from '../model/finding.ts';
import type { Renderer } from '../model/renderer.ts';
import type { Report } from '../model/report.ts';
import type { Source } from '../model/source.ts';
import { escapeUnicode } from './text/ascii.ts';
import { findingText } from './text/finding-text.ts';
import { textsOf } from './text/language.ts';
import type { Texts } from './text/texts.ts';
import { visibleReport } from './text/visible.ts';

const level = { critical: 'error', warning: 'warning', info: 'note' } as const;

/** Only what RFC 3986 lets stand in a path. */
const uriOf = (file: string): string => file.split('/').map(encodeURIComponent).join('/');

const regionOf = (source: Source): Readonly<Record<string, number>> | undefined => {
  if ('line' in source) return { startLine: source.line, endLine: source.endLine };
  if ('byteOffset' in source) return { byteOffset: source.byteOffset, byteLength: source.byteLength };
  return undefined;
};

const locationsOf = (report: Report, { evidence }: Finding): readonly object[] =>
  evidence.flatMap(({ text, source }) => {
    const index = report.artifacts.findIndex(({ id }) => id === source?.artifact);
    const artifact = report.artifacts[index];
    if (source === undefined || artifact === undefined) return [];
    const region = regionOf(source);
    return [
      {
        physicalLocation: {
          artifactLocation: { uri: uriOf(artifact.file), index },
          ...(region === undefined ? {} : { region }),
        },
        message: { text },
      },
    ];
  });

/** The id tells equal files apart: the schema wants each artifact once. */
const artifactOf = ({ id, file, bytes, sha256 }: Artifact): object => ({
  location: { uri: uriOf(file) },
  description: { text: id },
  length: bytes,
  ...(/^[0-9a-f]{64}$/.test(sha256) ? { hashes: { 'sha-256': sha256 } } : {}),
});

const resultOf = (texts: Texts, report: Report, rules: readonly string[], finding: Finding): object => {
  const subject = report.subjects.find(({ id }) => id === finding.subject);
  const { baseline } = finding;
  return {
    ruleId: finding.ruleId,
    ruleIndex: rules.indexOf(finding.ruleId),
    level: level[finding.severity],
    message: { text: `${finding.title}\n${findingText(texts, report, finding)}` },
    locations: locationsOf(report, finding),
    ...(baseline?.status === 'accepted'
      ? { suppressions: [{ kind: 'external', status: 'accepted', justification: baseline.reason }] }
      : {}),
    partialFingerprints: { 'jdiag/v1': finding.fingerprint },
    properties: { severity: finding.severity, subject: subject?.name ?? finding.subject },
  };
};

const ruleOf = (report: Report, id: string): object => {
  const title = report.findings.find(({ ruleId }) => ruleId === id)?.title;
  return { id, ...(title === undefined ? {} : { shortDescription: { text: title } }) };
};

/** SARIF 2.1.0 (OASIS): one run, a result per finding; what could not be looked at is a notification, and the run then not successful. */
const sarif: Renderer = {
  format: 'sarif',
  render: (raw, { lang }) => {
    const report = visibleReport(raw);
    const rules = [...new Set([...report.verdicts, ...report.findings].map(({ ruleId }) => ruleId))];
    const lost = report.notices.filter(({ code }) => code === 'incomplete');
    const document = {
      $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
      version: '2.1.0',
      runs: [
        {
          tool: {
            driver: {
              name: report.tool.name,
              semanticVersion: report.tool.version,
              rules: rules.map((id) => ruleOf(report, id)),
            },
          },
          language: lang,
          columnKind: 'utf16CodeUnits',
          invocations: [
            {
              executionSuccessful: lost.length === 0 && report.verdicts.every(({ status }) => status !== 'failed'),
              startTimeUtc: report.startedAt,
              exitCode: report.exitCode,
              toolExecutionNotifications: lost.map(({ message }) => ({ level: 'warning', message: { text: message } })),
            },
          ],
          artifacts: report.artifacts.map(artifactOf),
          results: report.findings.map((finding) => resultOf(textsOf(lang), report, rules, finding)),
        },
      ],
    };
    return `${escapeUnicode(JSON.stringify(document, null, 2))}\n`;
  },
};

export default sarif;
