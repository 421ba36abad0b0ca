import type { Finding } from '../../model/finding.ts';
import type { Report, ThreadsView } from '../../model/report.ts';
import { clip } from '../text/escape.ts';
import { count, duration, share } from '../text/number.ts';
import { sourceText } from '../text/source.ts';
import { rootRules } from '../text/story.ts';
import { foundText, gapsOf, sides, undecided } from '../text/summary.ts';
import type { Texts } from '../text/texts.ts';
import { familiesShown, statesOf } from '../text/threads.ts';
import { code, prose, span } from './escape.ts';
import { gcLines } from './gc-lines.ts';

const limit = {
  name: 80,
  line: 200,
  summary: 500,
  evidence: 6,
  steps: 4,
  codeLines: 12,
  families: 5,
  gaps: 5,
  states: 8,
};

const list = (texts: Texts, items: readonly string[], most: number): readonly string[] => [
  ...items.slice(0, most).map((item) => `- ${item}`),
  ...(items.length > most ? [`- ${texts.moreLines(items.length - most)}`] : []),
];

const fenced = (lines: readonly string[]): readonly string[] => (lines.length === 0 ? [] : ['```', ...lines, '```']);

const evidence = (texts: Texts, report: Report, finding: Finding): readonly string[] => {
  const lines = finding.evidence.slice(0, limit.evidence).map(({ text, source }) => {
    const cite = source === undefined ? '' : `  [${clip(sourceText(source, report.artifacts), limit.name)}]`;
    return code(clip(text, limit.line) + cite);
  });
  const more = finding.evidence.length - lines.length;
  return fenced(more > 0 ? [...lines, texts.moreLines(more)] : lines);
};

/** A piece of advice as a list item; a code example as a code block. */
const step = (advice: string): readonly string[] => {
  const lines = advice.split('\n');
  if (lines.length === 1) return [`- ${prose(clip(advice, limit.summary))}`];
  return fenced(lines.slice(0, limit.codeLines).map((line) => code(clip(line, limit.line))));
};

/** Title and summary: what is left of a finding when there is no room. `count`: replicas that have it, this one included. */
export const findingHead = (texts: Texts, report: Report, finding: Finding, count = 1): string => {
  const subject =
    report.subjects.length > 1 ? report.subjects.find(({ id }) => id === finding.subject)?.name : undefined;
  const more = count === 1 ? '' : ` ${texts.andMore(String(count - 1))}`;
  const about = subject === undefined ? '' : ` \u00b7 ${span(clip(subject, limit.name))}${more}`;
  return [
    `**${texts.severity[finding.severity]}: ${prose(clip(finding.title, limit.line))}** (${span(clip(finding.ruleId, limit.name))}${about})`,
    prose(clip(finding.summary, limit.summary)),
  ].join('\n');
};

/** What follows from the finding above. */
export const followBlock = (texts: Texts, report: Report, finding: Finding): string =>
  `*${texts.follows}* ${findingHead(texts, report, finding)}`;

export const findingBlock = (texts: Texts, report: Report, finding: Finding, count = 1): string => {
  const more = finding.fix.length - limit.steps;
  const steps = [
    ...finding.fix.slice(0, limit.steps).flatMap(step),
    ...(more > 0 ? [`- ${texts.moreLines(more)}`] : []),
  ];
  const commands = finding.next
    .slice(0, limit.steps)
    .map((command) => code(clip(command.replaceAll('\n', ' '), limit.line)));
  return [
    findingHead(texts, report, finding, count),
    ...evidence(texts, report, finding),
    ...(steps.length === 0 ? [] : [`*${texts.fix}*`, ...steps]),
    ...(commands.length === 0 ? [] : [`*${texts.next}*`, ...fenced(commands)]),
  ].join('\n');
};

