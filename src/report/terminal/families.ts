import type { ThreadFamilyRow, ThreadsView } from '../../model/report.ts';
import { count, decimal, share } from '../text/number.ts';
import { familiesShown } from '../text/threads.ts';
import { elide } from './fit.ts';
import type { Page } from './page.ts';
import { type Column, table } from './table.ts';

const maxRows = 12;

const columns = (page: Page, rows: readonly ThreadFamilyRow[]): readonly Column<ThreadFamilyRow>[] => {
  const { texts, sign } = page;
  const known = (value: number | null | undefined) => (typeof value === 'number' ? decimal(value) : sign.none);
  const all: readonly (Column<ThreadFamilyRow> & { readonly wanted: boolean })[] = [
    {
      title: texts.column.family,
      align: 'left',
      priority: 0,
      wanted: true,
      maxCells: 72,
      cell: ({ name }) => name || '""',
    },
    { title: texts.column.count, align: 'right', priority: 0, wanted: true, cell: (row) => count(row.count) },
    {
      title: texts.column.idle,
      align: 'right',
      priority: 1,
      wanted: rows.some(({ idle }) => idle !== null),
      cell: ({ idle, count: all }) => (idle === null ? sign.none : share(idle, all)),
    },
    {
      title: texts.column.births,
      align: 'right',
      priority: 2,
      wanted: rows.some(({ birthsPerMinute }) => birthsPerMinute !== undefined),
      cell: (row) => known(row.birthsPerMinute),
    },
    {
      title: texts.column.cpu,
      align: 'right',
      priority: 3,
      wanted: rows.some(({ cpuCores }) => cpuCores !== undefined),
      cell: (row) => known(row.cpuCores),
    },
    {
      title: texts.column.library,
      align: 'left',
      priority: 4,
      wanted: rows.some(({ library }) => library !== undefined),
      maxCells: 28,
      cell: (row) => row.library ?? '',
    },
  ];
  return all.filter(({ wanted }) => wanted);
};

/** The table of thread families, the largest dozen. */
export const familiesSection = (page: Page, view: ThreadsView): readonly string[] => {
  const { rows, more, moreThreads } = familiesShown(view, maxRows);
  if (rows.length === 0) return [];
  const rest = page.texts.moreFamilies(more, count(moreThreads));
  return [
    ...table(page, columns(page, rows), rows),
    ...(more > 0 ? [page.paint.dim(elide(page, rest, page.columns))] : []),
  ];
};
