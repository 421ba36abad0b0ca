import type { Layout, SizedClass } from '../index/layout.ts';
import type { Numbering } from '../index/pages.ts';
import type { GraphMemory } from '../kernel/graph.ts';
import {
  classBytes,
  classEdge,
  classEnd,
  classFirst,
  classHigh,
  classLow,
  classOrdinal,
  classRecord,
  classUnits,
  classWeak,
  codeEntries,
} from '../kernel/graph-memory.ts';
import { highOf, lowOf } from '../records/id.ts';
import type { classTables } from './class-tables.ts';
import type { Edges } from './edges.ts';

type KernelPassInput = {
  readonly memory: GraphMemory;
  readonly classes: readonly SizedClass[];
  readonly tables: ReturnType<typeof classTables>;
  readonly layout: Layout;
  readonly numbers: Numbering;
  readonly skipBits: Int32Array;
  readonly result: Edges;
};

/** `used`, `lowest`, `highest`: before the call what the host knows, after it what the kernel found. */
export type KernelPass = { used: number; lowest: number; highest: number; take(from: number, to: number): number };

/** Tells the kernel all it has to know; undefined where the loop in JavaScript must do. */
export const kernelPass = (input: KernelPassInput): KernelPass | undefined => {
  const { memory, classes, tables, layout, numbers, skipBits, result } = input;
  const { kernel } = memory;
  const { classOf, shallow, start, edges, names } = result;
  const { words, keys, starts, mask, shift } = numbers;
  if (kernel === undefined || shift !== 3 || names !== undefined || !(classOf instanceof Uint16Array)) return undefined;
  const perEntry = classBytes / 4;
  const slotCount = 2 ** Math.ceil(Math.log2(classes.length * 4));
  const entries = memory.words(classes.length * perEntry);
  const codes = memory.words(codeEntries * perEntry);
  const slots = memory.words(slotCount);
  const offsets = memory.words(tables.offsets.length);
  const arrays = [classOf, shallow, start, edges, words, keys, starts, skipBits, entries, codes, slots, offsets];
  if (!memory.shared(...arrays)) return undefined;
  offsets.set(tables.offsets);
  const place = (reference: number): number => offsets.byteOffset + reference * 4;
  const write = (into: Int32Array, index: number, { ordinal, address }: SizedClass): void => {
    const field = (name: number, value: number): void => {
      into[index * perEntry + name / 4] = value;
    };
    field(classHigh, highOf(address));
    field(classLow, lowOf(address));
    field(classOrdinal, ordinal);
    field(classUnits, tables.instanceUnits[ordinal] as number);
    field(classRecord, tables.recordBytes[ordinal] as number);
    field(classFirst, place(tables.firstReference[ordinal] as number));
    field(classEnd, place(tables.firstReference[ordinal + 1] as number));
    field(classEdge, tables.classEdge[ordinal] as number);
    field(classWeak, tables.weakOffset[ordinal] as number);
  };
  for (const each of classes) write(entries, each.ordinal, each);
  tables.primitiveOrdinal.forEach((ordinal, code) => {
    write(codes, code, classes[ordinal] as SizedClass);
  });
  kernel.numberBy(
    layout.idBytes === 8 ? 1 : 0,
    words.byteOffset,
    keys.byteOffset,
    starts.byteOffset,
    mask,
    skipBits.byteOffset,
  );
  kernel.writeTo(classOf.byteOffset, shallow.byteOffset, start.byteOffset, edges.byteOffset);
  kernel.sizeBy(layout.headerBytes + 4, layout.arrayHeaderBytes, layout.referenceBytes, layout.alignBytes);
  kernel.classesAt(entries.byteOffset, classes.length, slots.byteOffset, slotCount, codes.byteOffset);
  const pass: KernelPass = {
    used: 0,
    lowest: 0,
    highest: -1,
    take(from, to) {
      kernel.used.value = pass.used;
      kernel.lowest.value = pass.lowest;
      kernel.highest.value = pass.highest;
      const at = kernel.take(from, to);
      pass.used = kernel.used.value;
      pass.lowest = kernel.lowest.value;
      pass.highest = kernel.highest.value;
      return at;
    },
  };
  return pass;
};
