import type { Report } from '../../model/report.ts';
import type { Subject } from '../../model/subject.ts';
import type { ViewEntry } from '../../model/view.ts';
import { elide, flow, wrap } from './fit.ts';
import type { Page } from './page.ts';
import type { Section, ViewScreen } from './section.ts';
import gc from './view/gc.ts';
import heap from './view/heap.ts';
import load from './view/load.ts';
import nativeMemory from './view/native-memory.ts';
import threads from './view/threads.ts';
import timeline from './view/timeline.ts';

/** In the order in which they are read. */
const screens: readonly ViewScreen[] = [load, threads, gc, heap, nativeMemory, timeline];

/** Files go by their path, which is also what was asked for. */
const isNamed = ({ name, target }: Subject): boolean => name.startsWith(target.split(' ')[0] ?? target);

type Shown = { readonly screen: ViewScreen; readonly entries: readonly ViewEntry[] };

const shownFor = (report: Report, subject: Subject): readonly Shown[] =>
  screens
    .map((screen) => ({
      screen,
      entries: (report.views[screen.view] ?? []).filter((entry) => entry.subject === subject.id),
    }))
    .filter(({ entries }) => entries.length > 0);

/** Each thing once, in the order in which the views say it. */
const headFacts = (page: Page, shown: readonly Shown[]): readonly string[] => {
  const facts = new Map<string, string>();
  for (const { screen, entries } of shown) {
    for (const [what, text] of Object.entries(screen.facts?.(page, entries) ?? {})) {
      if (text !== undefined && !facts.has(what)) facts.set(what, text);
    }
  }
  return [...facts.values()];
};

/** Who this is about: name and target, then what each view says in short. */
const header = (page: Page, subject: Subject, shown: readonly Shown[]): readonly string[] => {
  const separator = ` ${page.sign.dot} `;
  const target = isNamed(subject) ? '' : elide(page, subject.target, Math.floor(page.columns / 2));
  const name = elide(page, subject.name, page.columns - (target === '' ? 0 : page.width(target) + 2));
  const facts = headFacts(page, shown);
  const known = facts.length === 0 && subject.version !== undefined ? [subject.version] : facts;
  return [
    target === '' ? page.paint.bold(name) : `${page.paint.bold(name)}  ${page.paint.dim(target)}`,
    ...flow(page, known, separator, page.columns - 2).map((line) => `  ${line}`),
    ...shown.flatMap(({ screen, entries }) => screen.headLines?.(page, entries) ?? []).map((line) => `  ${line}`),
  ];
};

/** Why the rule that these views are looked at for first could not decide: silence would read as an all-clear. */
const openSection = (page: Page, report: Report, subject: Subject, shown: readonly Shown[]): Section => {
  const open = shown.flatMap(({ screen: { asks } }) =>
    report.verdicts.filter(
      ({ ruleId, subject: of, status }) => ruleId === asks && of === subject.id && status === 'unknown',
    ),
  );
  return {
    lines: open.flatMap(({ ruleId, reason }) =>
      reason === undefined ? [] : wrap(page, page.texts.openBecause(ruleId, reason), page.columns),
    ),
  };
};

/** One subject: its header, then the sections of its views. */
export const subjectSections = (page: Page, report: Report, subject: Subject, brief: boolean): readonly Section[] => {
  const shown = shownFor(report, subject);
  const told = shown.filter(({ screen }) => !brief || screen.brief === true);
  return [
    { lines: header(page, subject, shown) },
    ...told.flatMap(({ screen, entries }) => screen.sections(page, entries, subject)),
    openSection(page, report, subject, told),
  ];
};
