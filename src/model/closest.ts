/** Edits between two words of a few dozen characters; two neighbours swapped are one edit (optimal string alignment). */
const distance = (a: string, b: string): number => {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = a[i - 1] === b[j - 1] ? 0 : 1;
      let edits = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + change);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) edits = Math.min(edits, (before[j - 2] ?? 0) + 1);
      next.push(edits);
    }
    before = row;
    row = next;
  }
  return row[b.length] ?? 0;
};

/** An unfinished word of these letters or more may be the beginning of a candidate. */
const shortestBeginning = 4;

/** Edits to the candidate, or to its beginning of that length and one for the rest that is not there. */
const wrongIn = (word: string, candidate: string): number => {
  const whole = distance(word, candidate);
  if (word.length < shortestBeginning || word.length >= candidate.length) return whole;
  const beginnings = [word.length - 1, word.length, word.length + 1].map((length) => candidate.slice(0, length));
  return Math.min(whole, 1 + Math.min(...beginnings.map((beginning) => distance(word, beginning))));
};

/** The candidate a typo or an unfinished word probably meant: at most a third of its letters wrong. */
export const closest = (word: string, candidates: readonly string[]): string | undefined => {
  const ranked = candidates
    .map((candidate) => ({ candidate, wrong: wrongIn(word.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ candidate, wrong }) => wrong <= Math.max(1, Math.floor(Math.min(word.length + 1, candidate.length) / 3)))
    .sort((a, b) => a.wrong - b.wrong);
  return ranked[0]?.candidate;
};
