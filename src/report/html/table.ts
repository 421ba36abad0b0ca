import { text } from './escape.ts';

export type Column<T> = {
  readonly heading: string;
  readonly cell: (row: T) => string;
  /** Figures: to the right. */
  readonly isNumber?: true;
};

/** A table of escaped texts; nothing for no rows. */
export const table = <T>(columns: readonly Column<T>[], rows: readonly T[]): string => {
  if (rows.length === 0) return '';
  const classOf = ({ isNumber }: Column<T>): string => (isNumber ? ' class="n"' : '');
  const head = columns.map((column) => `<th${classOf(column)}>${text(column.heading)}</th>`).join('');
  const body = rows.map(
    (row) => `<tr>${columns.map((column) => `<td${classOf(column)}>${text(column.cell(row))}</td>`).join('')}</tr>`,
  );
  return `<table><thead><tr>${head}</tr></thead><tbody>\n${body.join('\n')}\n</tbody></table>`;
};

export const details = (summary: string, content: string, open = false): string =>
  content === '' ? '' : `<details${open ? ' open' : ''}><summary>${text(summary)}</summary>\n${content}\n</details>`;
