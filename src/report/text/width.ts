import { eastAsianWidth } from 'get-east-asian-width';

/** Cells a text takes on a terminal. */
export type Width = (text: string) => number;

const oneCellEach = /^[\n\x20-\x7e\u00b7\u00d7\u2013\u2014\u2026\u2500\u25b8\u2192]*$/;

/** Of an escaped text: without control characters, combining marks and emoji every character counts for itself. */
export const widthOf: Width = (text) => {
  if (oneCellEach.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += eastAsianWidth(character.codePointAt(0) ?? 0);
  return width;
};
