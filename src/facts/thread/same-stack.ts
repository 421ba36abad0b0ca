import type { Stack } from '../../model/thread-dump.ts';

/** The same frames at the same lines. Stacks are interned within one file; the dumps of a capture are several. */
export const sameStack = (a: Stack, b: Stack): boolean =>
  a === b ||
  (a.frames.length === b.frames.length &&
    a.frames.every((frame, i) => {
      const other = b.frames[i];
      return frame.method === other?.method && frame.className === other.className && frame.location === other.location;
    }));
