import type { Page } from './page.ts';

/** Blocks of an eighth to eight eighths; on a terminal without them, letters of rising weight. */
const steps = { unicode: '\u2581\u2582\u2583\u2584\u2585\u2586\u2587\u2588', ascii: '_.-:=+*#' } as const;
const bars = { unicode: { full: '\u2588', empty: '\u2591' }, ascii: { full: '#', empty: '.' } } as const;

const setOf = ({ sign }: Page): 'unicode' | 'ascii' => (sign.arrow === '>' ? 'ascii' : 'unicode');

/** A line of one cell per value, the newest last; unknown values are blanks. Scaled from `least` (the smallest value) to `most` (the greatest). */
export const sparkline = (
  page: Page,
  values: readonly (number | null)[],
  cells: number,
  range: { readonly least?: number; readonly most?: number } = {},
): string => {
  const shown = values.slice(-Math.max(0, cells));
  const known = shown.filter((value) => value !== null);
  if (known.length === 0) return '';
  const least = range.least ?? Math.min(...known);
  const most = range.most ?? Math.max(...known);
  const signs = steps[setOf(page)];
  return shown
    .map((value) => {
      if (value === null) return ' ';
      const share = most > least ? (value - least) / (most - least) : value > 0 ? 0.5 : 0;
      return signs[Math.max(0, Math.min(signs.length - 1, Math.floor(share * signs.length)))];
    })
    .join('');
};

/** A bar of so many cells, filled to the share (0 to 1). */
export const bar = (page: Page, share: number, cells: number): string => {
  const { full, empty } = bars[setOf(page)];
  const filled = Math.max(share > 0 ? 1 : 0, Math.min(cells, Math.round(share * cells)));
  return full.repeat(filled) + empty.repeat(cells - filled);
};

/** Values put together to at most so many, the greatest of each group. */
export const grouped = (values: readonly (number | null)[], cells: number): readonly (number | null)[] => {
  if (values.length <= cells) return values;
  const size = values.length / cells;
  return Array.from({ length: cells }, (_, index) => {
    const group = values.slice(
      Math.floor(index * size),
      Math.max(Math.floor(index * size) + 1, Math.floor((index + 1) * size)),
    );
    const known = group.filter((value) => value !== null);
    return known.length === 0 ? null : Math.max(...known);
  });
};
