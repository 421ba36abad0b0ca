/**
 * Looking at bytes of text without making strings of them. Lines are ended by LF and a word holds none: a comparison never reads over the end
 * of its line.
 */
export const lf = 10;
export const cr = 13;
export const space = 32;

/** The bytes of a word of ASCII. */
export const ascii = (word: string): Uint8Array => Uint8Array.from(word, (letter) => letter.charCodeAt(0));

/** Whether the word stands at `at`. */
export const isAt = (bytes: Uint8Array, at: number, word: Uint8Array): boolean => {
  for (let i = 0; i < word.length; i++) if (bytes[at + i] !== word[i]) return false;
  return true;
};

/** Where the word stands first in [from, to); -1: nowhere. */
export const find = (bytes: Uint8Array, word: Uint8Array, from: number, to: number): number => {
  const first = word[0];
  const last = to - word.length;
  for (let at = from; at <= last; at++) if (bytes[at] === first && isAt(bytes, at, word)) return at;
  return -1;
};

/** Where the byte stands last in [from, to); -1: nowhere. */
export const findLast = (bytes: Uint8Array, code: number, from: number, to: number): number => {
  for (let at = to - 1; at >= from; at--) if (bytes[at] === code) return at;
  return -1;
};

/** The first place from `at` on that is no space. */
export const skipSpaces = (bytes: Uint8Array, at: number): number => {
  let to = at;
  while (bytes[to] === space) to++;
  return to;
};

/** A copy of [from, to) as text. */
export const textOf = (bytes: Buffer, from: number, to: number): string => bytes.toString('utf8', from, to);
