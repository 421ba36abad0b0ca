import { lastEdge, weakEdge } from '../../../model/heap-graph.ts';
import { classDumpEnd } from '../index/class-table.ts';
import type { FirstPass } from '../index/first-pass.ts';
import { type Layout, objectArrayBytes, primitiveArrayBytes, type SizedClass } from '../index/layout.ts';
import { type Numbering, popCount } from '../index/pages.ts';
import { highOf, lowOf, word } from '../records/id.ts';
import { rootLengths } from '../records/roots.ts';
import { sub, typeBytes } from '../records/tags.ts';
import type { RecordHandler } from '../records/walk.ts';
import { bitSet, hasBit, setBit } from './bits.ts';
import { classTables } from './class-tables.ts';
import { type Block, type Edges, edgeName, mostEdges } from './edges.ts';
import type { RootSet } from './roots.ts';

export type SecondPassInput = {
  readonly first: FirstPass;
  readonly numbers: Numbering;
  readonly classes: readonly SizedClass[];
  readonly layout: Layout;
  readonly rootSet: RootSet;
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

  const classOf = classes.length > 0xffff ? new Int32Array(count) : new Uint16Array(count);
  const shallow = new Int32Array(count);
  const start = new Int32Array(count).fill(-1);
  const edges = new Int32Array(mostEdges(input));
  const names = input.allEdges === true ? new Int32Array(edges.length) : undefined;
  const fieldNames: string[] = [];
  const rootBits = bitSet(count);
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
    ...(names === undefined ? {} : { fieldNames }),
  });
  const { weakOffset, firstReference, offsets, instanceUnits, recordBytes, classEdge, classNumber } = tables;
  const { primitiveOrdinal } = tables;

  let used = 0;
  const append = (address: number, name: number): void => {
    const object = address === 0 ? -1 : numberOf(address);
    if (object < 0 || hasBit(skipBits, object)) return;
    if (names !== undefined) names[used] = name;
    edges[used++] = object;
  };

  const classOrdinal = classes.find(({ name }) => name === 'java.lang.Class')?.ordinal ?? 0;
  for (const [object, ordinal] of classNumber) {
    const each = classes[ordinal] as SizedClass;
    const begin = used;
    if ((classEdge[classOrdinal] as number) >= 0) append(classes[classOrdinal]?.address ?? 0, edgeName.class);
    append(classes[each.superclass]?.address ?? 0, edgeName.superclass);
    append(each.loader, edgeName.loader);
    each.statics.forEach(({ value = 0 }, index) => {
      append(value, edgeName.firstStatic - index);
    });
    classOf[object] = classOrdinal;
    shallow[object] = each.classObjectBytes / 8;
    if (used > begin) {
      edges[used - 1]! |= lastEdge;
      start[object] = begin;
    }
  }

  /** The thread or class whose own edges another loop adds: rare, so that the hot loop asks one bit only. */
  const appendLocals = (object: number): void => {
    for (const local of rootSet.locals.get(object) ?? []) {
      if (hasBit(skipBits, local.object)) continue;
      if (names !== undefined) names[used] = edgeName.local;
      edges[used++] = local.object;
    }
  };

  /** The referent is the last of its object's references. */
  const markWeak = (bytes: Uint8Array, at: number): void => {
    const target = numbers.numberAt(wide ? word(bytes, at) : 0, word(bytes, at + idAt));
    if (target >= 0 && edges[used - 1] === target) edges[used - 1]! |= weakEdge;
  };

  let view: DataView = new DataView(new ArrayBuffer(0));
  let arrayBegin = -1;
  let arrayBytes = 0;
  let arrayObject = -1;
  let lastHigh = 0;
  let lastLow = 0;
  let lastClass = 0;

  const endArray = (): void => {
    if (arrayBegin >= 0 && used > arrayBegin) {
      edges[used - 1]! |= lastEdge;
      start[arrayObject] = arrayBegin;
    }
    arrayBegin = -1;
  };

  /** Elements of an object array from `at`; returns where it stopped. */
  const elements = (from: number, to: number): number => {
    let at = from;
    const whole = Math.min(handler.rest, to - from - ((to - from) % idBytes));
    const end = from + whole;
    let count = used;
    for (; at < end; at += idBytes) {
      const high = wide ? view.getInt32(at) : 0;
      const low = view.getInt32(at + idAt);
      if ((high | low) === 0) continue;
      const key = (high << keyHigh) | (low >>> keyLow);
      const page = key & mask;
      if (keys[page] !== key) continue;
      const base = starts[page] as number;
      if (base < 0) continue;
      const slot = (low >>> shift) & 0xffff;
      const pair = base + ((slot >>> 5) << 1);
      const bits = words[pair] as number;
      if (((bits >>> slot) & 1) === 0) continue;
      const target = (words[pair + 1] as number) + popCount(bits & ~(-1 << slot));
      if ((((skipBits[target >>> 5] as number) >>> target) & 1) === 1) continue;
      if (names !== undefined) names[count] = (arrayBytes - handler.rest + at - from) / idBytes;
      edges[count++] = target;
    }
    used = count;
    handler.rest -= whole;
    if (handler.rest === 0) endArray();
    return at;
  };

  const handler: RecordHandler = {
    fault: -1,
    rest: 0,
    heap(bytes, from, to, base) {
      let at = from;
      if (view.buffer !== bytes.buffer) view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      if (handler.rest > 0) {
        at = elements(at, to);
        if (handler.rest > 0) return at;
      } else if (arrayBegin >= 0) endArray();
      const block: Block = { position: base + at, length: 0, lowest: count, highest: -1 };
      while (at < to) {
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
          const begin = used;
          let count = used;
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
          used = count;
          if ((weakOffset[ordinal] as number) >= 0 && used > begin)
            markWeak(bytes, body + (weakOffset[ordinal] as number));
          if ((((rootBits[object >>> 5] as number) >>> object) & 1) === 1) appendLocals(object);
          if (used > begin) {
            edges[used - 1]! |= lastEdge;
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
          arrayObject = object;
          arrayBegin = used;
          if ((classEdge[ordinal] as number) >= 0) {
            if (names !== undefined) names[used] = edgeName.class;
            edges[used++] = classEdge[ordinal] as number;
          }
          handler.rest = length * idBytes;
          arrayBytes = handler.rest;
          at = elements(at, to);
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
            if (names !== undefined) names[used] = edgeName.class;
            edges[used] = (classEdge[ordinal] as number) | lastEdge;
            start[object] = used++;
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
      endArray();
      result.edgeCount = used;
    },
  };
};
