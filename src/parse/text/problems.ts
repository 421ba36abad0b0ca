import type { Problem } from '../../model/parsed.ts';

/** Collects problems without growing: the first `limit` are kept, the rest counted. */
export type Problems = {
  readonly add: (problem: Problem) => void;
  /** The kept ones in order; when some were left out, one more that says how many. */
  readonly list: () => readonly Problem[];
  /** All that were added, kept or not. */
  readonly count: () => number;
};

export const boundedProblems = (limit = 50): Problems => {
  const kept: Problem[] = [];
  let count = 0;
  return {
    add: (problem) => {
      count++;
      if (kept.length < limit) kept.push(problem);
    },
    list: () =>
      count > kept.length ? [...kept, { message: `${count - kept.length} more problems of this kind` }] : kept,
    count: () => count,
  };
};
