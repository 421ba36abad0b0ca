import type { EvidenceLine, Finding } from '../../model/finding.ts';
import type { Report } from '../../model/report.ts';
import type { Severity } from '../../model/verdict.ts';
import { type SharedStory, sharedStories } from '../text/replicas.ts';
import { sourceText } from '../text/source.ts';
import { sides } from '../text/summary.ts';
import { elide, wrap } from './fit.ts';
import type { Page } from './page.ts';
import type { Paint } from './paint.ts';

export const severityPaint = (paint: Paint, severity: Severity): ((text: string) => string) =>
  ({ critical: paint.red, warning: paint.yellow, info: paint.cyan })[severity];

const evidenceLines = (page: Page, line: EvidenceLine, report: Report, cells: number): readonly string[] => {
  const text = wrap(page, line.text, cells);
  if (line.source === undefined) return text;
  const cite = `[${elide(page, sourceText(line.source, report.artifacts), cells - 2)}]`;
  const last = text.at(-1) ?? '';
  const painted = page.paint.dim(cite);
  if (page.width(last) + 2 + page.width(cite) <= cells) return [...text.slice(0, -1), `${last}  ${painted}`];
  return [...text, painted];
};

/** Prose is wrapped; the lines of a code example keep their indentation. */
const adviceLines = (page: Page, text: string, cells: number): readonly string[] =>
  text.split('\n').flatMap((line) => {
    const indent = /^ {0,12}/.exec(line)![0];
    const lines = wrap(page, line, cells - indent.length).map((part) => indent + part);
    return lines.length === 0 ? [''] : lines;
  });

type Block = { readonly label: string; readonly items: readonly (readonly string[])[] };

const blocksOf = (page: Page, finding: Finding, report: Report, cells: number): readonly Block[] => {
  const wrapped = (texts: readonly string[]) => texts.map((text) => adviceLines(page, text, cells));
  return [
    { label: page.texts.evidence, items: finding.evidence.map((line) => evidenceLines(page, line, report, cells)) },
    { label: page.texts.fix, items: wrapped(finding.fix) },
    { label: page.texts.next, items: wrapped(finding.next) },
    { label: page.texts.falsePositives, items: wrapped(finding.falsePositives) },
  ].filter(({ items }) => items.length > 0);
};

/** The label on a line of its own, the items below it, each behind a dash. */
const blockLines = (page: Page, { label, items }: Block): readonly string[] => [
  `  ${page.paint.dim(label)}`,
  ...items.flatMap(([first = '', ...rest]) => [
    `    ${page.paint.dim('-')} ${first}`,
    ...rest.map((line) => `      ${line}`),
  ]),
];

const titleLines = (page: Page, finding: Finding): readonly string[] => {
  const severity = page.texts.severity[finding.severity];
  const at = page.width(severity) + 2;
  const [first = '', ...rest] = wrap(page, finding.title, page.proseColumns - at);
  const colour = severityPaint(page.paint, finding.severity);
  return [
    `${page.paint.bold(colour(severity))}  ${page.paint.bold(first)}`,
    ...rest.map((line) => `${' '.repeat(at)}${page.paint.bold(line)}`),
  ];
};

const expiryLines = (page: Page, { baseline }: Finding): readonly string[] =>
  baseline?.status === 'expired'
    ? wrap(page, page.texts.acceptanceExpired(baseline.expires, baseline.reason), page.proseColumns - 2).map(
        (line) => `  ${page.paint.yellow(line)}`,
      )
    : [];

/** Whose it is: of several subjects the name, of replicas how many have it. */
export const whose = (
  page: Page,
  { subjects, replicas }: Pick<SharedStory, 'subjects' | 'replicas'>,
  report: Report,
): string | undefined => {
  if (report.subjects.length === 1) return undefined;
  const names = subjects.map((id) => report.subjects.find((subject) => subject.id === id)?.name ?? id);
  if (subjects.length > 1) return page.texts.inReplicas(subjects.length, replicas, names.join(', '));
  const name = names[0] ?? '';
  return replicas > 1 ? page.texts.onlyIn(name) : name;
};

const findingLines = (page: Page, finding: Finding, report: Report, subject: string | undefined): readonly string[] => {
  const cells = page.proseColumns - 6;
  const about = subject === undefined ? finding.ruleId : `${finding.ruleId} ${page.sign.dot} ${subject}`;
  return [
    ...titleLines(page, finding),
    page.paint.dim(`  ${elide(page, about, page.columns - 2)}`),
    ...expiryLines(page, finding),
    ...wrap(page, finding.summary, page.proseColumns - 2).map((line) => `  ${line}`),
    ...blocksOf(page, finding, report, cells).flatMap((block) => blockLines(page, block)),
  ];
};

/** What follows from a cause in two or three lines: the cause's fix is what cures it. */
const followLines = (page: Page, finding: Finding, about: string | undefined): readonly string[] => {
  const severity = page.texts.severity[finding.severity];
  const colour = severityPaint(page.paint, finding.severity);
  const cells = page.proseColumns - 6;
  const [first = '', ...rest] = wrap(
    page,
    `${severity}: ${finding.title} (${finding.ruleId})${about === undefined ? '' : ` ${page.sign.dot} ${about}`}`,
    cells,
  );
  return [
    `    ${page.paint.dim('-')} ${colour(first)}`,
    ...rest.map((line) => `      ${colour(line)}`),
    ...wrap(page, finding.summary, cells).map((line) => `      ${line}`),
  ];
};

const storyLines = (page: Page, story: SharedStory, report: Report): readonly string[] => [
  ...findingLines(page, story.root, report, whose(page, story, report)),
  ...(story.follows.length === 0 ? [] : [`  ${page.paint.dim(page.texts.follows)}`]),
  ...story.follows.flatMap((finding) => {
    const subjects = story.notInAll.get(finding);
    const about =
      subjects === undefined ? undefined : whose(page, { subjects, replicas: story.subjects.length }, report);
    return followLines(page, finding, about);
  }),
];

/** Causes one below the other, a blank line between, each with what follows from it. */
export const findingsSection = (page: Page, report: Report): readonly string[] =>
  sharedStories(report).flatMap((story, index) => [...(index === 0 ? [] : ['']), ...storyLines(page, story, report)]);

/** Findings a baseline accepts: the rule and its summary, and why, without advice. */
export const acceptedSection = (page: Page, report: Report): readonly string[] =>
  sides(report).accepted.flatMap(({ severity, ruleId, summary, baseline }) => [
    `  ${page.paint.dim(elide(page, `${page.texts.severity[severity]}  ${ruleId}`, page.columns - 2))}`,
    ...[summary, page.texts.acceptedUntil(baseline?.expires ?? '', baseline?.reason ?? '')].flatMap((text) =>
      wrap(page, text, page.proseColumns - 4).map((line) => `    ${line}`),
    ),
  ]);
