import type { ComparedRow } from '../../../model/comparison.ts';
import type { HeapView } from '../../../model/heap-view.ts';
import { changeOf, comparedRows, counted, steadyName } from '../../compare/rows.ts';
import { bytes, signed } from '../../text/number.ts';
import type { Page } from '../page.ts';
import type { Section } from '../section.ts';
import { table } from '../table.ts';

const maxRows = 10;

const classesOf = ({ histogram, histogramTotal }: HeapView) =>
  counted(
    histogram.map(({ className, shallowBytes }) => [steadyName(className), shallowBytes] as const),
    histogramTotal <= histogram.length,
  );

/** By the way from a GC root without addresses: the same leak has the same way in both dumps. */
const waysOf = ({ dominators = [] }: HeapView) =>
  counted(
    dominators.map(({ pathKey, retainedBytes }) => [pathKey.map(steadyName).join(' > '), retainedBytes] as const),
    false,
  );

const grown = (page: Page, title: string, rows: readonly ComparedRow[]): readonly string[] => {
  const { column } = page.texts.histogram;
  const shown = rows.filter((row) => row.before !== null && changeOf(row) > 0).slice(0, maxRows);
  if (shown.length === 0) return [];
  return table(
    page,
    [
      { title, align: 'left', priority: 0, maxCells: 100, cell: ({ name }) => name },
      { title: column.size, align: 'right', priority: 0, cell: ({ after }) => bytes(after ?? 0) },
      { title: column.sizeChange, align: 'right', priority: 0, cell: (row) => signed(changeOf(row), bytes) },
    ],
    shown,
  );
};

/** What grew from the first heap dump to the newest: by class, and by what keeps it. */
export const dumpChangeSections = (page: Page, first: HeapView, last: HeapView): readonly Section[] => {
  const { heading, column } = page.texts.histogram;
  return [
    { heading: heading.grown, lines: grown(page, column.className, comparedRows(classesOf(first), classesOf(last))) },
    { heading: heading.keepsMore, lines: grown(page, column.way, comparedRows(waysOf(first), waysOf(last))) },
  ];
};
