import type { Renderer } from '../model/renderer.ts';
import type { Report } from '../model/report.ts';
import { acceptedSection, findingsSection } from './terminal/findings.ts';
import { notCollectedSection, noticesSection } from './terminal/gaps.ts';
import { overviewSection } from './terminal/overview.ts';
import { type Page, pageOf } from './terminal/page.ts';
import type { Section } from './terminal/section.ts';
import { subjectSections } from './terminal/subject.ts';
import { undecidedLines, verdictLine } from './terminal/verdict.ts';
import { visibleReport } from './text/visible.ts';

/** Where an empty name stands last; colours around it stay balanced. */
const blanksAtEnd = / +((?:\x1b\[\d+m)*)$/gm;

const sectionsOf = (page: Page, report: Report, brief: boolean): readonly Section[] => {
  const { heading } = page.texts;
  const rule = page.paint.dim(page.sign.rule.repeat(page.proseColumns));
  return [
    { heading: heading.overview, lines: brief ? overviewSection(page, report) : [] },
    ...report.subjects.flatMap((subject, index) => [
      { lines: index === 0 ? [] : [rule] },
      ...subjectSections(page, report, subject, brief),
    ]),
    { lines: report.subjects.length > 1 ? [rule] : [] },
    { heading: heading.notCollected, lines: notCollectedSection(page, report) },
    { heading: heading.notices, lines: noticesSection(page, report) },
    { heading: heading.findings, lines: findingsSection(page, report) },
    { heading: heading.accepted, lines: acceptedSection(page, report) },
    { lines: undecidedLines(page, report) },
    { lines: [verdictLine(page, report)] },
  ];
};

/**
 * The report for a person at a terminal: the view first, then what is missing, the findings, and the verdict as the last line.
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
