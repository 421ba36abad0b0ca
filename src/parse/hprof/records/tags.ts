import type { FieldType } from '../../../model/heap-graph.ts';

/** Top-level records. Source: hprof_b_spec.h of OpenJDK's demo agent, heapDumper.cpp of HotSpot. */
export const tag = {
  utf8: 0x01,
  loadClass: 0x02,
  frame: 0x04,
  trace: 0x05,
  heapDump: 0x0c,
  heapDumpSegment: 0x1c,
  heapDumpEnd: 0x2c,
} as const;

/** All that may begin a record: UNLOAD_CLASS, ALLOC_SITES, HEAP_SUMMARY, START_THREAD, END_THREAD, CPU_SAMPLES, CONTROL_SETTINGS too. */
export const topLevelTags: ReadonlySet<number> = new Set([
  0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x0a, 0x0b, 0x0c, 0x0d, 0x0e, 0x1c, 0x2c,
]);

/** Records inside a heap dump. */
export const sub = {
  class: 0x20,
  instance: 0x21,
  objectArray: 0x22,
  primitiveArray: 0x23,
  /** Android: an array whose contents were left out. */
  primitiveArrayNoData: 0xc3,
} as const;

/** Bytes of a value by the type codes of the format; 0: no such type. 2 is an object: as long as an id. */
export const typeBytes: readonly number[] = [0, 0, 0, 0, 1, 2, 4, 8, 1, 2, 4, 8];

export const typeLetters: readonly (FieldType | undefined)[] = [
  undefined,
  undefined,
  'L',
  undefined,
  'Z',
  'C',
  'F',
  'D',
  'B',
  'S',
  'I',
  'J',
];

/** Names of arrays of primitives by type code. */
export const primitiveArrayNames: readonly (string | undefined)[] = [
  undefined,
  undefined,
  undefined,
  undefined,
  'boolean[]',
  'char[]',
  'float[]',
  'double[]',
  'byte[]',
  'short[]',
  'int[]',
  'long[]',
];
