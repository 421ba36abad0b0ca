import type { GcChange } from '../../model/gc-series.ts';
import { lastEnd, sizeAt, sizeStartBefore } from './number.ts';

/** Where the first `->` of [from, to) stands; -1: nowhere. */
export const findArrow = (bytes: Uint8Array, from: number, to: number): number => {
  for (let at = from; at < to; at++) if (bytes[at] === 45 && bytes[at + 1] === 62) return at;
  return -1;
};

/** The change whose first size begins at `start` and whose arrow is known; `lastEnd` is then behind what was read of it. */
export const changeFrom = (bytes: Uint8Array, start: number, arrow: number): GcChange | undefined => {
  const beforeBytes = sizeAt(bytes, start);
  const afterBytes = sizeAt(bytes, arrow + 2);
  if (Number.isNaN(beforeBytes) || Number.isNaN(afterBytes)) return undefined;
  const open = lastEnd();
  if (bytes[open] !== 40) return { beforeBytes, afterBytes };
  const capacityBytes = sizeAt(bytes, open + 1);
  return Number.isNaN(capacityBytes) || bytes[lastEnd()] !== 41
    ? { beforeBytes, afterBytes }
    : { beforeBytes, afterBytes, capacityBytes };
};

/**
 * The change around an arrow: `16384K->2548K(18944K)`, `16384K(18944K)->2548K(18944K)`, `7->0(4)` (regions), `24M(25%)->26M(27%)`.
 * Undefined when the arrow stands between something else.
 */
export const changeAround = (bytes: Uint8Array, arrow: number, lineStart: number): GcChange | undefined => {
  const start = sizeStartBefore(bytes, arrow, lineStart);
  return start === -1 ? undefined : changeFrom(bytes, start, arrow);
};

/** The first change in [from, to). */
export const changeIn = (bytes: Uint8Array, from: number, to: number): GcChange | undefined => {
  const arrow = findArrow(bytes, from, to);
  return arrow === -1 ? undefined : changeAround(bytes, arrow, from);
};
