import { windowBytes } from '../records/window.ts';
import { graphKernel } from './graph.generated.ts';
import { instantiate, newMemory, type Variable } from './web-assembly.ts';

/** What the kernel exports; arrays are addresses. See graph.as.ts. */
export type GraphKernel = {
  readonly used: Variable;
  readonly lowest: Variable;
  readonly highest: Variable;
  numberBy(wide: number, words: number, keys: number, starts: number, mask: number, skipped: number): void;
  writeTo(classOf: number, shallow: number, start: number, edges: number): void;
  sizeBy(objectArray: number, primitiveArray: number, reference: number, alignBytes: number): void;
  classesAt(entries: number, count: number, slots: number, slotCount: number, codes: number): void;
  take(from: number, to: number): number;
  walk(
    root: number,
    before: number,
    start: number,
    edges: number,
    number: number,
    vertex: number,
    parent: number,
    cursor: number,
    inDegree: number,
  ): number;
  turn(reached: number, start: number, edges: number, vertex: number, from: number, predecessors: number): void;
  dominate(
    reached: number,
    parent: number,
    ancestor: number,
    from: number,
    label: number,
    stack: number,
    predecessors: number,
  ): void;
};

/**
 * Where the large arrays of a graph lie. With a kernel all in one memory that it shares; `shared` says whether arrays do. Beyond the
 * 4 GiB of WebAssembly, and without it, they are arrays of JavaScript and its loops do the work.
 */
export type GraphMemory = {
  words(length: number): Int32Array;
  shorts(length: number): Uint16Array;
  /** The bytes of the file must stand here for the kernel. */
  readonly window?: Uint8Array;
  readonly kernel?: GraphKernel;
  shared(...arrays: readonly ArrayBufferView[]): boolean;
};

export const plainMemory: GraphMemory = {
  words: (length) => new Int32Array(length),
  shorts: (length) => new Uint16Array(length),
  shared: () => false,
};

const pageBytes = 1 << 16;
const mostPages = 65536;
const up = (bytes: number): number => Math.ceil(bytes / 64) * 64;

/** Room for so many bytes of arrays; what is not touched costs nothing. */
export const graphMemory = (bytes: number): GraphMemory => {
  const firstFree = up(windowBytes);
  const pages = Math.min(mostPages, Math.ceil((firstFree + bytes) / pageBytes));
  let memory: { readonly buffer: ArrayBuffer };
  let kernel: GraphKernel;
  try {
    memory = newMemory(pages);
    kernel = instantiate(graphKernel, { env: { memory } }) as GraphKernel;
  } catch {
    return plainMemory;
  }
  const { buffer } = memory;
  const end = pages * pageBytes;
  let free = firstFree;
  const place = (size: number): number => {
    const at = free;
    if (at + up(size) > end) return -1;
    free += up(size);
    return at;
  };
  return {
    words(length) {
      const at = place(length * 4);
      return at < 0 ? new Int32Array(length) : new Int32Array(buffer, at, length);
    },
    shorts(length) {
      const at = place(length * 2);
      return at < 0 ? new Uint16Array(length) : new Uint16Array(buffer, at, length);
    },
    window: new Uint8Array(buffer, 0, windowBytes),
    kernel,
    shared: (...arrays) => arrays.every((array) => array.buffer === buffer),
  };
};
