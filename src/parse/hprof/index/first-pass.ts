import type { HeapRootKind } from '../../../model/heap-dump.ts';
import { counter } from '../kernel/count.ts';
import { rootLengths } from '../records/roots.ts';
import type { StringTable } from '../records/strings.ts';
import { stringTable } from '../records/strings.ts';
import { sub, typeBytes } from '../records/tags.ts';
import type { RecordHandler } from '../records/walk.ts';
import { type ClassTable, classDumpEnd, classTable, readClassDump } from './class-table.ts';
import { type Layout, objectArrayBytes, primitiveArrayBytes } from './layout.ts';
import { type PageMap, pageMap } from './pages.ts';
import { type PrimitiveSums, primitiveSums } from './primitive-sums.ts';
import { readRoot, surroundings } from './surroundings.ts';

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
  readonly primitives: readonly PrimitiveSums[];
  compressedOops: boolean;
  compactHeaders: boolean;
  /** All bits that are set in the lower words of addresses of objects. */
  addressBits: number;
  /** Ids that are not aligned like the others. */
  unaligned: number;
};

/** After this many objects ids that are not aligned to 8 bytes are damage, not the way of the writer. */
const trustedAfter = 1000;

/** Thrown when ids turn out to be no addresses aligned to 8 bytes: the pass starts over without that. */
export class UnalignedIds extends Error {}

/**
 * Strings, classes, roots and threads, a count per class; with `mark` per object a bit in a bitmap. Without it a kernel counts where
 * there is WebAssembly. `end` is to be called when all was read.
 */
export const firstPass = (
  idBytes: 4 | 8,
  options: {
    readonly shift: 0 | 3;
    readonly mark: boolean;
    readonly plain?: boolean;
    /** Objects that are aligned more widely than usual: their arrays are added up as they lie in the heap, whole. */
    readonly layout?: Layout;
  },
): { readonly handler: RecordHandler; readonly result: FirstPass; readonly end: () => void } => {
  const { shift, mark, layout } = options;
  const lowBits = (1 << shift) - 1;
  const pages = pageMap(shift);
  const kernel = mark || layout !== undefined || options.plain === true ? undefined : counter(idBytes);
  const table = classTable(kernel?.know);
  const lengths = rootLengths(idBytes);
  const wide = idBytes === 8;
  const idAt = idBytes - 4;
  const instanceHead = 1 + idBytes + 4 + idBytes + 4;
  const objectArrayHead = 1 + idBytes + 8 + idBytes;
  const primitiveArrayHead = 1 + idBytes + 9;
  const primitives = typeBytes.map(primitiveSums);
  const result: FirstPass = {
    strings: stringTable(),
    table,
    pages,
    roots: [],
    frames: new Map(),
    traces: new Map(),
    threads: new Map(),
    classSerials: new Map(),
    objects: 0,
    primitives,
    compressedOops: idBytes === 4,
    compactHeaders: false,
    addressBits: 0,
    unaligned: 0,
  };

  const unaligned = (): void => {
    if (result.objects < trustedAfter) throw new UnalignedIds();
    result.unaligned++;
  };

  let view: DataView = new DataView(new ArrayBuffer(0));
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
    ...(kernel === undefined ? {} : { memory: kernel.window }),
    heap(bytes, from, to) {
      let at = from;
      if (view.buffer !== bytes.buffer) view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      while (at < to) {
        if (kernel !== undefined) {
          at = kernel.count(at, to);
          if (at >= to) break;
        }
        const kind = bytes[at] as number;
        const high = wide ? view.getInt32(at + 1) : 0;
        const low = view.getInt32(at + 1 + idAt);
        let next: number;
        if (kind === sub.instance) {
          if (to - at < instanceHead) break;
          const classAt = at + 5 + idBytes;
          const classHigh = wide ? view.getInt32(classAt) : 0;
          const classLow = view.getInt32(classAt + idAt);
          if (classLow !== lastLow || classHigh !== lastHigh || lastClass === 0) {
            lastClass = table.find(classHigh, classLow);
            lastHigh = classHigh;
            lastLow = classLow;
          }
          const length = view.getUint32(classAt + idBytes);
          next = at + instanceHead + length;
          if (next > to && length < 1 << 20) break;
          table.counts[lastClass]!++;
        } else if (kind === sub.objectArray) {
          if (to - at < objectArrayHead) break;
          const length = view.getUint32(at + 5 + idBytes);
          const classAt = at + 9 + idBytes;
          const ordinal = table.find(wide ? view.getInt32(classAt) : 0, view.getInt32(classAt + idAt));
          next = at + objectArrayHead + length * idBytes;
          table.addArray(ordinal, length, layout === undefined ? undefined : objectArrayBytes(layout, length));
        } else if (kind === sub.primitiveArray || kind === sub.primitiveArrayNoData) {
          if (to - at < primitiveArrayHead) break;
          const length = view.getUint32(at + 5 + idBytes);
          const code = bytes[at + 9 + idBytes] as number;
          const size = typeBytes[code] ?? 0;
          if (size === 0) {
            handler.fault = kind;
            break;
          }
          next = at + primitiveArrayHead + (kind === sub.primitiveArray ? length * size : 0);
          const sums = primitives[code] as PrimitiveSums;
          sums.count++;
          sums.elements += length;
          sums.bodies +=
            layout === undefined ? Math.ceil((length * size) / 8) * 8 : primitiveArrayBytes(layout, length, size);
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
          readRoot(bytes, at, idBytes, result);
          at += length;
          continue;
        }
        result.objects++;
        result.addressBits |= low;
        if (arrayLength >= 0) compare(high, low);
        if (kind === sub.objectArray && wide) {
          arrayHigh = high;
          arrayLow = low;
          arrayLength = view.getUint32(at + 5 + idBytes);
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
      if (kernel !== undefined) result.objects += kernel.objects();
      return at;
    },
    record: surroundings(idBytes, result),
  };
  return {
    handler,
    result,
    end() {
      const seen = kernel?.addTo(table, primitives);
      if (seen?.compressedOops === true) result.compressedOops = true;
      if (seen?.compactHeaders === true) result.compactHeaders = true;
      result.addressBits |= seen?.addressBits ?? 0;
    },
  };
};
