import type { Stack } from '../../model/thread-dump.ts';
import { perStack } from './per-stack.ts';

const equal = (a: Stack, b: Stack): boolean =>
  a.frames.length === b.frames.length &&
  a.frames.every((frame, i) => {
    const other = b.frames[i];
    return frame.method === other?.method && frame.className === other.className && frame.location === other.location;
  });

/** Thousands of threads share a few hundred pairs of stacks. */
const compared = perStack(() => new WeakMap<Stack, boolean>());

/** The same frames at the same lines. Stacks are interned within one file; the dumps of a capture are several. */
export const sameStack = (a: Stack, b: Stack): boolean => {
  if (a === b) return true;
  const known = compared(a);
  const before = known.get(b);
  if (before !== undefined) return before;
  const same = equal(a, b);
  known.set(b, same);
  return same;
};
