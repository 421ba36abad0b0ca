import type { Report } from '../../model/report.ts';
import { severities } from '../../model/verdict.ts';
import { type SharedStory, sharedStories } from '../text/replicas.ts';
import type { Story } from '../text/story.ts';
import { severityPaint, whose } from './findings.ts';
import { wrap } from './fit.ts';
import type { Page } from './page.ts';

const worstOf = ({ root, follows }: Story) =>
  severities.find((severity) => [root, ...follows].some((finding) => finding.severity === severity)) ?? root.severity;

const storyLines = (page: Page, report: Report, story: SharedStory): readonly string[] => {
  const { root, follows } = story;
  const severity = worstOf(story);
  const name = whose(page, story, report);
  const where = name === undefined ? '' : ` ${page.sign.dot} ${name}`;
  const after = follows.length === 0 ? '' : ` ${page.texts.followed(follows.length)}`;
  const word = page.texts.severity[severity];
  const cells = page.proseColumns - page.width(word) - 4;
  const [first = '', ...rest] = wrap(page, `${root.title}${where}: ${root.summary}${after}`, cells);
  return [
    `  ${page.paint.bold(severityPaint(page.paint, severity)(word))}  ${first}`,
    ...rest.map((line) => `${' '.repeat(page.width(word) + 4)}${line}`),
  ];
};

/** Most of what there is to say, in a sentence per incident; what is only info stays below. */
export const overviewSection = (page: Page, report: Report): readonly string[] =>
  sharedStories(report)
    .filter((story) => worstOf(story) !== 'info')
    .slice(0, 5)
    .flatMap((story) => storyLines(page, report, story));
