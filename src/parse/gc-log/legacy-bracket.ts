import type { GcMark } from '../../model/gc-series.ts';
import { ascii, isAt } from '../text/bytes.ts';

const full = ascii('[Full GC');
const gc = ascii('[GC');
const gcConcurrent = ascii('[GC concurrent');
const gcWorker = ascii('[GC Worker');
const cmsConcurrent = ascii('[CMS-concurrent');
const g1Ergonomics = ascii('[G1Ergonomics');
const preclean = ascii('[Preclean');
const logFile = ascii('GC log file');
const sweep = ascii('[CMS-concurrent-sweep:');
const markEnd = ascii('[GC concurrent-mark-end');
const words = [' pause', ' remark', ' cleanup'].map(ascii);

/** Whether a collection begins here. */
export const startsCollection = (bytes: Uint8Array, at: number): boolean => {
  if (bytes[at] !== 91) return false;
  if (bytes[at + 1] === 70) return isAt(bytes, at, full);
  return isAt(bytes, at, gc) && !isAt(bytes, at, gcConcurrent) && !isAt(bytes, at, gcWorker);
};

/** Where the first words end of the collection that begins here: `[Full GC`, `[GC`, `[GC pause`, `[GC remark`, `[GC cleanup`. */
export const firstWordsEnd = (bytes: Uint8Array, at: number): number => {
  if (bytes[at + 1] === 70) return at + full.length;
  const end = at + gc.length;
  for (const word of words) if (isAt(bytes, end, word)) return end + word.length;
  return end;
};

/**
 * `--` right after the words of a collection: it failed to move what was alive (JDK 5 to 7: parallelScavenge/psScavenge.cpp; G1 without details:
 * g1/g1CollectedHeap.cpp `log_gc_footer`). JDK 8's Parallel writes ` --` after the cause: the full collection that follows says more.
 */
export const failedMark = (bytes: Uint8Array, at: number, headTo: number): GcMark | undefined => {
  if (bytes[headTo] !== 45 || bytes[headTo + 1] !== 45) return undefined;
  return isAt(bytes, at + gc.length, words[0] as Uint8Array) ? 'evacuation-failure' : 'promotion-failed';
};

/** Messages of concurrent phases and of the log itself, after the stamps. */
export const isAside = (bytes: Uint8Array, at: number): boolean => {
  const first = bytes[at];
  if (first === 71) return isAt(bytes, at, logFile);
  if (first === 32) return isAt(bytes, at + 1, g1Ergonomics);
  if (first !== 91) return false;
  const second = bytes[at + 1];
  if (second === 67) return isAt(bytes, at, cmsConcurrent);
  if (second === 71) return isAt(bytes, at, gcConcurrent) || isAt(bytes, at, g1Ergonomics);
  return second === 80 && isAt(bytes, at, preclean);
};

/** A concurrent cycle that is over: from here on collections show what it freed. */
export const cycleEnd = (bytes: Uint8Array, at: number): string | undefined => {
  if (isAt(bytes, at, sweep)) return 'Concurrent Sweep';
  return isAt(bytes, at, markEnd) ? 'Concurrent Mark Cycle' : undefined;
};
