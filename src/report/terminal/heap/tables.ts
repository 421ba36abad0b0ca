import type { HeapView } from '../../../model/heap-view.ts';
import { bytes, count, percent } from '../../text/number.ts';
import type { Page } from '../page.ts';
import { type Column, table } from '../table.ts';

/** Rows of a table on a screen; `-o json` has all that `--top` asks for. */
const screenRows = 12;

type Row = { readonly name: string; readonly cells: readonly string[] };

const columnsOf = (page: Page, names: readonly (keyof Page['texts']['heap']['column'])[]): readonly Column<Row>[] =>
  names.map((name, index) => ({
    title: page.texts.heap.column[name],
    align: index === 0 || name === 'place' || name === 'holds' ? 'left' : 'right',
    priority: index === 0 ? 0 : name === 'place' || name === 'holds' ? 5 : names.length - index,
    ...(index === 0 ? { maxCells: 84 } : name === 'place' || name === 'holds' ? { maxCells: 60 } : {}),
    cell: (row: Row) => (index === 0 ? row.name : (row.cells[index - 1] ?? '')),
  }));

const rowsOf = (page: Page, names: Parameters<typeof columnsOf>[1], rows: readonly Row[]): readonly string[] =>
  rows.length === 0 ? [] : table(page, columnsOf(page, names), rows);

/** Where there is room for it: names and figures come first. */
const wide = (page: Page): readonly 'place'[] => (page.columns < 150 ? [] : ['place']);

/** The end of a way: what holds the object. */
const heldBy = (pathKey: readonly string[]): string => pathKey.slice(-4, -1).join(' > ');

export const dominatorsTable = (page: Page, { dominators = [] }: HeapView): readonly string[] =>
  rowsOf(
    page,
    ['object', 'shallow', 'retained', 'share', ...wide(page)],
    dominators.slice(0, screenRows).map((row) => ({
      name: `${row.className}${row.threadName === undefined ? '' : ` "${row.threadName}"`} @ ${row.address}`,
      cells: [bytes(row.shallowBytes), bytes(row.retainedBytes), percent(row.retainedPct), heldBy(row.pathKey)],
    })),
  );

export const classesTable = (page: Page, { histogram, classes = [] }: HeapView): readonly string[] => {
  const rows = histogram.slice(0, screenRows).map((row) => {
    const kept = row.retainedBytes;
    const cells = [count(row.instances), bytes(row.shallowBytes)];
    return {
      name: row.className,
      cells: classes.length === 0 ? cells : [...cells, kept === undefined ? '' : bytes(kept)],
    };
  });
  return rowsOf(
    page,
    classes.length === 0 ? ['class', 'instances', 'shallow'] : ['class', 'instances', 'shallow', 'retained'],
    rows,
  );
};

/** A thread that keeps less is like any other. */
const notableShare = 1;

export const threadsTable = (page: Page, { threads = [] }: HeapView): readonly string[] =>
  rowsOf(
    page,
    ['thread', 'retained', 'share', 'holds'],
    threads
      .filter(({ retainedPct }) => retainedPct >= notableShare)
      .slice(0, 5)
      .map((row) => {
        const [most] = [...row.threadLocals, ...row.locals].sort((a, b) => b.retainedBytes - a.retainedBytes);
        const holds =
          most === undefined
            ? ''
            : `${most.by === undefined ? '' : `${most.by}: `}${most.className} ${bytes(most.retainedBytes)}`;
        return { name: row.name ?? row.address, cells: [bytes(row.retainedBytes), percent(row.retainedPct), holds] };
      }),
  );

export const collectionsTable = (page: Page, { collections }: HeapView): readonly string[] =>
  rowsOf(
    page,
    ['object', 'entries', 'retained', ...(page.columns < 110 ? [] : (['holds'] as const)), ...wide(page)],
    (collections?.biggest ?? [])
      .filter(({ entries }) => entries >= 1000)
      .slice(0, 5)
      .map((row) => ({
        name: `${row.className} @ ${row.address}`,
        cells: [
          count(row.entries),
          bytes(row.retainedBytes),
          ...(page.columns < 110 ? [] : [row.elementClass ?? '']),
          heldBy(row.pathKey),
        ],
      })),
  );

/** Loaders that are there more than once with the same classes: an application that was redeployed and never let go. */
export const loadersTable = (page: Page, { loaders = [] }: HeapView): readonly string[] =>
  rowsOf(
    page,
    ['loader', 'classes', 'instances', 'retained', 'alike'],
    loaders
      .filter(({ sameClassesAs }) => sameClassesAs > 0)
      .slice(0, 5)
      .map((row) => ({
        name: `${row.className}${row.name === undefined ? '' : ` "${row.name}"`} @ ${row.address ?? '0'}`,
        cells: [count(row.classes), count(row.instances), bytes(row.retainedBytes), `+${count(row.sameClassesAs)}`],
      })),
  );
