import { detached } from '../text/lines.ts';

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

const shown = (line: number, text: string) => ({ line, text: detached(text.slice(0, 200)) });

export const countUnidentified = (count: LineCount, line: number, text: string): void => {
  count.unidentified++;
  count.firstUnidentified ??= shown(line, text);
};

export const countOther = (count: LineCount, line: number, text: string): void => {
  count.other++;
  count.firstOther ??= shown(line, text);
};
