import type { Lang } from '../../model/renderer.ts';
import type { Report } from '../../model/report.ts';
import { code, prose, span } from '../markdown/escape.ts';
import { textsOf } from '../text/language.ts';
import { time } from '../text/number.ts';
import { sourceText } from '../text/source.ts';
import { rootRules, type Story, storiesOf } from '../text/story.ts';
import { foundText, gapsOf, undecided } from '../text/summary.ts';
import { advice, list } from './list.ts';
import { overviewTable, repairText } from './overview.ts';
import { timelineTable } from './timeline.ts';
import type { IncidentTimes } from './times.ts';
import { incidentWords } from './words.ts';

/** What a template may name, each a piece of Markdown. */
export const blockNames = [
  'title',
  'verdict',
  'overview',
  'detection',
  'propagation',
  'timeline',
  'impact',
  'rootCause',
  'evidence',
  'actions',
  'prevention',
  'followUps',
  'lessons',
  'mttr',
  'gaps',
] as const;
export type BlockName = (typeof blockNames)[number];

const isSerious = ({ root, follows }: Story): boolean => [root, ...follows].some(({ severity }) => severity !== 'info');

const inOrder = ({ root, follows }: Story): string => {
  const titles = [`**${prose(root.title)}**`, ...follows.map(({ title }) => prose(title))];
  return [...new Set(titles)].join(' \u2192 ');
};

const evidenceOf = (report: Report, { root }: Story): string =>
  [
    `${prose(root.title)}:`,
    '```',
    ...root.evidence.map(({ text, source }) =>
      code(source === undefined ? text : `${text}  [${sourceText(source, report.artifacts)}]`),
    ),
    '```',
  ].join('\n');

const gapLines = (report: Report, lang: Lang): readonly string[] => {
  const texts = textsOf(lang);
  const open = undecided(report).rules;
  return [
    ...gapsOf(report).artifacts.map(({ kind, outcome, problems }) =>
      prose(`${kind} ${texts.outcome[outcome === 'partial' ? 'partial' : 'failed']}: ${problems.join('; ')}`),
    ),
    ...(open.length === 0 ? [] : [prose(texts.notDecided(open.join(', ')))]),
  ];
};

/** The blocks of a report in Markdown; what no evidence tells is a gap that a person has to fill in. */
export const incidentBlocks = (
  report: Report,
  lang: Lang,
  times: IncidentTimes,
): Readonly<Record<BlockName, string>> => {
  const words = incidentWords(lang);
  const texts = textsOf(lang);
  const stories = storiesOf(report).filter(isSerious);
  const roots = stories.map(({ root }) => root);
  const nameOf = (id: string): string => report.subjects.find((subject) => subject.id === id)?.name ?? id;
  const found = `${time(report.startedAt)}: ${rootRules(report).join(', ') || texts.noFindings}`;
  const owner = words.gap(words.owner);
  const joined = (parts: readonly string[]): string => parts.join('\n\n') || words.noIncident;
  return {
    title: roots[0] === undefined ? words.noIncident : prose(roots[0].title),
    verdict: prose(texts.verdictLine(texts.verdict[report.verdict], foundText(texts, report))),
    overview: overviewTable(report, lang, times),
    detection: prose(`${report.tool.name} ${report.tool.version}, ${found}`),
    propagation: list(stories.map(inOrder), words.noIncident),
    timeline: timelineTable(report, lang),
    impact: list(
      [
        ...stories.flatMap(({ root, follows }) => [root, ...follows]).map(({ summary }) => prose(summary)),
        words.gap(words.impact),
      ],
      '',
    ),
    rootCause: joined(
      roots.map(
        ({ title, ruleId, subject, summary }) =>
          `**${prose(title)}** (${span(ruleId)}, ${span(nameOf(subject))})\n\n${prose(summary)}`,
      ),
    ),
    evidence: joined(stories.map((story) => evidenceOf(report, story))),
    actions: list([...roots.flatMap(({ fix }) => fix.slice(0, 1).map(advice)), owner], owner),
    prevention: list(
      roots.flatMap(({ fix }) => fix.slice(1).map(advice)),
      owner,
    ),
    followUps: [...roots.flatMap(({ next }) => next.map((command) => `- [ ] ${span(command)}`)), `- [ ] ${owner}`].join(
      '\n',
    ),
    lessons: words.gap(words.lessons),
    mttr: repairText(times, lang),
    gaps: list(gapLines(report, lang), '-'),
  };
};
