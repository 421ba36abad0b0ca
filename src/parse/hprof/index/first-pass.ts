import type { HeapRootKind } from '../../../model/heap-dump.ts';
import { readId, word } from '../records/id.ts';
import { rootLengths, rootRecords } from '../records/roots.ts';
import { type StringTable, stringTable } from '../records/strings.ts';
import { sub, tag as tags, typeBytes } from '../records/tags.ts';
import type { RecordHandler } from '../records/walk.ts';
import { type ClassTable, classDumpEnd, classTable, readClassDump } from './class-table.ts';
import { type PageMap, pageMap } from './pages.ts';

export type RawRoot = {
  readonly address: number;
  readonly kind: HeapRootKind;
  readonly thread: number;
  readonly frame: number;
};
export type RawFrame = {
  readonly method: number;
  readonly source: number;
  readonly classSerial: number;
  readonly line: number;
};
export type RawTrace = { readonly frames: readonly number[] };

/** What the first pass over a dump knows: which objects there are and of what classes. */
export type FirstPass = {
  readonly strings: StringTable;
  readonly table: ClassTable;
  readonly pages: PageMap;
  readonly roots: RawRoot[];
  /** Frames by id, traces and threads by serial number. */
  readonly frames: Map<number, RawFrame>;
  readonly traces: Map<number, RawTrace>;
  readonly threads: Map<number, { readonly address: number; readonly trace: number }>;
  readonly classSerials: Map<number, number>;
  /** Objects, classes included. */
  objects: number;
  /** By type code. */
  readonly primitives: readonly { count: number; elements: number; bodies: number; compactBodies: number }[];
  compressedOops: boolean;
  compactHeaders: boolean;
  /** Ids that are not aligned like the others. */
  unaligned: number;
};

/** After this many objects ids that are not aligned to 8 bytes are damage, not the way of the writer. */
const trustedAfter = 1000;

/** Thrown when ids turn out to be no addresses aligned to 8 bytes: the pass starts over without that. */
export class UnalignedIds extends Error {}

