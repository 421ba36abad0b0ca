import type { Finding } from '../../model/finding.ts';
import type { Lang } from '../../model/renderer.ts';
import type { Report } from '../../model/report.ts';
import { code, prose, span } from '../markdown/escape.ts';
import { furtherOf } from '../text/further.ts';
import { textsOf } from '../text/language.ts';
import { time } from '../text/number.ts';
import { type SharedStory, sharedStories } from '../text/replicas.ts';
import { sourceText } from '../text/source.ts';
import { rootRules, type Story } from '../text/story.ts';
import { foundText, gapsOf, undecided } from '../text/summary.ts';
import { impactLines } from './impact.ts';
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

/** Lines of what follows from a cause: enough to see that it does. */
const followLines = 3;

const evidenceBlock = (report: Report, { title, evidence }: Finding, most: number): string =>
  [
    `${prose(title)}:`,
    '```',
    ...evidence
      .slice(0, most)
      .map(({ text, source }) =>
        code(source === undefined ? text : `${text}  [${sourceText(source, report.artifacts)}]`),
      ),
    '```',
  ].join('\n');

const evidenceOf = (report: Report, { root, follows }: Story): string =>
  [
    evidenceBlock(report, root, root.evidence.length),
    ...follows.filter(({ evidence }) => evidence.length > 0).map((one) => evidenceBlock(report, one, followLines)),
  ].join('\n\n');

const gapLines = (report: Report, lang: Lang): readonly string[] => {
  const texts = textsOf(lang);
  const open = undecided(report).rules;
  return [
    ...gapsOf(report).artifacts.map(({ kind, outcome, problems }) =>
      prose(`${kind} ${texts.outcome[outcome === 'partial' ? 'partial' : 'failed']}: ${problems.join('; ')}`),
    ),
    ...(open.length === 0 ? [] : [prose(texts.undecided(open.length))]),
    ...furtherOf(report).map(
      ({ kind, rules, command }) => `${prose(kind)} (${texts.furtherRules(rules)}): ${span(command)}`,
    ),
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
  const stories = sharedStories(report).filter(isSerious);
  const roots = stories.map(({ root }) => root);
  const namesOf = ({ subjects }: SharedStory): string =>
    subjects.map((id) => span(report.subjects.find((subject) => subject.id === id)?.name ?? id)).join(', ');
  const found = words.detected(
    `${report.tool.name} ${report.tool.version}`,
    time(report.startedAt),
    rootRules(report).join(', ') || texts.noFindings,
  );
  const owner = words.gap(words.owner);
  const joined = (parts: readonly string[]): string => parts.join('\n\n') || words.noIncident;
  return {
    title: roots[0] === undefined ? words.noIncident : prose(roots[0].title),
    verdict: prose(texts.verdictLine(texts.verdict[report.verdict], foundText(texts, report))),
    overview: overviewTable(report, lang, times),
    detection: list([words.gap(words.noticed), prose(found)], ''),
    propagation: list(stories.map(inOrder), words.noIncident),
    timeline: timelineTable(report, lang),
    impact: list(
      [
        ...impactLines(
          report,
          stories.flatMap(({ root, follows }) => [root, ...follows]),
          lang,
        ),
        words.gap(words.impact),
      ],
      '',
    ),
    rootCause: joined(
      stories.map(
        (story) =>
          `**${prose(story.root.title)}** (${span(story.root.ruleId)}, ${namesOf(story)})\n\n${prose(story.root.summary)}`,
      ),
    ),
    evidence: joined(stories.map((story) => evidenceOf(report, story))),
    actions: [
      ...roots.flatMap(({ fix }) => fix.slice(0, 1).map((step) => `- [ ] ${advice(step)}`)),
      `- [ ] ${words.gap(words.done)}`,
    ].join('\n'),
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
