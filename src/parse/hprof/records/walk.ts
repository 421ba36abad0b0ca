import type { ByteSource } from '../../../model/byte-source.ts';
import { ParseError, type Problem } from '../../../model/parsed.ts';
import { word } from './id.ts';
import { tag as tags, topLevelTags } from './tags.ts';
import { longestRecordBytes, openWindow, type Window } from './window.ts';

/** What a pass does with the records. */
export type RecordHandler = {
  /**
   * Takes whole records of a heap dump from `bytes[from, to)`, `base + from` bytes into the file, and returns where it stopped: before an
   * unfinished record, or beyond `to` when the rest of the last one is of no interest. `fault` is set at a byte no record begins with.
   */
  heap(bytes: Uint8Array, from: number, to: number, base: number): number;
  fault: number;
  /** Bytes of an array that are still to come. */
  rest: number;
  /** Where the bytes are to stand, of a handler that can read them only there. */
  readonly memory?: Uint8Array;
  /** Records outside of the heap dump; absent: not looked at. */
  record?(tag: number, bytes: Uint8Array, from: number, to: number): void;
};

export type DumpHeader = { readonly idBytes: 4 | 8; readonly takenAtMs: number; readonly recordsAt: number };

export type WalkOptions = {
  readonly signal?: AbortSignal | undefined;
  readonly decoded?: () => AsyncIterable<Uint8Array>;
  readonly onProgress?: ((bytes: number) => void) | undefined;
  /** Where the bytes stand for handlers that can read them anywhere; of several walks one after the other. */
  readonly memory?: Uint8Array;
};

export type WalkResult = { readonly problems: readonly Problem[]; readonly cut?: string; readonly bytes: number };

const magic = 'JAVA PROFILE 1.0';

export const isHeapDump = (bytes: Uint8Array): boolean =>
  bytes.length >= magic.length && Buffer.from(bytes.subarray(0, magic.length)).toString('latin1') === magic;

/** Reads `JAVA PROFILE 1.0.x`, the size of ids and the time. Throws ParseError for anything else. */
export const readHeader = (bytes: Uint8Array): DumpHeader => {
  const end = bytes.indexOf(0);
  if (!isHeapDump(bytes) || end < 0 || end > 32)
    throw new ParseError('this is no heap dump: it does not begin with JAVA PROFILE');
  if (bytes.length < end + 13) throw new ParseError('the heap dump ends inside its header: nothing was written yet');
  const idBytes = word(bytes, end + 1);
  if (idBytes !== 4 && idBytes !== 8) throw new ParseError(`ids of ${idBytes} bytes are not known: they have 4 or 8`);
  const takenAtMs = (word(bytes, end + 5) >>> 0) * 2 ** 32 + (word(bytes, end + 9) >>> 0);
  return { idBytes, takenAtMs, recordsAt: end + 13 };
};

const headBytes = 9;
const severalDumps = 'the file holds several heap dumps: the first one is read';

/** A record header could stand here: a known tag, and a length that ends within the file. */
const plausible = (bytes: Uint8Array, at: number, left: number): boolean => {
  const kind = bytes[at] as number;
  const length = word(bytes, at + 5) >>> 0;
  return topLevelTags.has(kind) && headBytes + length <= left;
};

/** Makes at least `count` bytes available; false when the source ends before. */
const have = async (window: Window, count: number): Promise<boolean> => {
  while (window.to - window.from < count) if (!(await window.more())) return false;
  return true;
};

type Segment = 'ended' | { readonly cut: string };

