import Table from 'cli-table3';
import { elide } from './fit.ts';
import type { Page } from './page.ts';

/** `priority`: columns with the highest number go first when the terminal is narrow; 0 never goes. */
export type Column<Row> = {
  readonly title: string;
  readonly align: 'left' | 'right';
  readonly priority: number;
  readonly cell: (row: Row) => string;
  readonly maxCells?: number;
};

const gap = '  ';
const bare = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: gap,
} as const;
const minFirstCells = 24;

type Sized<Row> = { readonly column: Column<Row>; readonly cells: readonly string[]; readonly width: number };

const size = <Row>(page: Page, column: Column<Row>, rows: readonly Row[]): Sized<Row> => {
  const cells = [column.title, ...rows.map(column.cell)].map((cell) =>
    elide(page, cell, column.maxCells ?? page.columns),
  );
  return { column, cells, width: Math.max(...cells.map(page.width)) };
};

const total = <Row>(sized: readonly Sized<Row>[]): number =>
  sized.reduce((sum, { width }) => sum + width, 0) + gap.length * (sized.length - 1);

/** Drops columns, then elides the first one, until the rows fit: no row is ever wrapped. */
const fitColumns = <Row>(page: Page, sized: readonly Sized<Row>[]): readonly Sized<Row>[] => {
  const [first, ...rest] = sized;
  if (first === undefined || total(sized) <= page.columns) return sized;
  const room = page.columns - total(rest) - gap.length;
  const dropped = rest.reduce<Sized<Row> | undefined>(
    (worst, each) => (each.column.priority > (worst?.column.priority ?? 0) ? each : worst),
    undefined,
  );
  if (room < Math.min(first.width, minFirstCells) && dropped !== undefined) {
    return fitColumns(
      page,
      sized.filter((each) => each !== dropped),
    );
  }
  const width = Math.max(1, room);
  return [{ ...first, width, cells: first.cells.map((cell) => elide(page, cell, width)) }, ...rest];
};

/** Aligned columns without borders, the titles dim. Cells are escaped before; the lines have no blanks at their end. */
export const table = <Row>(page: Page, columns: readonly Column<Row>[], rows: readonly Row[]): readonly string[] => {
  const sized = fitColumns(
    page,
    columns.map((column) => size(page, column, rows)),
  );
  const drawn = new Table({
    chars: bare,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
    colAligns: sized.map(({ column }) => column.align),
  });
  for (let row = 0; row <= rows.length; row += 1) drawn.push(sized.map(({ cells }) => cells[row] ?? ''));
  const [titles = '', ...lines] = drawn
    .toString()
    .split('\n')
    .map((line) => line.trimEnd());
  return [page.paint.dim(titles), ...lines];
};
