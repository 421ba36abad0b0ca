import type { Renderer } from '../model/renderer.ts';
import type { Report } from '../model/report.ts';
import {
  acceptedBlock,
  findingBlock,
  findingHead,
  followBlock,
  gapsBlock,
  subjectBlocks,
  verdictBlock,
} from './markdown/blocks.ts';
import { textsOf } from './text/language.ts';
import { sharedStories } from './text/replicas.ts';
import type { Texts } from './text/texts.ts';
import { visibleReport } from './text/visible.ts';

/** Chat tools cut or fold what is longer (Slack: 4,000 characters, and it counts its own escapes). */
export const maxCharacters = 3500;
const reserve = 80;

/** Each block in turn is a list of ways to say it, longest first; what fits in no way is counted, never cut. */
const append = (first: string, blocks: readonly (readonly string[])[], left: (count: number) => string): string => {
  let text = first;
  let skipped = 0;
  for (const ways of blocks) {
    const way = ways.find((candidate) => text.length + candidate.length + 2 <= maxCharacters - reserve);
    if (way === undefined) skipped += 1;
    else if (way !== '') text = `${text}\n\n${way}`;
  }
  return skipped === 0 ? text : `${text}\n\n${left(skipped)}`;
};

const compose = (texts: Texts, report: Report): string => {
  const shownSubjects = subjectBlocks(texts, report);
  const [onlySubject] = shownSubjects;
  const head = verdictBlock(texts, report);
  const whole = `${head}\n\n${onlySubject ?? ''}`;
  const isAlone = shownSubjects.length === 1 && whole.length < maxCharacters / 2;
  const top = isAlone ? whole : head;
  const findings = sharedStories(report).flatMap(({ root, follows, subjects }) => [
    [findingBlock(texts, report, root, subjects.length), findingHead(texts, report, root, subjects.length)],
    ...follows.map((finding) => [followBlock(texts, report, finding)]),
  ]);
  const body = append(top, findings, texts.moreFindings);
  const rest = [...(isAlone ? [] : shownSubjects), acceptedBlock(texts, report), gapsBlock(texts, report)];
  return rest.reduce(
    (text, block) => (block !== '' && text.length + block.length + 2 < maxCharacters ? `${text}\n\n${block}` : text),
    body,
  );
};

/** For an incident channel: the verdict first, then the findings; at most 3,500 characters, no code block is ever cut. */
const markdown: Renderer = {
  format: 'markdown',
  render: (report, { lang }) => `${compose(textsOf(lang), visibleReport(report))}\n`,
};

export default markdown;
