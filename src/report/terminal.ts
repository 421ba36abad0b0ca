import type { Renderer } from '../model/renderer.ts';
import type { Report } from '../model/report.ts';
import type { Subject } from '../model/subject.ts';
import { acceptedSection, findingsSection } from './terminal/findings.ts';
import { notCollectedSection, noticesSection } from './terminal/gaps.ts';
import { nextStepSection } from './terminal/next-step.ts';
import { overviewHeading, overviewSection } from './terminal/overview.ts';
import { type Page, pageOf } from './terminal/page.ts';
import { podsTable } from './terminal/pods.ts';
import type { Section } from './terminal/section.ts';
import { subjectSections } from './terminal/subject.ts';
import { furtherLines, undecidedLines, verdictLine } from './terminal/verdict.ts';
import { visibleReport } from './text/visible.ts';

/** Where an empty name stands last; colours around it stay balanced. */
const blanksAtEnd = / +((?:\x1b\[\d+m)*)$/gm;

/** More pods than these are shown in the table alone, but for those of which there are dumps, and JVMs that were seen to end. */
const podsInFull = 3;

const subjectsShown = (report: Report): readonly Subject[] => {
  const { pods = [], threads = [], timeline = [] } = report.views;
  if (pods.length <= podsInFull) return report.subjects;
  const hasDump = (id: string): boolean =>
    threads.some(({ subject, source }) => subject === id && source !== 'process');
  const isRow = (id: string): boolean => pods.some(({ subject }) => subject === id);
  const hasEnded = (id: string): boolean =>
    timeline.some(({ subject, events }) => subject === id && events.some(({ kind }) => kind === 'jvm-end'));
  return report.subjects.filter(({ id }) => hasDump(id) || hasEnded(id) || !isRow(id));
};

const sectionsOf = (page: Page, report: Report, brief: boolean): readonly Section[] => {
  const { heading } = page.texts;
  const rule = page.paint.dim(page.sign.rule.repeat(page.proseColumns));
  return [
    { lines: podsTable(page, report.views.pods ?? [], report.subjects) },
    { heading: overviewHeading(page, report), lines: brief ? overviewSection(page, report) : [] },
    ...subjectsShown(report).flatMap((subject, index) => [
      { lines: index === 0 ? [] : [rule] },
      ...subjectSections(page, report, subject, brief),
    ]),
    { lines: report.subjects.length > 1 ? [rule] : [] },
    { heading: heading.findings, lines: findingsSection(page, report) },
    { heading: heading.accepted, lines: acceptedSection(page, report) },
    { heading: heading.notCollected, lines: notCollectedSection(page, report) },
    { heading: heading.notices, lines: noticesSection(page, report) },
    { lines: undecidedLines(page, report) },
    { heading: heading.further, lines: brief ? furtherLines(page, report) : [] },
    { heading: heading.nextStep, lines: brief ? nextStepSection(page, report) : [] },
    { lines: [verdictLine(page, report)] },
  ];
};

/**
 * The report for a person at a terminal: the view first, then the findings, what is missing, and the verdict as the last line.
 * No line is wider than the terminal. Text from the evidence is escaped before anything is laid out.
 */
const terminal: Renderer = {
  format: 'terminal',
  render: (raw, options) => {
    const report = visibleReport(raw);
    const page = pageOf(options);
    const blocks = sectionsOf(page, report, options.brief === true)
      .filter(({ lines }) => lines.length > 0)
      .map(({ heading, lines }) => (heading === undefined ? lines : [page.paint.bold(heading), ...lines]).join('\n'));
    return `${blocks.join('\n\n').replace(blanksAtEnd, '$1')}\n`;
  },
};

export default terminal;
