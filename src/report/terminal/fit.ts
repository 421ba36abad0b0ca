import type { Page } from './page.ts';

/** The longest start of a text that fits. Escaped text has no clusters: a character is a code point. */
const head = (page: Page, text: string, cells: number): string => {
  let taken = '';
  let used = 0;
  for (const character of text) {
    used += page.width(character);
    if (used > cells) break;
    taken += character;
  }
  return taken;
};

const tail = (page: Page, text: string, cells: number): string =>
  Array.from(head(page, Array.from(text).reverse().join(''), cells))
    .reverse()
    .join('');

/** The text with its middle left out when it is too wide: both ends of a name tell more than its middle. */
export const elide = (page: Page, text: string, cells: number): string => {
  if (page.width(text) <= cells) return text;
  const room = Math.max(0, cells - 1);
  const start = head(page, text, Math.ceil(room / 2));
  return `${start}${page.sign.ellipsis}${tail(page, text, room - page.width(start))}`;
};

/**
 * A class name or frame that is too wide loses the packages it starts with, the way log layouts do it: `j.u.c.locks.LockSupport.park(...)`.
 * Only what is then still too wide loses its middle.
 */
export const elideName = (page: Page, text: string, cells: number): string => {
  let short = text;
  const packages = /^((?:[a-z]\.)*)([a-z][a-z0-9_]+)(\.(?=[a-zA-Z]))/;
  while (page.width(short) > cells && packages.test(short)) {
    short = short.replace(
      packages,
      (_, before: string, name: string, dot: string) => `${before}${name.slice(0, 1)}${dot}`,
    );
  }
  return elide(page, short, cells);
};

/** Filled with blanks on the right, or on the left for numbers. */
export const pad = (page: Page, text: string, cells: number, side: 'left' | 'right' = 'left'): string => {
  const blanks = ' '.repeat(Math.max(0, cells - page.width(text)));
  return side === 'left' ? text + blanks : blanks + text;
};

const pieces = (page: Page, word: string, cells: number): readonly string[] => {
  if (page.width(word) <= cells) return [word];
  const parts: string[] = [];
  let part = '';
  let used = 0;
  for (const character of word) {
    const width = page.width(character);
    if (used + width > cells) {
      parts.push(part);
      part = '';
      used = 0;
    }
    part += character;
    used += width;
  }
  return [...parts, part];
};

/** Lines of at most so many cells, broken at blanks; a longer word is broken where the line ends, nothing is lost. */
export const wrap = (page: Page, text: string, cells: number): readonly string[] => {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/ +/).filter((part) => part !== '')) {
    for (const piece of pieces(page, word, Math.max(2, cells))) {
      if (line === '') line = piece;
      else if (page.width(line) + 1 + page.width(piece) <= cells) line = `${line} ${piece}`;
      else {
        lines.push(line);
        line = piece;
      }
    }
  }
  return line === '' ? lines : [...lines, line];
};

/** Parts in a row with a separator, a new line when the next part does not fit; a part wider than a line is elided. */
export const flow = (page: Page, parts: readonly string[], separator: string, cells: number): readonly string[] => {
  const lines: string[] = [];
  let line = '';
  for (const part of parts.map((text) => elide(page, text, cells))) {
    const joined = line === '' ? part : `${line}${separator}${part}`;
    if (page.width(joined) <= cells) line = joined;
    else {
      lines.push(line);
      line = part;
    }
  }
  return line === '' ? lines : [...lines, line];
};

/** As many of the names as fit on one line, then how many more there are. */
export const nameList = (page: Page, given: readonly string[], total: number, cells: number): string => {
  const names = given.map((name) => (name === '' ? '""' : name));
  const all = names.join(', ');
  if (names.length === total && page.width(all) <= cells) return all;
  for (let shown = names.length; shown > 0; shown -= 1) {
    const rest = total - shown;
    const text = names.slice(0, shown).join(', ') + (rest === 0 ? '' : `, ${page.texts.andMore(String(rest))}`);
    if (page.width(text) <= cells) return text;
  }
  const more = total <= 1 ? '' : `, ${page.texts.andMore(String(total - 1))}`;
  return elide(page, `${elide(page, names[0] ?? '', Math.max(8, cells - page.width(more)))}${more}`, cells);
};
