import type { ClassTable } from '../index/class-table.ts';
import type { PrimitiveSums } from '../index/primitive-sums.ts';
import { windowBytes } from '../records/window.ts';
import { countKernel } from './count.generated.ts';
import {
  entriesAt,
  entryBodies,
  entryBytes,
  entryCompactBodies,
  entryCount,
  entryElements,
  entryOrdinal,
  mostEntries,
  primitiveCodes,
  primitivesAt,
} from './memory.ts';
import { instantiate, type Variable } from './web-assembly.ts';

/** The counting of objects in WebAssembly: three times as fast as the same loop in JavaScript, and as fast from its first byte. */
export type Counter = {
  /** The bytes must stand here. */
  readonly window: Uint8Array;
  /** Makes a class known: before that its objects are left to the host. */
  know(high: number, low: number, ordinal: number): void;
  /** Counts what stands at [at, to); where it returns, the host has a record to take, or nothing whole is left. */
  count(at: number, to: number): number;
  /** Objects counted since it was asked last. */
  objects(): number;
  /** Adds what was counted to the sums of the host. */
  addTo(
    table: ClassTable,
    primitives: readonly PrimitiveSums[],
  ): { readonly compressedOops: boolean; readonly compactHeaders: boolean; readonly addressBits: number };
};

type Kernel = {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly count: (at: number, to: number, idBytes: number) => number;
  readonly addClass: (high: number, low: number, ordinal: number) => void;
  readonly objects: Variable;
  readonly compressedOops: Variable;
  readonly compactHeaders: Variable;
  readonly addressBits: Variable;
};

/** Undefined where WebAssembly cannot be had (a JIT-less Node, no address space). */
export const counter = (idBytes: 4 | 8): Counter | undefined => {
  let kernel: Kernel;
  try {
    kernel = instantiate(countKernel) as Kernel;
  } catch {
    return undefined;
  }
  const { buffer } = kernel.memory;
  const words = new Uint32Array(buffer);
  const sum = (entry: number, field: number): number =>
    (words[(entry + field) >> 2] as number) + (words[((entry + field) >> 2) + 1] as number) * 2 ** 32;
  let known = 0;
  return {
    window: new Uint8Array(buffer, 0, windowBytes),
    know(high, low, ordinal) {
      if (known + 1 === mostEntries) return;
      known++;
      kernel.addClass(high, low, ordinal);
    },
    count: (at, to) => kernel.count(at, to, idBytes),
    objects() {
      const counted = kernel.objects.value;
      kernel.objects.value = 0;
      return counted;
    },
    addTo(table, primitives) {
      for (let entry = entriesAt + entryBytes; entry <= entriesAt + known * entryBytes; entry += entryBytes) {
        const ordinal = words[(entry + entryOrdinal) >> 2] as number;
        table.counts[ordinal]! += sum(entry, entryCount);
        table.elements[ordinal]! += sum(entry, entryElements);
        table.bodies[ordinal]! += sum(entry, entryBodies) * 8;
        table.compactBodies[ordinal]! += sum(entry, entryCompactBodies) * 8;
        if (sum(entry, entryBodies) + sum(entry, entryCompactBodies) > 0) table.arrays.add(ordinal);
      }
      primitives.slice(0, primitiveCodes).forEach((sums, code) => {
        const entry = primitivesAt + code * entryBytes;
        sums.count += sum(entry, entryCount);
        sums.elements += sum(entry, entryElements);
        sums.bodies += sum(entry, entryBodies) * 8;
        sums.compactBodies += sum(entry, entryCompactBodies) * 8;
      });
      return {
        compressedOops: kernel.compressedOops.value !== 0,
        compactHeaders: kernel.compactHeaders.value !== 0,
        addressBits: kernel.addressBits.value,
      };
    },
  };
};
