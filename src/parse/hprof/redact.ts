import { ParseError } from '../../model/parsed.ts';

/** Bytes of one element by type (hprof format: 4 boolean .. 11 long; 2 object). */
const elementBytes: Readonly<Record<number, number>> = { 4: 1, 5: 2, 6: 4, 7: 8, 8: 1, 9: 2, 10: 4, 11: 8 };

/** Roots and Android's records: ids and u4 values after the tag. */
const fixedRecords: Readonly<Record<number, readonly [ids: number, bytes: number]>> = {
  255: [1, 0],
  1: [2, 0],
  2: [1, 8],
  3: [1, 8],
  4: [1, 4],
  5: [1, 0],
  6: [1, 4],
  7: [1, 0],
  8: [1, 8],
  137: [1, 0],
  138: [1, 0],
  139: [1, 0],
  140: [1, 0],
  141: [1, 0],
  142: [1, 8],
  144: [1, 0],
  195: [1, 9],
  254: [1, 4],
};

const classDump = 0x20;
const instanceDump = 0x21;
const objectArray = 0x22;
const primitiveArray = 0x23;
const heapTags = new Set([0x0c, 0x1c]);

/** What follows a head in the stream: so many bytes as they are, or blanked. */
type Run = { readonly bytes: number; readonly blank: boolean };
/** Length of a head and what follows it; undefined: more bytes are needed to tell. */
type Head = { readonly head: number; readonly run: Run } | undefined;

export type Redaction = {
  /** Takes bytes in order and blanks them in place; gives those that can be written. As many in the end. Throws ParseError. */
  readonly transform: (bytes: Uint8Array) => Uint8Array;
  /** What is left, and why the input is less than a whole dump. */
  readonly end: () => {
    readonly rest: Uint8Array;
    readonly cut?: string;
    readonly arrays: number;
    readonly blankedBytes: number;
  };
};

/**
 * Blanks the contents of primitive arrays (strings, buffers, keys) in a heap dump as its bytes come; objects, references, lengths
 * and names stay. Source of the layout: heapDumper.cpp of HotSpot, hprof_b_spec.
 */
