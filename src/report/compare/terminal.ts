import type { ComparedFinding, ComparedRow, ComparedSide, Comparison, FigureUnit } from '../../model/comparison.ts';
import type { RenderOptions } from '../../model/renderer.ts';
import { severityPaint } from '../terminal/findings.ts';
import { elide } from '../terminal/fit.ts';
import { type Page, pageOf } from '../terminal/page.ts';
import { type Column, table } from '../terminal/table.ts';
import { escapeText } from '../text/escape.ts';
import { count, signed, time } from '../text/number.ts';
import { mapStrings } from '../text/strings.ts';
import { formats } from './formats.ts';
import { changeOf } from './rows.ts';
import { type CompareTexts, compareTexts } from './texts.ts';

const maxRows = 12;

type Row = ComparedRow & { readonly unit: FigureUnit };

const columns = (page: Page, texts: CompareTexts): readonly Column<Row>[] => {
  const cell = (value: number | null, { unit }: Row): string =>
    value === null ? page.sign.none : formats[unit](value);
  return [
    { title: texts.column.name, align: 'left', priority: 0, maxCells: 90, cell: ({ name }) => name || '""' },
    { title: texts.column.before, align: 'right', priority: 0, cell: (row) => cell(row.before, row) },
    { title: texts.column.after, align: 'right', priority: 0, cell: (row) => cell(row.after, row) },
    {
      title: texts.column.change,
      align: 'right',
      priority: 1,
      cell: (row) => (row.before === null || row.after === null ? '' : signed(changeOf(row), formats[row.unit])),
    },
  ];
};

const section = (page: Page, heading: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : ['', page.paint.bold(heading), ...lines];

const rowsOf = (
  page: Page,
  texts: CompareTexts,
  rows: readonly ComparedRow[],
  total: number,
  unit: FigureUnit,
): readonly string[] => {
  if (rows.length === 0) return [];
  const shown = rows.slice(0, maxRows).map((row): Row => ({ ...row, unit }));
  const left = total - shown.length;
  return [...table(page, columns(page, texts), shown), ...(left > 0 ? [page.paint.dim(texts.more(count(left)))] : [])];
};

const sideLine = (page: Page, texts: CompareTexts, which: 'before' | 'after', side: ComparedSide): string => {
  const parts = [
    page.texts.verdict[side.verdict],
    ...(side.takenAt === null ? [] : [time(side.takenAt)]),
    ...(side.jvms > 1 ? [texts.jvms(side.jvms)] : []),
  ];
  const width = Math.max(page.width(texts.side.before), page.width(texts.side.after));
  const head = texts.side[which] + ' '.repeat(width - page.width(texts.side[which]));
  return elide(page, `${head}  ${side.target}  ${parts.join(` ${page.sign.dot} `)}`, page.columns);
};

const mostMissing = 3;

/** What of a side was not had, so that nobody takes its silence for health. */
const missingLines = (page: Page, texts: CompareTexts, { incomplete }: ComparedSide): readonly string[] => {
  const shown = incomplete.slice(0, mostMissing).map((message) => `  ${texts.notHad(message)}`);
  const left = incomplete.length - shown.length;
  return [...shown, ...(left > 0 ? [`  ${texts.more(count(left))}`] : [])].map((line) =>
    page.paint.dim(elide(page, line, page.columns)),
  );
};

const findingLine = (
  page: Page,
  texts: CompareTexts,
  { status, before, after, ruleId, title }: ComparedFinding,
): string => {
  const words = Object.values(texts.status);
  const width = Math.max(...words.map(page.width));
  const was = before === null ? '' : page.texts.severity[before];
  const is = after === null ? '' : page.texts.severity[after];
  const severity = was === '' || is === '' || was === is ? was || is : `${was} ${page.sign.arrow} ${is}`;
  const paint =
    status === 'gone'
      ? page.paint.green
      : status === 'came' && after !== null
        ? severityPaint(page.paint, after)
        : (text: string) => text;
  const text = elide(page, `${severity}  ${title} (${ruleId})`, page.columns - width - 4);
  return `  ${paint(texts.status[status])}${' '.repeat(width - page.width(texts.status[status]))}  ${text}`;
};

/** The comparison for a person at a terminal: what came and went first, then the figures; what it comes to as the last line. */
export const comparisonText = (raw: Comparison, options: RenderOptions): string => {
  const comparison = mapStrings(raw, escapeText);
  const page = pageOf(options);
  const texts = compareTexts(options.lang);
  const { findings, figures } = comparison;
  const counts = { gone: 0, came: 0, stayed: 0, 'not-decided': 0 };
  for (const { status } of findings) counts[status]++;
  const lines = [
    sideLine(page, texts, 'before', comparison.before),
    ...missingLines(page, texts, comparison.before),
    sideLine(page, texts, 'after', comparison.after),
    ...missingLines(page, texts, comparison.after),
    ...section(
      page,
      texts.heading.findings,
      findings.length === 0 ? [`  ${texts.noFindings}`] : findings.map((finding) => findingLine(page, texts, finding)),
    ),
    ...section(
      page,
      texts.heading.figures,
      figures.length === 0
        ? []
        : table(
            page,
            columns(page, texts),
            figures.map(({ id, ...figure }): Row => ({ ...figure, name: texts.figure[id] ?? id })),
          ),
    ),
    ...section(
      page,
      texts.heading.families,
      rowsOf(page, texts, comparison.families, comparison.familiesTotal, 'count'),
    ),
    ...section(page, texts.heading.classes, rowsOf(page, texts, comparison.classes, comparison.classesTotal, 'bytes')),
    ...section(page, texts.heading.paths, rowsOf(page, texts, comparison.paths, comparison.pathsTotal, 'bytes')),
    '',
    page.paint.bold(elide(page, texts.verdict(counts), page.columns)),
  ];
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
};
