import type { GcSample } from '../../model/gc-series.ts';
import { ascii, find, findLast, isAt, skipSpaces, textOf } from '../text/bytes.ts';
import { countOther, countUnidentified, type LineCount } from './accounting.ts';
import { type Clock, readDecorations } from './clock.ts';
import { collectorStarted, jvmLine } from './jvm-line.ts';
import { lastEnd, numberAt, sizeAt } from './number.ts';
import { addSafepoint, safepointLine } from './safepoint-line.ts';
import { collectionReader, type NewEvent } from './unified-collection.ts';
import { isKnownMessage } from './unified-known.ts';
import type { EventWriter } from './writer.ts';

export type LineReader = {
  /** One line of the block, not blank: [from, to), ended by LF or CR. */
  readonly line: (bytes: Buffer, from: number, to: number, line: number) => void;
  readonly end: () => void;
};

const collectionWord = ascii('GC(');
const usingWord = ascii('Usi');
const gcTags = ascii('[gc,');
const heapWord = ascii('Heap: ');
const comma = ascii(', ');
const stallWord = ascii('Allocation Stall (');

/** Epsilon tells how full the heap is and nothing else: `Heap: 600M reserved, 504M (84.11%) committed, 444M (74.10%) used`. */
const heapLine = (bytes: Uint8Array, from: number, to: number): GcSample | undefined => {
  if (!isAt(bytes, from, heapWord)) return undefined;
  const maxBytes = sizeAt(bytes, from + heapWord.length);
  const committed = find(bytes, comma, from, to);
  const used = committed === -1 ? -1 : find(bytes, comma, committed + 2, to);
  if (used === -1) return undefined;
  const usedBytes = sizeAt(bytes, used + 2);
  return Number.isNaN(maxBytes) || Number.isNaN(usedBytes)
    ? undefined
    : { heap: { usedBytes, capacityBytes: sizeAt(bytes, committed + 2), maxBytes } };
};

/** A line nobody read: of the collector by its tags or its `GC(n)`, or of something else. */
const countUnknown = (
  count: LineCount,
  bytes: Buffer,
  start: number,
  body: number,
  to: number,
  isCollection: boolean,
  line: number,
): void => {
  const whole =
    bytes[start] === 91 || isCollection || findLast(bytes, 91, start, to) !== -1 ? textOf(bytes, start, to) : '';
  const tags = /\[((?:gc|safepoint)[a-z,]*) *\] ?/.exec(whole)?.[1];
  if (tags === undefined && !isCollection) countOther(count, line, bytes, start, to);
  else if ((tags !== undefined && tags !== 'gc') || isKnownMessage(bytes, body)) count.recognised++;
  else if (/\[(?:debug|trace) *\]/.test(whole)) count.recognised++;
  else countUnidentified(count, line, bytes, start, to);
};

/** `[gc,phases   ] `: more than one tag, the first of them the collector's, at the end of the decorations. */
const isDetail = (bytes: Uint8Array, start: number, body: number): boolean => {
  const tags = findLast(bytes, 91, start, body + 1);
  return tags !== -1 && isAt(bytes, tags, gcTags);
};