/** Calls the handler for every record of a dump, in order, in one pass. */
export const walkDump = async (
  source: ByteSource,
  handler: RecordHandler,
  options: WalkOptions = {},
): Promise<WalkResult> => {
  const window = openWindow(source, { ...options, memory: handler.memory ?? options.memory });
  const problems: Problem[] = [];
  const sizeBytes = options.decoded === undefined && source.readAt !== undefined ? (source.size ?? Infinity) : Infinity;
  const at = (): number => window.base + window.from;
  let sawSegment = false;
  let sawDump = false;
  let sawEnd = false;

  const more = async (): Promise<boolean> => {
    options.signal?.throwIfAborted();
    const got = await window.more();
    options.onProgress?.(at());
    return got;
  };

  /** A record reaches beyond the end of its segment: the u4 length wrapped at 4 GiB, or something is damaged. */
  const overrun = (segment: { readonly end: number; readonly kind: number }, missing: number): Segment | 'wrapped' => {
    const fits = segment.end + 2 ** 32 <= sizeBytes + headBytes;
    if (fits && (sizeBytes !== Infinity || segment.kind === tags.heapDump)) return 'wrapped';
    problems.push({ byteOffset: at(), message: 'a record reaches beyond the end of its segment' });
    handler.rest = 0;
    window.from += missing;
    return 'ended';
  };

  /** What follows a byte that no record begins with. */
  const faulty = async (fault: number, remaining: number): Promise<Segment> => {
    const isNext = (await have(window, headBytes)) && plausible(window.bytes, window.from, sizeBytes - at());
    // The length was never filled in or wrapped: the next segment shows where this one ends.
    if (isNext && remaining > 2 ** 31) return 'ended';
    problems.push({ byteOffset: at(), message: `no record of a heap dump begins with 0x${fault.toString(16)}` });
    if (at() + remaining > sizeBytes || remaining === Infinity)
      return { cut: `what follows byte ${at()} is no heap dump` };
    window.from += remaining;
    return 'ended';
  };

  /** The body of a heap dump or segment. Lengths are u4: those of old JDKs wrapped at 4 GiB or were never filled in (0). */
  const heapBody = async (kind: number, length: number): Promise<Segment> => {
    const segment = { kind, end: at() + length };
    let remaining = length;
    if (length === 0) {
      if (!(await have(window, headBytes)) && window.to === window.from) return 'ended';
      if (plausible(window.bytes, window.from, sizeBytes - at())) return 'ended';
      remaining = Infinity;
    }
    for (;;) {
      const available = window.to - window.from;
      if (available > 0) {
        const limit = Math.min(available, remaining);
        const { from } = window;
        window.from = handler.heap(window.bytes, from, from + limit, window.base);
        const whole = limit === remaining;
        remaining -= window.from - from;
        if (handler.fault >= 0) {
          const { fault } = handler;
          handler.fault = -1;
          return faulty(fault, remaining);
        }
        if (remaining === 0 && handler.rest === 0) return 'ended';
        if (remaining <= 0 || whole) {
          const next = overrun(segment, remaining);
          if (next !== 'wrapped') return next;
          remaining += 2 ** 32;
          segment.end += 2 ** 32;
          continue;
        }
        if (window.to - window.from >= longestRecordBytes) {
          problems.push({ byteOffset: at(), message: 'a record is longer than any can be' });
          return { cut: `what follows byte ${at()} is no heap dump` };
        }
      }
      if (await more()) continue;
      if (remaining === Infinity && window.from === window.to && handler.rest === 0) return 'ended';
      return { cut: `the heap dump ends at byte ${window.base + window.to}, inside a record` };
    }
  };

  try {
    if (!(await have(window, 1))) throw new ParseError('the file is empty');
    await have(window, 64);
    const header = readHeader(window.bytes.subarray(window.from, window.to));
    window.from += header.recordsAt;
    for (;;) {
      if (!(await have(window, headBytes))) {
        const left = window.to - window.from;
        if (left > 0) return { problems, cut: 'the heap dump ends inside the head of a record', bytes: at() + left };
        if (left < 0) return { problems, cut: 'the heap dump ends inside a record', bytes: window.base + window.to };
        if (sawSegment && !sawEnd) return { problems, cut: 'the heap dump has no end mark', bytes: at() };
        return { problems, bytes: at() };
      }
      const kind = window.bytes[window.from] as number;
      const length = word(window.bytes, window.from + 5) >>> 0;
      if (!topLevelTags.has(kind)) {
        problems.push({ byteOffset: at(), message: `no record begins with 0x${kind.toString(16)}` });
        return { problems, cut: `byte ${at()} is no heap dump any more`, bytes: at() };
      }
      window.from += headBytes;
      if (kind === tags.heapDump || kind === tags.heapDumpSegment) {
        if (kind === tags.heapDump ? sawDump : sawEnd) {
          if (problems.at(-1)?.message !== severalDumps) problems.push({ byteOffset: at(), message: severalDumps });
          window.from += length;
          continue;
        }
        sawSegment ||= kind === tags.heapDumpSegment;
        sawDump ||= kind === tags.heapDump;
        const ended = await heapBody(kind, length);
        if (ended !== 'ended') return { problems, cut: ended.cut, bytes: window.base + window.to };
        continue;
      }
      sawEnd ||= kind === tags.heapDumpEnd;
      if (handler.record === undefined || length >= longestRecordBytes) {
        window.from += length;
        continue;
      }
      while (window.to - window.from < length) {
        if (!(await more()))
          return { problems, cut: 'the heap dump ends inside a record', bytes: window.base + window.to };
      }
      handler.record(kind, window.bytes, window.from, window.from + length);
      window.from += length;
    }
  } finally {
    await window.close();
  }
};
