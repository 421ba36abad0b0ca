import { textOf } from '../text/bytes.ts';

/**
 * What became of the lines that are not blank. `recognised`: a collector's words, read or known to add nothing. `unidentified`: written by the
 * collector by all appearance, and not understood. The rest is other text: an application that writes to the same place.
 */
export type LineCount = {
  recognised: number;
  unidentified: number;
  other: number;
  firstUnidentified: { readonly line: number; readonly text: string } | undefined;
  firstOther: { readonly line: number; readonly text: string } | undefined;
};

export const lineCount = (): LineCount => ({
  recognised: 0,
  unidentified: 0,
  other: 0,
  firstUnidentified: undefined,
  firstOther: undefined,
});

const shownLength = 200;

/** At most four bytes make a character. */
const shown = (line: number, bytes: Buffer, from: number, to: number) => ({
  line,
  text: textOf(bytes, from, Math.min(to, from + 4 * shownLength)).slice(0, shownLength),
});

export const countUnidentified = (count: LineCount, line: number, bytes: Buffer, from: number, to: number): void => {
  count.unidentified++;
  count.firstUnidentified ??= shown(line, bytes, from, to);
};

export const countOther = (count: LineCount, line: number, bytes: Buffer, from: number, to: number): void => {
  count.other++;
  count.firstOther ??= shown(line, bytes, from, to);
};
