import type { Renderer } from '../model/renderer.ts';
import type { Report } from '../model/report.ts';
import { escapeUnicode } from './text/ascii.ts';
import { clip } from './text/escape.ts';
import { textsOf } from './text/language.ts';
import { type SharedStory, sharedStories } from './text/replicas.ts';
import { sourceText } from './text/source.ts';
import { severityOf } from './text/story.ts';
import { foundText, gapsOf } from './text/summary.ts';
import type { Texts } from './text/texts.ts';
import { visibleReport } from './text/visible.ts';

/** Slack refuses a whole message for one text that is longer (api.slack.com/reference/block-kit/blocks). */
const limit = { header: 150, section: 3000, stories: 10, evidence: 6, line: 300 };

const sign = { critical: ':red_circle:', warning: ':large_yellow_circle:', info: ':large_blue_circle:' } as const;

/** These three are all that Slack reads as mark-up of its own; backticks would end the code. */
const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('`', "'");

/** Text of the evidence or of a rule: `*`, `_` and `~` get no partner, they stay what they are. */
const plain = (text: string): string => escaped(text).replace(/[*_~]/g, '\u200b$&');

const fenced = (lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : [`\`\`\`${lines.map((line) => clip(escaped(line), limit.line)).join('\n')}\`\`\``];

/** Whole lines, as many as there is room for. */
const fitted = (lines: readonly string[]): string => {
  let text = '';
  for (const line of lines) {
    if (text.length + line.length + 1 > limit.section) break;
    text = text === '' ? line : `${text}\n${line}`;
  }
  return text;
};

const storyText = (texts: Texts, report: Report, { root, follows, subjects }: SharedStory): string => {
  const name = subjects.map((id) => report.subjects.find((subject) => subject.id === id)?.name ?? id).join(', ');
  const evidence = root.evidence
    .slice(0, limit.evidence)
    .map(({ text, source }) => (source === undefined ? text : `${text}  [${sourceText(source, report.artifacts)}]`));
  const advice = root.fix[0];
  return fitted([
    `${sign[severityOf({ root, follows })]} *${plain(clip(root.title, limit.line))}*  \`${escaped(clip(root.ruleId, limit.line))}\` ${plain(clip(name, limit.line))}`,
    plain(clip(root.summary, 600)),
    ...fenced(evidence),
    ...(advice === undefined ? [] : [plain(clip(advice, 600))]),
    ...(follows.length === 0
      ? []
      : [`_${texts.follows}_ ${plain(clip([...new Set(follows.map(({ title }) => title))].join(', '), 400))}`]),
  ]);
};

const section = (text: string): object => ({ type: 'section', text: { type: 'mrkdwn', text } });

/** A Slack message (Block Kit) as JSON: what an incoming webhook takes as its body. jdiag sends nothing. */
const slack: Renderer = {
  format: 'slack',
  render: (raw, { lang }) => {
    const report = visibleReport(raw);
    const texts = textsOf(lang);
    const stories = sharedStories(report);
    const verdict = texts.verdictLine(texts.verdict[report.verdict], foundText(texts, report));
    const lost = gapsOf(report).artifacts.length;
    const names = report.subjects.map(({ name }) => name).join(', ');
    const more = stories.length - limit.stories;
    const footer = [
      names,
      report.startedAt,
      ...(lost === 0 ? [] : [texts.notCollected(lost)]),
      ...(more > 0 ? [texts.moreFindings(more)] : []),
    ];
    const message = {
      text: escaped(clip(verdict, limit.section)),
      blocks: [
        { type: 'header', text: { type: 'plain_text', text: clip(verdict, limit.header) } },
        ...stories.slice(0, limit.stories).map((story) => section(storyText(texts, report, story))),
        { type: 'context', elements: [{ type: 'mrkdwn', text: clip(plain(footer.join(' \u00b7 ')), limit.section) }] },
      ],
    };
    return `${escapeUnicode(JSON.stringify(message))}\n`;
  },
};

export default slack;
