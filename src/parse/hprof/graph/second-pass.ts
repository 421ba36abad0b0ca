import { lastEdge, weakEdge } from '../../../model/heap-graph.ts';
import { classDumpEnd } from '../index/class-table.ts';
import type { FirstPass } from '../index/first-pass.ts';
import { type Layout, objectArrayBytes, primitiveArrayBytes, type SizedClass } from '../index/layout.ts';
import { type Numbering, popCount } from '../index/pages.ts';
import type { GraphMemory } from '../kernel/graph.ts';
import { highOf, lowOf, word } from '../records/id.ts';
import { rootLengths } from '../records/roots.ts';
import { sub, typeBytes } from '../records/tags.ts';
import type { RecordHandler } from '../records/walk.ts';
import { arrayElements } from './array-elements.ts';
import { bitSet, hasBit, setBit } from './bits.ts';
import { writeClassObjects } from './class-objects.ts';
import { classTables } from './class-tables.ts';
import { type Block, type Edges, edgeName, mostEdges } from './edges.ts';
import { kernelPass } from './kernel-pass.ts';
import type { RootSet } from './roots.ts';

export type SecondPassInput = {
  readonly first: FirstPass;
  readonly numbers: Numbering;
  readonly classes: readonly SizedClass[];
  readonly layout: Layout;
  readonly rootSet: RootSet;
  readonly memory: GraphMemory;
  readonly withoutReferents?: boolean;
  /** Keep references to GC roots too: of no use for dominators, wanted in an export. */
  readonly allEdges?: boolean;
};

