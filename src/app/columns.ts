import { widthOf } from '../report/text/width.ts';

/** Rows as aligned columns, kubectl's way: two spaces between, no borders, the last column ragged. Cells are escaped before. */
export const columns = (rows: readonly (readonly string[])[]): string => {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [index, cell] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, widthOf(cell));
  }
  const line = (row: readonly string[]): string =>
    row
      .map((cell, index) => cell + ' '.repeat(Math.max(0, (widths[index] ?? 0) - widthOf(cell))))
      .join('  ')
      .trimEnd();
  return `${rows.map(line).join('\n')}\n`;
};
