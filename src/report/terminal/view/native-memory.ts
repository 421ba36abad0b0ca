import type { NativeMemoryView } from '../../../model/native-memory.ts';
import { bytes } from '../../text/number.ts';
import type { Page } from '../page.ts';
import type { ViewScreen } from '../section.ts';
import { type Column, table } from '../table.ts';

/** Smaller parts are left to `-o json`. */
const screenRows = 10;

type Row = NativeMemoryView['categories'][number];

const signed = (change: number | null): string =>
  change === null || change === 0 ? '' : `${change > 0 ? '+' : '-'}${bytes(Math.abs(change))}`;

const columns = (page: Page, isChange: boolean): readonly Column<Row>[] => {
  const { nativeMemory: words } = page.texts;
  const right = { align: 'right', priority: 1 } as const;
  return [
    { title: words.part, align: 'left', priority: 0, maxCells: 40, cell: ({ name }) => name },
    { title: words.committed, ...right, cell: ({ committedBytes }) => bytes(committedBytes) },
    { title: words.reserved, ...right, priority: 2, cell: ({ reservedBytes }) => bytes(reservedBytes) },
    ...(isChange ? [{ title: words.change, ...right, cell: ({ changeBytes }: Row) => signed(changeBytes) }] : []),
  ];
};

/** What the JVM has of the operating system, by its own bookkeeping. */
const nativeMemory: ViewScreen<'nativeMemory'> = {
  view: 'nativeMemory',
  sections: (page, entries) => {
    const view = entries.at(-1);
    if (view === undefined) return [];
    const { nativeMemory: words } = page.texts;
    const isChange = view.changeBytes !== null;
    const all = { name: words.all, ...view };
    const rows = [all, ...view.categories.slice(0, screenRows)];
    return [{ heading: words.heading, lines: table(page, columns(page, isChange), rows) }];
  },
};

export default nativeMemory;
