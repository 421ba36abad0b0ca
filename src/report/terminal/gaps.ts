import type { Report } from '../../model/report.ts';
import { gapsOf } from '../text/summary.ts';
import { nameList, pad, wrap } from './fit.ts';
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

/** What is said of several subjects alike is said once. */
const once = (page: Page, report: Report, lines: readonly (Line & { readonly subject: string })[]): readonly Line[] => {
  const nameOf = (id: string) => report.subjects.find((subject) => subject.id === id)?.name ?? id;
  const same = new Map<string, (Line & { readonly subject: string })[]>();
  for (const line of lines) {
    const key = `${line.status} ${line.text}`;
    same.set(key, [...(same.get(key) ?? []), line]);
  }
  return [...same.values()].map((group) => {
    const names = [...new Set(group.map(({ subject }) => subject))].filter((id) => id !== '').map(nameOf);
    const line = group[0] as Line;
    if (report.subjects.length === 1 || names.length === 0) return line;
    const whose =
      names.length === 1
        ? names[0]
        : page.texts.inReplicas(names.length, report.subjects.length, nameList(page, names, names.length, 60));
    return { ...line, text: `${whose}: ${line.text}` };
  });
};

const section = (page: Page, lines: readonly Line[]): readonly string[] => {
  const cells = Math.max(0, ...lines.map(({ status }) => page.width(status)));
  return lines.flatMap((line) => hanging(page, line, cells));
};

/** What could not be collected, and why: artifacts, then the ways that were refused. */
export const notCollectedSection = (page: Page, report: Report): readonly string[] => {
  const { artifacts, rungs } = gapsOf(report);
  const lines = [
    ...artifacts.map(({ subject, kind, file, outcome, problems }) => ({
      status: page.texts.outcome[outcome === 'partial' ? 'partial' : 'failed'],
      subject,
      text: `${kind} ${outcome === 'partial' ? `(${file})` : ''}: ${problems.join('; ')}`
        .replace(' : ', ': ')
        .replace(/: $/, ''),
      isBad: true,
    })),
    ...rungs.map(({ subject, probe, rung, status, reason }) => ({
      status: page.texts.rung[status === 'refused' ? 'refused' : 'failed'],
      subject,
      text: `${probe} ${rung}${reason === undefined ? '' : `: ${reason}`}`,
      isBad: false,
    })),
  ];
  return section(page, once(page, report, lines));
};

export const noticesSection = (page: Page, report: Report): readonly string[] =>
  gapsOf(report).notices.flatMap(({ message }) => {
    const [first = '', ...rest] = wrap(page, message, page.proseColumns - 4);
    return [`  ${page.paint.dim('-')} ${first}`, ...rest.map((line) => `    ${line}`)];
  });
