/** Cells a text takes on a terminal. */
export type Width = (text: string) => number;

const oneCellEach = /^[\n\x20-\x7e\u00b7\u00d7\u2013\u2014\u2026\u2500\u25b8\u2192]*$/;

/**
 * Measures texts like the given ones, escaped before, so that a text is as wide as its characters together. The library that knows
 * East Asian widths takes some 35 ms to load, as long as everything else: it is loaded only when one of the texts needs it.
 */
export const widthFunction = async (texts: readonly string[]): Promise<Width> => {
  if (texts.every((text) => oneCellEach.test(text))) return (text) => text.length;
  const { default: stringWidth } = await import('string-width');
  const known = new Map<string, number>();
  const widthOf = (character: string): number => {
    const before = known.get(character);
    if (before !== undefined) return before;
    const width = stringWidth(character);
    known.set(character, width);
    return width;
  };
  return (text) => {
    if (oneCellEach.test(text)) return text.length;
    let width = 0;
    for (const character of text) width += widthOf(character);
    return width;
  };
};