/** Sizes, classes and references of all objects. */
export const secondPass = (
  input: SecondPassInput,
): {
  readonly handler: RecordHandler;
  readonly result: Edges;
  readonly classObjects: ReadonlyMap<number, number>;
  readonly end: () => void;
} => {
  const { first, numbers, classes, layout, rootSet } = input;
  const { words, keys, starts, mask, shift, count } = numbers;
  const { idBytes } = layout;
  const wide = idBytes === 8;
  const idAt = idBytes - 4;
  const keyHigh = 16 - shift;
  const keyLow = 16 + shift;
  const instanceHead = 1 + idBytes + 4 + idBytes + 4;
  const objectArrayHead = 1 + idBytes + 8 + idBytes;
  const primitiveArrayHead = 1 + idBytes + 9;
  const lengths = rootLengths(idBytes);

  const { memory } = input;
  const classOf = classes.length > 0xffff ? memory.words(count) : memory.shorts(count);
  const shallow = memory.words(count);
  const start = memory.words(count).fill(-1);
  const edges = memory.words(mostEdges(input));
  const names = input.allEdges === true ? new Int32Array(edges.length) : undefined;
  const fieldNames: string[] = [];
  const rootBits = memory.words((count >>> 5) + 1);
  for (const { object } of rootSet.roots) setBit(rootBits, object);
  const skipBits = input.allEdges === true ? bitSet(count) : rootBits;
  const result: Edges = {
    classOf,
    shallow,
    start,
    edges,
    edgeCount: 0,
    ...(names === undefined ? {} : { names }),
    fieldNames,
    blocks: [],
    rootBits,
    duplicates: 0,
  };

  const numberOf = (address: number): number => numbers.numberAt(highOf(address), lowOf(address));

  const tables = classTables(classes, {
    numberOf,
    isSkipped: (object) => hasBit(skipBits, object),
    withoutReferents: input.withoutReferents === true,
    ...(names === undefined ? {} : { fieldNames }),
  });
  const { weakOffset, firstReference, offsets, instanceUnits, recordBytes, classEdge, classNumber } = tables;
  const { primitiveOrdinal } = tables;

  const tail = { used: writeClassObjects({ result, classes, tables, numberOf, skipBits }) };

  /** The thread or class whose own edges another loop adds: rare, so that the hot loop asks one bit only. */
  const appendLocals = (object: number): void => {
    for (const local of rootSet.locals.get(object) ?? []) {
      if (hasBit(skipBits, local.object)) continue;
      if (names !== undefined) names[tail.used] = edgeName.local;
      edges[tail.used++] = local.object;
    }
  };

  /** The referent is the last of its object's references. */
  const markWeak = (bytes: Uint8Array, at: number): void => {
    const target = numbers.numberAt(wide ? word(bytes, at) : 0, word(bytes, at + idAt));
    if (target >= 0 && edges[tail.used - 1] === target) edges[tail.used - 1]! |= weakEdge;
  };

  let view: DataView = new DataView(new ArrayBuffer(0));
  let lastHigh = 0;
  let lastLow = 0;
  let lastClass = 0;

  const array = arrayElements({ idBytes, numbers, skipBits, result, tail });
  const kernel = kernelPass({ memory, classes, tables, layout, numbers, skipBits, result });
  const handler: RecordHandler = {
    fault: -1,
    rest: 0,
    ...(kernel === undefined || memory.window === undefined ? {} : { memory: memory.window }),
    heap(bytes, from, to, base) {
      let at = from;
      if (view.buffer !== bytes.buffer) view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      if (handler.rest > 0) {
        at = array.take(view, at, to);
        handler.rest = array.rest;
        if (handler.rest > 0) return at;
      } else array.end();
      const block: Block = { position: base + at, length: 0, lowest: count, highest: -1 };
      while (at < to) {
        if (kernel !== undefined) {
          kernel.used = tail.used;
          kernel.lowest = block.lowest;
          kernel.highest = block.highest;
          at = kernel.take(at, to);
          tail.used = kernel.used;
          block.lowest = kernel.lowest;
          block.highest = kernel.highest;
          if (at >= to) break;
        }
        const kind = bytes[at] as number;
        if (kind < sub.class || (kind > sub.primitiveArray && kind !== sub.primitiveArrayNoData)) {
          const length = lengths[kind] as number;
          if (length === 0) {
            handler.fault = kind;
            break;
          }
          if (to - at < length) break;
          at += length;
          continue;
        }
        if (kind === sub.class) {
          const end = classDumpEnd(bytes, at, to, idBytes);
          if (end === -1) break;
          if (end === -2) {
            handler.fault = kind;
            break;
          }
          at = end;
          continue;
        }
        if (to - at < primitiveArrayHead) break;
        const high = wide ? view.getInt32(at + 1) : 0;
        const low = view.getInt32(at + 1 + idAt);
        const object = numbers.numberAt(high, low);
        const isNew = object >= 0 && classOf[object] === 0;
        if (!isNew) result.duplicates++;
        if (kind === sub.instance) {
          if (to - at < instanceHead) break;
          const classAt = at + 5 + idBytes;
          const classHigh = wide ? view.getInt32(classAt) : 0;
          const classLow = view.getInt32(classAt + idAt);
          if (classLow !== lastLow || classHigh !== lastHigh || lastClass === 0) {
            lastClass = first.table.find(classHigh, classLow);
            lastHigh = classHigh;
            lastLow = classLow;
          }
          const length = view.getUint32(classAt + idBytes);
          const body = at + instanceHead;
          if (body + length > to && length < 1 << 20) {
            if (!isNew) result.duplicates--;
            break;
          }
          at = body + length;
          if (!isNew) continue;
          const ordinal = lastClass;
          classOf[object] = ordinal;
          shallow[object] = instanceUnits[ordinal] as number;
          const begin = tail.used;
          let count = begin;
          if ((classEdge[ordinal] as number) >= 0) {
            if (names !== undefined) names[count] = edgeName.class;
            edges[count++] = classEdge[ordinal] as number;
          }
          if (length >= (recordBytes[ordinal] as number) && at <= to) {
            const end = firstReference[ordinal + 1] as number;
            for (let i = firstReference[ordinal] as number; i < end; i++) {
              const field = body + (offsets[i] as number);
              const fieldHigh = wide ? view.getInt32(field) : 0;
              const fieldLow = view.getInt32(field + idAt);
              if ((fieldHigh | fieldLow) === 0) continue;
              const key = (fieldHigh << keyHigh) | (fieldLow >>> keyLow);
              const page = key & mask;
              if (keys[page] !== key) continue;
              const base = starts[page] as number;
              if (base < 0) continue;
              const slot = (fieldLow >>> shift) & 0xffff;
              const pair = base + ((slot >>> 5) << 1);
              const bits = words[pair] as number;
              if (((bits >>> slot) & 1) === 0) continue;
              const target = (words[pair + 1] as number) + popCount(bits & ~(-1 << slot));
              if ((((skipBits[target >>> 5] as number) >>> target) & 1) === 1) continue;
              if (names !== undefined) names[count] = i;
              edges[count++] = target;
            }
          }
          tail.used = count;
          if ((weakOffset[ordinal] as number) >= 0 && count > begin)
            markWeak(bytes, body + (weakOffset[ordinal] as number));
          if ((((rootBits[object >>> 5] as number) >>> object) & 1) === 1) appendLocals(object);
          if (tail.used > begin) {
            edges[tail.used - 1]! |= lastEdge;
            start[object] = begin;
          }
        } else if (kind === sub.objectArray) {
          if (to - at < objectArrayHead) {
            if (!isNew) result.duplicates--;
            break;
          }
          const length = view.getUint32(at + 5 + idBytes);
          const classAt = at + 9 + idBytes;
          const ordinal = first.table.find(wide ? view.getInt32(classAt) : 0, view.getInt32(classAt + idAt));
          at += objectArrayHead;
          if (!isNew) {
            at += length * idBytes;
            continue;
          }
          classOf[object] = ordinal;
          shallow[object] = objectArrayBytes(layout, length) / 8;
          array.begin(object, tail.used, length * idBytes);
          if ((classEdge[ordinal] as number) >= 0) {
            if (names !== undefined) names[tail.used] = edgeName.class;
            edges[tail.used++] = classEdge[ordinal] as number;
          }
          at = array.take(view, at, to);
          handler.rest = array.rest;
        } else {
          const length = view.getUint32(at + 5 + idBytes);
          const code = bytes[at + 9 + idBytes] as number;
          const size = typeBytes[code] ?? 0;
          if (size === 0) {
            handler.fault = kind;
            break;
          }
          at += primitiveArrayHead + (kind === sub.primitiveArray ? length * size : 0);
          if (!isNew) continue;
          const ordinal = primitiveOrdinal[code] as number;
          classOf[object] = ordinal;
          shallow[object] = primitiveArrayBytes(layout, length, size) / 8;
          if ((classEdge[ordinal] as number) >= 0) {
            if (names !== undefined) names[tail.used] = edgeName.class;
            edges[tail.used] = (classEdge[ordinal] as number) | lastEdge;
            start[object] = tail.used++;
          }
        }
        if (object < block.lowest) block.lowest = object;
        if (object > block.highest) block.highest = object;
        if (handler.rest > 0) break;
      }
      block.length = Math.min(at, to) + base - block.position;
      if (block.highest >= 0) result.blocks.push(block);
      return at;
    },
  };

  return {
    handler,
    result,
    classObjects: classNumber,
    end() {
      handler.rest = 0;
      array.end();
      result.edgeCount = tail.used;
    },
  };
};
