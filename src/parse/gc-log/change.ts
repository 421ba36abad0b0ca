import type { GcChange } from '../../model/gc-series.ts';
import { lastEnd, sizeAt, sizeStartBefore } from './number.ts';

/**
 * The change around an arrow: `16384K->2548K(18944K)`, `16384K(18944K)->2548K(18944K)`, `7->0(4)` (regions), `24M(25%)->26M(27%)`.
 * Undefined when the arrow stands between something else.
 */
export const changeAround = (text: string, arrow: number): GcChange | undefined => {
  const start = sizeStartBefore(text, arrow);
  if (start === -1) return undefined;
  const beforeBytes = sizeAt(text, start);
  const afterBytes = sizeAt(text, arrow + 2);
  if (Number.isNaN(beforeBytes) || Number.isNaN(afterBytes)) return undefined;
  const open = lastEnd();
  if (text.charCodeAt(open) !== 40) return { beforeBytes, afterBytes };
  const capacityBytes = sizeAt(text, open + 1);
  return Number.isNaN(capacityBytes) || text.charCodeAt(lastEnd()) !== 41
    ? { beforeBytes, afterBytes }
    : { beforeBytes, afterBytes, capacityBytes };
};

/** The first change of a line. */
export const changeIn = (text: string, from = 0): GcChange | undefined => {
  const arrow = text.indexOf('->', from);
  return arrow === -1 ? undefined : changeAround(text, arrow);
};