export const redaction = (): Redaction => {
  let pending: Buffer = Buffer.alloc(0);
  let run: Run = { bytes: 0, blank: false };
  let idBytes = 0;
  /** Bytes left of the heap record we are in. */
  let inHeap = 0;
  let position = 0;
  let arrays = 0;
  let blankedBytes = 0;
  let ended = false;

  const wrong = (what: string): ParseError =>
    new ParseError(`${what} at byte ${position}: this is no heap dump, or a damaged one`);

  const header = (bytes: Buffer): Head => {
    if (!'JAVA PROFILE 1.'.startsWith(bytes.subarray(0, 15).toString('latin1')) && bytes.length < 15)
      throw wrong('no header');
    if (bytes.length < 15) return undefined;
    if (bytes.subarray(0, 15).toString('latin1') !== 'JAVA PROFILE 1.') throw wrong('no header');
    const zero = bytes.indexOf(0);
    if (zero < 0 || bytes.length < zero + 13) {
      if (bytes.length > 128) throw wrong('a header without end');
      return undefined;
    }
    idBytes = bytes.readUInt32BE(zero + 1);
    if (idBytes !== 4 && idBytes !== 8) throw wrong(`ids of ${idBytes} bytes`);
    return { head: zero + 13, run: { bytes: 0, blank: false } };
  };

  const valueBytes = (type: number): number => {
    const bytes = type === 2 ? idBytes : elementBytes[type];
    if (bytes === undefined) throw wrong(`a field of type ${type}`);
    return bytes;
  };

  /** CLASS_DUMP has three lists of its own; statics hold values. */
  const classLength = (bytes: Buffer): number | undefined => {
    let at = 1 + idBytes + 4 + idBytes * 6 + 4;
    for (const entry of [
      (from: number) => 3 + valueBytes(bytes[from + 2] ?? 0),
      (from: number) => idBytes + 1 + valueBytes(bytes[from + idBytes] ?? 0),
      () => idBytes + 1,
    ]) {
      if (bytes.length < at + 2) return undefined;
      const count = bytes.readUInt16BE(at);
      at += 2;
      for (let index = 0; index < count; index++) {
        if (bytes.length < at + idBytes + 1) return undefined;
        at += entry(at);
      }
    }
    return bytes.length < at ? undefined : at;
  };

  const subRecord = (bytes: Buffer): Head => {
    const tag = bytes[0] ?? 0;
    const fixed = fixedRecords[tag];
    if (fixed !== undefined) {
      const head = 1 + fixed[0] * idBytes + fixed[1];
      return bytes.length < head ? undefined : { head, run: { bytes: 0, blank: false } };
    }
    if (tag === classDump) {
      const head = classLength(bytes);
      return head === undefined ? undefined : { head, run: { bytes: 0, blank: false } };
    }
    const sizeAt = 1 + idBytes + 4 + (tag === instanceDump ? idBytes : 0);
    const typeBytes = tag === objectArray ? idBytes : tag === primitiveArray ? 1 : 0;
    if (tag !== instanceDump && tag !== objectArray && tag !== primitiveArray) throw wrong(`a record with tag ${tag}`);
    const head = sizeAt + 4 + typeBytes;
    if (bytes.length < head) return undefined;
    const count = bytes.readUInt32BE(sizeAt);
    if (tag === instanceDump) return { head, run: { bytes: count, blank: false } };
    if (tag === objectArray) return { head, run: { bytes: count * idBytes, blank: false } };
    const length = count * valueBytes(bytes[head - 1] ?? 0);
    arrays++;
    blankedBytes += length;
    return { head, run: { bytes: length, blank: true } };
  };

  const record = (bytes: Buffer): Head => {
    if (bytes.length < 9) return undefined;
    const tag = bytes[0] ?? 0;
    const length = bytes.readUInt32BE(5);
    ended = tag === 0x2c;
    if (!heapTags.has(tag)) return { head: 9, run: { bytes: length, blank: false } };
    // A record of more than 4 GB wraps to 0: its parts tell where it ends.
    inHeap = length === 0 ? Number.POSITIVE_INFINITY : length;
    return { head: 9, run: { bytes: 0, blank: false } };
  };

  const next = (bytes: Buffer): Head => {
    if (idBytes === 0) return header(bytes);
    if (inHeap === Number.POSITIVE_INFINITY && (bytes[0] === 0x2c || bytes[0] === 0x1c)) inHeap = 0;
    return inHeap > 0 ? subRecord(bytes) : record(bytes);
  };

  /** The class dump of a class with thousands of fields is the longest head. */
  const longestHead = 8 * 1024 * 1024;

  return {
    transform: (input) => {
      const bytes =
        pending.length === 0
          ? Buffer.from(input.buffer, input.byteOffset, input.byteLength)
          : Buffer.concat([pending, input]);
      pending = Buffer.alloc(0);
      let at = 0;
      const pass = (count: number): void => {
        at += count;
        position += count;
        if (inHeap > 0) inHeap -= Math.min(inHeap, count);
      };
      while (at < bytes.length) {
        if (run.bytes > 0) {
          const count = Math.min(run.bytes, bytes.length - at);
          if (run.blank) bytes.fill(0, at, at + count);
          run = { bytes: run.bytes - count, blank: run.blank };
          pass(count);
          continue;
        }
        const before = inHeap;
        const head = next(bytes.subarray(at));
        if (head === undefined) {
          if (bytes.length - at > longestHead) throw wrong('a record that does not end');
          pending = Buffer.from(bytes.subarray(at));
          break;
        }
        const opened = before === 0 ? inHeap : 0;
        pass(head.head);
        if (opened > 0) inHeap = opened;
        run = head.run;
      }
      return bytes.subarray(0, at);
    },
    end: () => {
      const cut =
        idBytes === 0
          ? 'it ends in its header'
          : run.bytes > 0 || pending.length > 0 || (inHeap > 0 && Number.isFinite(inHeap))
            ? 'it ends in the middle of a record'
            : ended
              ? undefined
              : 'the record that ends it is missing';
      // A head that was cut may be followed by what should have been blanked: it is not.
      return { rest: pending, arrays, blankedBytes, ...(cut === undefined ? {} : { cut }) };
    },
  };
};