/** Strings, classes, roots and threads; per object a bit in a bitmap and a count per class. */
export const firstPass = (
  idBytes: 4 | 8,
  options: { readonly shift: 0 | 3; readonly mark: boolean },
): { readonly handler: RecordHandler; readonly result: FirstPass } => {
  const { shift } = options;
  const lowBits = (1 << shift) - 1;
  const pages = pageMap(shift);
  const table = classTable();
  const strings = stringTable();
  const roots: RawRoot[] = [];
  const lengths = rootLengths(idBytes);
  const wide = idBytes === 8;
  const idAt = idBytes - 4;
  const instanceHead = 1 + idBytes + 4 + idBytes + 4;
  const objectArrayHead = 1 + idBytes + 8 + idBytes;
  const primitiveArrayHead = 1 + idBytes + 9;
  const primitives = typeBytes.map(() => ({ count: 0, elements: 0, bodies: 0, compactBodies: 0 }));
  const result: FirstPass = {
    strings,
    table,
    pages,
    roots,
    frames: new Map(),
    traces: new Map(),
    threads: new Map(),
    classSerials: new Map(),
    objects: 0,
    primitives,
    compressedOops: idBytes === 4,
    compactHeaders: false,
    unaligned: 0,
  };

  const unaligned = (): void => {
    if (result.objects < trustedAfter) throw new UnalignedIds();
    result.unaligned++;
  };

  const readRoot = (bytes: Uint8Array, at: number): void => {
    const record = rootRecords.get(bytes[at] as number);
    if (record === undefined) return;
    const address = readId(bytes, at + 1, idBytes);
    const rest = at + 1 + idBytes;
    const { kind } = record;
    if (kind === 'thread') result.threads.set(word(bytes, rest), { address, trace: word(bytes, rest + 4) });
    const thread = record.threaded === true ? word(bytes, rest) : -1;
    roots.push({
      address,
      kind,
      thread,
      frame: record.threaded === true && record.after === 'u8' ? word(bytes, rest + 4) : -1,
    });
  };

  let pageKey = 0;
  let page = pages.page(0);
  let lastHigh = 0;
  let lastLow = 0;
  let lastClass = 0;
  /** The object array before, to see whether the next object lies where 8-byte references would end. */
  let arrayHigh = 0;
  let arrayLow = 0;
  let arrayLength = -1;

  /** Objects do not overlap: one inside the room of 8-byte references proves that they take four, or that headers are compact. */
  const compare = (high: number, low: number): void => {
    if (high === arrayHigh) {
      const distance = (low >>> 0) - (arrayLow >>> 0);
      if (distance > 0 && distance < 16 + 8 * arrayLength) result.compressedOops = true;
      if (distance > 0 && distance < 16 + 4 * (arrayLength + (arrayLength & 1))) result.compactHeaders = true;
    }
    arrayLength = -1;
  };

  const handler: RecordHandler = {
    fault: -1,
    rest: 0,
    heap(bytes, from, to) {
      let at = from;
      const mark = options.mark;
      while (at < to) {
        const kind = bytes[at] as number;
        const high = wide ? word(bytes, at + 1) : 0;
        const low = word(bytes, at + 1 + idAt);
        let next: number;
        if (kind === sub.instance) {
          if (to - at < instanceHead) break;
          const classAt = at + 5 + idBytes;
          const classHigh = wide ? word(bytes, classAt) : 0;
          const classLow = word(bytes, classAt + idAt);
          if (classLow !== lastLow || classHigh !== lastHigh || lastClass === 0) {
            lastClass = table.find(classHigh, classLow);
            lastHigh = classHigh;
            lastLow = classLow;
          }
          const length = word(bytes, classAt + idBytes) >>> 0;
          next = at + instanceHead + length;
          if (next > to && length < 1 << 20) break;
          table.counts[lastClass]!++;
        } else if (kind === sub.objectArray) {
          if (to - at < objectArrayHead) break;
          const length = word(bytes, at + 5 + idBytes) >>> 0;
          const classAt = at + 9 + idBytes;
          const ordinal = table.find(wide ? word(bytes, classAt) : 0, word(bytes, classAt + idAt));
          next = at + objectArrayHead + length * idBytes;
          table.arrays.add(ordinal);
          table.counts[ordinal]!++;
          table.elements[ordinal]! += length;
          table.bodies[ordinal]! += (length + (length & 1)) * 4;
          table.compactBodies[ordinal]! += Math.ceil((12 + length * 4) / 8) * 8;
        } else if (kind === sub.primitiveArray || kind === sub.primitiveArrayNoData) {
          if (to - at < primitiveArrayHead) break;
          const length = word(bytes, at + 5 + idBytes) >>> 0;
          const code = bytes[at + 9 + idBytes] as number;
          const size = typeBytes[code] ?? 0;
          if (size === 0) {
            handler.fault = kind;
            break;
          }
          next = at + primitiveArrayHead + (kind === sub.primitiveArray ? length * size : 0);
          const sums = primitives[code] as (typeof primitives)[number];
          sums.count++;
          sums.elements += length;
          sums.bodies += Math.ceil((length * size) / 8) * 8;
          sums.compactBodies += Math.ceil((12 + length * size) / 8) * 8;
        } else if (kind === sub.class) {
          const end = classDumpEnd(bytes, at, to, idBytes);
          if (end === -1) break;
          if (end === -2) {
            handler.fault = kind;
            break;
          }
          const raw = table.classes[table.find(high, low) - 1];
          if (raw !== undefined && !raw.dumped) readClassDump(bytes, at, idBytes, raw);
          next = end;
        } else {
          const length = lengths[kind] as number;
          if (length === 0) {
            handler.fault = kind;
            break;
          }
          if (to - at < length) break;
          readRoot(bytes, at);
          at += length;
          continue;
        }
        result.objects++;
        if (arrayLength >= 0) compare(high, low);
        if (kind === sub.objectArray && wide) {
          arrayHigh = high;
          arrayLow = low;
          arrayLength = word(bytes, at + 5 + idBytes) >>> 0;
        }
        if (mark) {
          if ((low & lowBits) !== 0) unaligned();
          else {
            const key = (high << (16 - shift)) | (low >>> (16 + shift));
            if (key !== pageKey) {
              page = pages.page(key);
              pageKey = key;
            }
            const slot = (low >>> shift) & 0xffff;
            page[slot >>> 5]! |= 1 << slot;
          }
        }
        at = next;
      }
      return at;
    },
    record(kind, bytes, from, to) {
      if (kind === tags.utf8 && to - from >= idBytes) {
        strings.add(wide ? word(bytes, from) : 0, word(bytes, from + idAt), bytes, from + idBytes, to);
      } else if (kind === tags.loadClass && to - from >= 8 + 2 * idBytes) {
        const ordinal = table.find(wide ? word(bytes, from + 4) : 0, word(bytes, from + 4 + idAt));
        const raw = table.classes[ordinal - 1];
        if (raw !== undefined) raw.nameId = readId(bytes, from + 8 + idBytes, idBytes);
        result.classSerials.set(word(bytes, from), ordinal);
      } else if (kind === tags.frame && to - from >= 8 + 4 * idBytes) {
        result.frames.set(readId(bytes, from, idBytes), {
          method: readId(bytes, from + idBytes, idBytes),
          source: readId(bytes, from + 3 * idBytes, idBytes),
          classSerial: word(bytes, from + 4 * idBytes),
          line: word(bytes, from + 4 * idBytes + 4),
        });
      } else if (kind === tags.trace && to - from >= 12) {
        const count = Math.min(word(bytes, from + 8) >>> 0, Math.floor((to - from - 12) / idBytes));
        const frames = Array.from({ length: count }, (_, i) => readId(bytes, from + 12 + i * idBytes, idBytes));
        result.traces.set(word(bytes, from), { frames });
      }
    },
  };
  return { handler, result };
};