/** Lines of unified logging, `-Xlog:gc*`, with any decorations or none. */
export const unifiedReader = (writer: EventWriter, count: LineCount): LineReader => {
  const clock: Clock = { atMs: Number.NaN, uptimeMs: Number.NaN };
  let bodyOffset = 0;
  /** Where the decorations of the line in hand are: most lines have no use for their clock. */
  let decorated: Uint8Array = new Uint8Array(0);
  let decorationsFrom = 0;
  let decorationsTo = 0;

  const event: NewEvent = (kind, line, id) => {
    readDecorations(decorated, decorationsFrom, decorationsTo, clock);
    const made: ReturnType<NewEvent> = { kind, line, clockAtEnd: true };
    if (!Number.isNaN(clock.uptimeMs)) made.uptimeMs = clock.uptimeMs;
    if (!Number.isNaN(clock.atMs)) made.atMs = clock.atMs;
    if (id !== undefined) made.id = id;
    return made;
  };
  const collections = collectionReader(writer, event);

  /** `Allocation Stall (http-nio-8080-exec-3) 10.568ms`: a thread waited for memory. */
  const stalled = (bytes: Buffer, from: number, to: number, line: number): boolean => {
    const durationMs = numberAt(bytes, findLast(bytes, 32, from, to) + 1);
    if (Number.isNaN(durationMs)) return false;
    const made = event('stall', line);
    made.durationMs = durationMs;
    made.marks = ['allocation-stall'];
    writer.add(made);
    return true;
  };

  const stopped = (bytes: Buffer, from: number, to: number, line: number): boolean => {
    const safepoint = safepointLine(bytes, from, to);
    if (safepoint === undefined) return false;
    if (safepoint !== 'nothing') addSafepoint(writer, event('safepoint', line), safepoint);
    return true;
  };

  const heapNow = (bytes: Buffer, from: number, to: number, line: number): boolean => {
    const heap = heapLine(bytes, from, to);
    if (heap === undefined) return false;
    const { uptimeMs, atMs } = event('safepoint', line);
    writer.sample({
      ...heap,
      line,
      ...(uptimeMs === undefined ? {} : { uptimeMs }),
      ...(atMs === undefined ? {} : { atMs }),
    });
    return true;
  };

  /** Messages that belong to no collection. */
  const outside = (bytes: Buffer, from: number, to: number, line: number): boolean => {
    const first = bytes[from];
    // Safepoint, Total time, Application time, Entering, Leaving.
    if (
      (first === 83 || first === 84 || first === 65 || first === 69 || first === 76) &&
      stopped(bytes, from, to, line)
    )
      return true;
    const collector = collectorStarted(bytes, from, to);
    if (collector !== undefined) {
      collections.end();
      writer.startAgain();
      collections.learn({ collector });
      writer.learn({ collector });
      return true;
    }
    const said = jvmLine(bytes, from, to);
    if (said !== undefined) {
      collections.learn(said);
      writer.learn(said);
      return true;
    }
    if (first === 65 && isAt(bytes, from, stallWord)) return stalled(bytes, from, to, line);
    return first === 72 && heapNow(bytes, from, to, line);
  };

  /** Where the message begins: after the decorations, `[..][..] `. Their width is that of the line before, most of the time. */
  const bodyOf = (bytes: Uint8Array, start: number, to: number): number => {
    const usual = start + bodyOffset;
    if (
      bodyOffset > 0 &&
      usual < to &&
      bytes[usual] === 71 &&
      bytes[usual - 1] === 32 &&
      bytes[usual - 2] === 93 &&
      bytes[start] === 91
    )
      return usual;
    let body = start;
    while (bytes[body] === 91) {
      let close = body + 1;
      while (close < to && bytes[close] !== 93) close++;
      if (close >= to) break;
      body = close + 1;
    }
    if (body > start && bytes[body] === 32) body++;
    bodyOffset = body - start;
    return body;
  };

  return {
    line: (bytes, from, to, line) => {
      const start = skipSpaces(bytes, from);
      const body = bodyOf(bytes, start, to);
      decorated = bytes;
      decorationsFrom = start;
      decorationsTo = body;
      if (bytes[body] !== 71 || !isAt(bytes, body, collectionWord)) {
        if (outside(bytes, body, to, line) || isDetail(bytes, start, body)) count.recognised++;
        else countUnknown(count, bytes, start, body, to, false, line);
        return;
      }
      const id = numberAt(bytes, body + 3);
      if (Number.isNaN(id)) {
        countOther(count, line, bytes, start, to);
        return;
      }
      let message = lastEnd() + 1;
      if (bytes[message] === 32) message++;
      const first = bytes[message];
      // Nothing of an indented line and of `Using 2 workers` is kept.
      const isPhase = first === 32 && !collections.readsTables();
      if (isPhase || (first === 85 && isAt(bytes, message, usingWord))) {
        count.recognised++;
        return;
      }
      if (collections.message(bytes, message, to, id, line) || isDetail(bytes, start, body)) count.recognised++;
      else countUnknown(count, bytes, start, message, to, true, line);
    },
    end: collections.end,
  };
};
