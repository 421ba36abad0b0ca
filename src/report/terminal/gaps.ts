import type { Report } from '../../model/report.ts';
import { gapsOf } from '../text/summary.ts';
import { pad, wrap } from './fit.ts';
import type { Page } from './page.ts';

type Line = { readonly status: string; readonly text: string; readonly isBad: boolean };

/** A word in front, the text beside it, further lines below the text. */
const hanging = (page: Page, { status, text, isBad }: Line, cells: number): readonly string[] => {
  const [first = '', ...rest] = wrap(page, text, page.proseColumns - cells - 4);
  const word = pad(page, status, cells);
  return [
    `  ${isBad ? page.paint.yellow(word) : page.paint.dim(word)}  ${first}`,
    ...rest.map((line) => `${' '.repeat(cells + 4)}${line}`),
  ];
};

const section = (page: Page, lines: readonly Line[]): readonly string[] => {
  const cells = Math.max(0, ...lines.map(({ status }) => page.width(status)));
  return lines.flatMap((line) => hanging(page, line, cells));
};

/** What could not be collected, and why: artifacts, then the ways that were refused. */
export const notCollectedSection = (page: Page, report: Report): readonly string[] => {
  const { artifacts, rungs } = gapsOf(report);
  const nameOf = (id: string) => report.subjects.find((subject) => subject.id === id)?.name ?? id;
  const whose = (subject: string) => (report.subjects.length > 1 && subject !== '' ? `${nameOf(subject)}: ` : '');
  return section(page, [
    ...artifacts.map(({ subject, kind, file, outcome, problems }) => ({
      status: page.texts.outcome[outcome === 'partial' ? 'partial' : 'failed'],
      text: `${whose(subject)}${kind} ${outcome === 'partial' ? `(${file})` : ''}: ${problems.join('; ')}`
        .replace(' : ', ': ')
        .replace(/: $/, ''),
      isBad: true,
    })),
    ...rungs.map(({ subject, probe, rung, status, reason }) => ({
      status: page.texts.rung[status === 'refused' ? 'refused' : 'failed'],
      text: `${whose(subject)}${probe} ${rung}${reason === undefined ? '' : `: ${reason}`}`,
      isBad: false,
    })),
  ]);
};

export const noticesSection = (page: Page, report: Report): readonly string[] =>
  gapsOf(report).notices.flatMap(({ message }) => {
    const [first = '', ...rest] = wrap(page, message, page.proseColumns - 4);
    return [`  ${page.paint.dim('-')} ${first}`, ...rest.map((line) => `    ${line}`)];
  });
