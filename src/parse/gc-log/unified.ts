import type { GcSample } from '../../model/gc-series.ts';
import { countOther, countUnidentified, type LineCount } from './accounting.ts';
import { type Clock, readDecorations } from './clock.ts';
import { collectorStarted, jvmLine } from './jvm-line.ts';
import { lastEnd, numberAt, sizeAt } from './number.ts';
import { addSafepoint, safepointLine } from './safepoint-line.ts';
import { collectionReader } from './unified-collection.ts';
import { isKnownMessage } from './unified-known.ts';
import type { EventWriter, OpenEvent } from './writer.ts';

export type LineReader = {
  /** One line of the block, not blank. */
  readonly line: (block: string, start: number, end: number, line: number) => void;
  readonly end: () => void;
};

/** Epsilon tells how full the heap is and nothing else: `Heap: 600M reserved, 504M (84.11%) committed, 444M (74.10%) used`. */
const heapLine = (message: string): GcSample | undefined => {
  if (!message.startsWith('Heap: ')) return undefined;
  const maxBytes = sizeAt(message, 6);
  const committed = message.indexOf(', ');
  const used = message.indexOf(', ', committed + 2);
  if (committed === -1 || used === -1) return undefined;
  const usedBytes = sizeAt(message, used + 2);
  return Number.isNaN(maxBytes) || Number.isNaN(usedBytes)
    ? undefined
    : { heap: { usedBytes, capacityBytes: sizeAt(message, committed + 2), maxBytes } };
};

/** Lines of unified logging, `-Xlog:gc*`, with any decorations or none. */
export const unifiedReader = (writer: EventWriter, count: LineCount): LineReader => {
  const clock: Clock = { atMs: Number.NaN, uptimeMs: Number.NaN };
  let bodyOffset = 0;
  /** Where the decorations of the line in hand are: most lines have no use for their clock. */
  let decorated = '';
  let decorationsFrom = 0;
  let decorationsTo = 0;

  const event = (kind: OpenEvent['kind'], line: number, id?: number): OpenEvent => {
    readDecorations(decorated, decorationsFrom, decorationsTo, clock);
    const made: OpenEvent = { kind, line, clockAtEnd: true };
    if (!Number.isNaN(clock.uptimeMs)) made.uptimeMs = clock.uptimeMs;
    if (!Number.isNaN(clock.atMs)) made.atMs = clock.atMs;
    if (id !== undefined) made.id = id;
    return made;
  };
  const collections = collectionReader(writer, event);

  /** `Allocation Stall (http-nio-8080-exec-3) 10.568ms`: a thread waited for memory. */
  const stalled = (message: string, line: number): boolean => {
    const durationMs = numberAt(message, message.lastIndexOf(' ') + 1);
    if (Number.isNaN(durationMs)) return false;
    const made = event('stall', line);
    made.durationMs = durationMs;
    made.marks = ['allocation-stall'];
    writer.add(made);
    return true;
  };

  const stopped = (message: string, line: number): boolean => {
    const safepoint = safepointLine(message);
    if (safepoint === undefined) return false;
    if (safepoint !== 'nothing') addSafepoint(writer, event('safepoint', line), safepoint);
    return true;
  };

  /** Messages that belong to no collection. */
  const outside = (message: string, line: number): boolean => {
    const first = message.charCodeAt(0);
    // Safepoint, Total time, Application time, Entering, Leaving.
    if ((first === 83 || first === 84 || first === 65 || first === 69 || first === 76) && stopped(message, line))
      return true;
    const collector = collectorStarted(message);
    if (collector !== undefined) {
      collections.end();
      writer.startAgain();
      collections.learn({ collector });
      writer.learn({ collector });
      return true;
    }
    const said = jvmLine(message);
    if (said !== undefined) {
      collections.learn(said);
      writer.learn(said);
      return true;
    }
    if (message.startsWith('Allocation Stall (')) return stalled(message, line);
    const heap = heapLine(message);
    if (heap !== undefined) {
      const { uptimeMs, atMs } = event('safepoint', line);
      writer.sample({
        ...heap,
        line,
        ...(uptimeMs === undefined ? {} : { uptimeMs }),
        ...(atMs === undefined ? {} : { atMs }),
      });
      return true;
    }
    return false;
  };

  /** `[gc,phases   ] `: more than one tag, the first of them the collector's, at the end of the decorations. */
  const isDetail = (block: string, start: number, body: number): boolean => {
    const tags = block.lastIndexOf('[', body);
    return tags >= start && block.startsWith('[gc,', tags);
  };

  /** A line nobody read: of the collector by its tags or its `GC(n)`, or of something else. */
  const unknown = (whole: string, message: string, isCollection: boolean, line: number): void => {
    const tags = /\[((?:gc|safepoint)[a-z,]*) *\] ?/.exec(whole)?.[1];
    if (tags === undefined && !isCollection) countOther(count, line, whole);
    else if ((tags !== undefined && tags !== 'gc') || isKnownMessage(message)) count.recognised++;
    else if (/\[(?:debug|trace) *\]/.test(whole)) count.recognised++;
    else countUnidentified(count, line, whole);
  };

  /** Where the message begins: after the decorations, `[..][..] `. Their width is that of the line before, most of the time. */
  const bodyOf = (block: string, start: number, end: number): number => {
    const usual = start + bodyOffset;
    if (
      bodyOffset > 0 &&
      usual < end &&
      block.charCodeAt(usual) === 71 &&
      block.charCodeAt(usual - 1) === 32 &&
      block.charCodeAt(usual - 2) === 93 &&
      block.charCodeAt(start) === 91
    )
      return usual;
    let body = start;
    while (block.charCodeAt(body) === 91) {
      const close = block.indexOf(']', body);
      if (close === -1 || close >= end) break;
      body = close + 1;
    }
    if (body > start && block.charCodeAt(body) === 32) body++;
    bodyOffset = body - start;
    return body;
  };

  return {
    line: (block, from, end, line) => {
      let start = from;
      while (block.charCodeAt(start) === 32) start++;
      const body = bodyOf(block, start, end);
      decorated = block;
      decorationsFrom = start;
      decorationsTo = body;
      if (block.charCodeAt(body) !== 71 || block.charCodeAt(body + 1) !== 67 || block.charCodeAt(body + 2) !== 40) {
        const text = block.slice(body, end);
        if (outside(text, line) || isDetail(block, start, body)) count.recognised++;
        else unknown(block.slice(start, end), text, false, line);
        return;
      }
      const id = numberAt(block, body + 3);
      if (Number.isNaN(id)) {
        countOther(count, line, block.slice(start, end));
        return;
      }
      let message = lastEnd() + 1;
      if (block.charCodeAt(message) === 32) message++;
      const first = block.charCodeAt(message);
      // An indented line and `Using 2 workers` are not worth a copy.
      const phase = first === 32 && !collections.readsTables();
      const workers = first === 85 && block.charCodeAt(message + 1) === 115 && block.charCodeAt(message + 2) === 105;
      if (phase || workers) {
        count.recognised++;
        return;
      }
      const text = block.slice(message, end);
      if (collections.message(text, id, line) || isDetail(block, start, body)) count.recognised++;
      else unknown(block.slice(start, end), text, true, line);
    },
    end: collections.end,
  };
};
