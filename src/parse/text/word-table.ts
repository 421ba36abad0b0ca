import { ascii, isAt } from './bytes.ts';

/** Looks up the value of a word that stands somewhere in bytes. */
export type WordTable<T> = (bytes: Uint8Array, from: number, to: number) => T | undefined;

/** Of words of ASCII, each with its value. */
export const wordTable = <T>(entries: Iterable<readonly [string, T]>): WordTable<T> => {
  const byLength: { readonly word: Uint8Array; readonly value: T }[][] = [];
  for (const [word, value] of entries) {
    while (byLength.length <= word.length) byLength.push([]);
    byLength[word.length]?.push({ word: ascii(word), value });
  }
  return (bytes, from, to) => {
    const candidates = byLength[to - from];
    if (candidates === undefined) return undefined;
    for (const { word, value } of candidates) if (isAt(bytes, from, word)) return value;
    return undefined;
  };
};
