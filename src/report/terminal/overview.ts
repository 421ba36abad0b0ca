import type { Report } from '../../model/report.ts';
import { duration } from '../text/number.ts';
import { byUrgency } from '../text/pods.ts';
import { type SharedStory, sharedStories } from '../text/replicas.ts';
import { severityOf } from '../text/story.ts';
import { severityPaint, whose } from './findings.ts';
import { wrap } from './fit.ts';
import type { Page } from './page.ts';

/** What ends one of these JVMs next, the soonest. */
const demise = ({ texts }: Page, { views }: Report, subjects: readonly string[]): string => {
  const [next] = byUrgency((views.pods ?? []).filter(({ subject }) => subjects.includes(subject)));
  if (next === undefined || next.diesIn === null) return '';
  const { limit, lowMs, highMs } = next.diesIn;
  return ` ${texts.diesIn(limit, lowMs === 0 ? '0 s' : duration(lowMs), duration(highMs))}`;
};

const storyLines = (page: Page, report: Report, story: SharedStory, isFirst: boolean): readonly string[] => {
  const { root, follows } = story;
  const severity = severityOf(story);
  const name = whose(page, story, report);
  const where = name === undefined ? '' : ` ${page.sign.dot} ${name}`;
  const after = follows.length === 0 ? '' : ` ${page.texts.followed(follows.length)}`;
  const word = page.texts.severity[severity];
  const cells = page.proseColumns - page.width(word) - 4;
  const dies = isFirst ? demise(page, report, story.subjects) : '';
  const [first = '', ...rest] = wrap(page, `${root.title}${where}: ${root.summary}${dies}${after}`, cells);
  return [
    `  ${page.paint.bold(severityPaint(page.paint, severity)(word))}  ${first}`,
    ...rest.map((line) => `${' '.repeat(page.width(word) + 4)}${line}`),
  ];
};

/** What is only info is told where there is nothing else. */
const told = (report: Report): readonly SharedStory[] => {
  const stories = sharedStories(report);
  const serious = stories.filter((story) => severityOf(story) !== 'info');
  return serious.length === 0 ? stories : serious;
};

export const overviewHeading = ({ texts }: Page, report: Report): string =>
  told(report).some((story) => severityOf(story) !== 'info') ? texts.heading.overview : texts.heading.worthKnowing;

/** Most of what there is to say, in a sentence per incident; beside worse, what is only info stays below. */
export const overviewSection = (page: Page, report: Report): readonly string[] =>
  told(report)
    .slice(0, 5)
    .flatMap((story, index) => storyLines(page, report, story, index === 0));
