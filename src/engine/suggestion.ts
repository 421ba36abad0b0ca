import { closest } from '../model/closest.ts';

/** ` (did you mean x?)`, ` (one of a, b, c)` when there are few, or nothing. */
export const suggestion = (word: string, candidates: readonly string[], prefix = ''): string => {
  const match = closest(word, candidates);
  if (match !== undefined) return ` (did you mean ${prefix}${match}?)`;
  return candidates.length > 0 && candidates.length <= 12 ? ` (one of ${candidates.join(', ')})` : '';
};