/** The verdict, first. */
export const verdictBlock = (texts: Texts, report: Report): string => {
  const fired = rootRules(report);
  const accepted = sides(report).accepted.length;
  const found = [foundText(texts, report), ...(accepted === 0 ? [] : [texts.accepted(accepted)])].join(', ');
  const rules =
    fired.length === 0
      ? ''
      : ` (${fired
          .slice(0, 6)
          .map((rule) => span(clip(rule, limit.name)))
          .join(', ')}${fired.length > 6 ? `, ${texts.andMore(String(fired.length - 6))}` : ''})`;
  return `**${texts.verdictLine(texts.verdict[report.verdict], `${found}**${rules}`)}`;
};

const threadLine = (texts: Texts, view: ThreadsView | undefined): readonly string[] => {
  if (view === undefined) return [];
  const states = statesOf(view)
    .slice(0, limit.states)
    .map(([state, threads]) => `${code(clip(state, limit.name))} ${count(threads)}`);
  const uptime = typeof view.uptimeMs === 'number' ? [texts.uptime(duration(view.uptimeMs))] : [];
  return [
    [
      ...(view.jvm ? [code(clip(view.jvm, limit.name))] : []),
      ...uptime,
      texts.threads(count(view.total)),
      ...states,
    ].join(', '),
  ];
};

/** Who it is about, the largest families and the collections, as a code block. */
export const subjectBlocks = (texts: Texts, report: Report): readonly string[] =>
  report.subjects.map((subject) => {
    const view = report.views.threads?.filter((each) => each.subject === subject.id).at(-1);
    const families = (view === undefined ? [] : familiesShown(view, limit.families).rows).map((row) => {
      const library = row.library === undefined ? '' : `, ${clip(row.library, limit.name)}`;
      return code(
        `${count(row.count).padStart(6)}  ${clip(row.name, limit.name)}  (${texts.column.idle.toLowerCase()} ${row.idle === null ? '-' : share(row.idle, row.count)}${library})`,
      );
    });
    const collections = (report.views.gc ?? []).filter((each) => each.subject === subject.id);
    const target = subject.target === subject.name ? '' : ` ${span(clip(subject.target, limit.name))}`;
    return [
      `${span(clip(subject.name, limit.name))}${target}`,
      ...fenced([...threadLine(texts, view), ...families, ...collections.flatMap((each) => gcLines(texts, each))]),
    ].join('\n');
  });

/** Findings a baseline accepts, one line each. */
export const acceptedBlock = (texts: Texts, report: Report): string => {
  const lines = sides(report).accepted.map(({ severity, ruleId, baseline }) => {
    const until = texts.acceptedUntil(baseline?.expires ?? '', baseline?.reason ?? '');
    return `${texts.severity[severity]} ${span(clip(ruleId, limit.name))}: ${prose(clip(until, limit.line))}`;
  });
  return lines.length === 0
    ? ''
    : [`*${texts.heading.accepted.toLowerCase()}*`, ...list(texts, lines, limit.gaps)].join('\n');
};

/** What the reader must know was not had or not decided. */
export const gapsBlock = (texts: Texts, report: Report): string => {
  const { artifacts, rungs } = gapsOf(report);
  const { rules } = undecided(report);
  const lost = [
    ...artifacts.map(
      ({ kind, outcome, problems }) =>
        `${kind} ${texts.outcome[outcome === 'partial' ? 'partial' : 'failed']}: ${problems.join('; ')}`,
    ),
    ...rungs.map(
      ({ probe, rung, status, reason }) =>
        `${probe} ${rung} ${texts.rung[status === 'refused' ? 'refused' : 'failed']}: ${reason ?? ''}`,
    ),
  ].map((line) => prose(clip(line, limit.line)));
  const open = clip(rules.join(', '), limit.line);
  return [
    ...(lost.length === 0 ? [] : [`*${texts.heading.notCollected.toLowerCase()}*`, ...list(texts, lost, limit.gaps)]),
    ...(rules.length === 0 ? [] : [...(lost.length === 0 ? [] : ['']), prose(texts.notDecided(open))]),
  ].join('\n');
};
