import type { GcMark } from '../../model/gc-series.ts';
import { ascii, isAt } from '../text/bytes.ts';
import { changeFrom } from './change.ts';
import { addMark, type LegacyDraft, setChange } from './legacy-draft.ts';
import { type LegacyPart, partBefore, partOpened } from './legacy-part.ts';
import { isTimes, readTimes } from './legacy-times.ts';
import { lastEnd, numberAt, sizeAt, sizeStartBefore } from './number.ts';

/** What a line said of the collection that is open: nothing at all, something, or the last of it. */
export type Absorbed = 'nothing' | 'some' | 'all';

const seconds = ascii(' secs]');
const cms = ascii('[1 CMS-');
const remark = ascii('remark');

const toSpace = ascii('to-space ');
const promotionFailed = ascii('promotion failed');
const concurrentMode = ascii('concurrent mode ');
const humongous = ascii('G1 Humongous Allocation');

/** What went wrong in a collection, by the words that a parenthesis opens. */
export const markAfter = (bytes: Uint8Array, parenthesis: number): GcMark | undefined => {
  const at = parenthesis + 1;
  const first = bytes[at];
  if (first === 116) return isAt(bytes, at, toSpace) ? 'evacuation-failure' : undefined;
  if (first === 112) return isAt(bytes, at, promotionFailed) ? 'promotion-failed' : undefined;
  if (first === 99) return isAt(bytes, at, concurrentMode) ? 'concurrent-mode-failure' : undefined;
  return first === 71 && isAt(bytes, at, humongous) ? 'humongous' : undefined;
};

/** `[1 CMS-initial-mark: 25127K(43712K)] 27657K(63360K), 0.0005 secs]`: occupancy without a change. */
const cmsPause = (bytes: Uint8Array, at: number, to: number, draft: LegacyDraft): void => {
  let colon = at + cms.length;
  while (colon < to && bytes[colon] !== 58) colon++;
  const usedBytes = sizeAt(bytes, colon + 2);
  if (Number.isNaN(usedBytes) || bytes[lastEnd()] !== 40) return;
  const capacityBytes = sizeAt(bytes, lastEnd() + 1);
  if (Number.isNaN(capacityBytes)) return;
  draft.event.kind = 'pause';
  draft.event.phase = isAt(bytes, at + cms.length, remark) ? 'Remark' : 'Initial Mark';
  draft.event.old = { beforeBytes: usedBytes, capacityBytes };
  draft.whole = true;
};

/** Behind the date and time that may begin at `at`: `[Rescan (parallel) , 0.0004 secs]2026-11-20T13:35:17.578+0000: 6.557: [weak refs`. */
const afterTime = (bytes: Uint8Array, at: number): number =>
  bytes[at + 4] === 45 && bytes[at + 10] === 84 && bytes[at + 13] === 58 && bytes[at + 16] === 58 ? at + 19 : at;

/** Reads the change around the arrow at `at`; returns the last byte of it. */
const changed = (
  bytes: Uint8Array,
  at: number,
  lineStart: number,
  draft: LegacyDraft,
  opened: LegacyPart | undefined,
): number => {
  const start = sizeStartBefore(bytes, at, lineStart);
  const change = start === -1 ? undefined : changeFrom(bytes, start, at);
  if (change === undefined) return at;
  const last = lastEnd() - 1;
  const part = partBefore(bytes, start, lineStart);
  if (part === 'whole') {
    // G1 repeats the heap, exactly, in its last line.
    draft.event.heap = change;
    draft.whole = true;
  } else if (part === 'unnamed') {
    const named = draft.pending ?? opened;
    if (named !== undefined) setChange(draft, named, change);
    draft.pending = undefined;
  } else if (part !== 'unknown') setChange(draft, part, change);
  return last;
};

/**
 * Reads what a line says of a collection, in one pass over its bytes from `from` on: changes (`->`), marks, the pauses of CMS, how long it took
 * (the last ` secs]` before the processor times) and these. A line that `begins` a collection belongs to it whatever it says; any other does
 * when it has figures.
 */
export const absorb = (
  bytes: Uint8Array,
  lineStart: number,
  from: number,
  to: number,
  draft: LegacyDraft,
  begins: boolean,
): Absorbed => {
  const { event } = draft;
  let opened: LegacyPart | undefined;
  let pauseAt = -1;
  let secondsAt = -1;
  let timesAt = -1;
  let hasFigures = begins;
  let found: readonly GcMark[] | undefined;
  for (let at = from; at < to; at++) {
    const code = bytes[at] as number;
    // ( - [ ]: what everything of interest begins or ends with.
    if (code > 93 || (code > 45 && code < 91) || code < 40) continue;
    if (code === 45) {
      if (bytes[at + 1] !== 62) continue;
      hasFigures = true;
      at = changed(bytes, at, lineStart, draft, opened);
    } else if (code === 93) {
      if (bytes[at - 1] === 115 && timesAt === -1 && isAt(bytes, at - 5, seconds)) secondsAt = at - 5;
      at = afterTime(bytes, at + 1) - 1;
    } else if (code === 40) {
      const mark = markAfter(bytes, at);
      if (mark !== undefined) found = [...(found ?? []), mark];
    } else if (code === 91) {
      const next = bytes[at + 1] as number;
      if (next === 84 && timesAt === -1 && isTimes(bytes, at)) {
        timesAt = at;
        if (draft.whole) break;
      } else if (next === 49) {
        if (!isAt(bytes, at, cms)) continue;
        pauseAt = at;
        hasFigures = true;
      } else if (next < 97) opened = partOpened(bytes, at) ?? opened;
    }
  }
  if (secondsAt === -1 && timesAt === -1 && !hasFigures) return 'nothing';
  if (found !== undefined) for (const mark of found) addMark(event, mark);
  if (!draft.whole) {
    if (pauseAt !== -1) cmsPause(bytes, pauseAt, to, draft);
    if (!draft.whole && opened !== undefined) draft.pending = opened;
  }
  const start = secondsAt === -1 ? -1 : sizeStartBefore(bytes, secondsAt, lineStart);
  if (start !== -1) event.durationMs = Math.round(numberAt(bytes, start) * 1e7) / 1e4;
  if (timesAt === -1 || !draft.whole) return 'some';
  readTimes(bytes, timesAt, event);
  return 'all';
};
