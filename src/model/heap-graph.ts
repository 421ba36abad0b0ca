import type { HeapRootKind } from './heap-dump.ts';

/** In units of 8 bytes: words below 16 GiB, doubles above. */
export type Sizes = Int32Array | Float64Array;

/** A letter of the JVM's descriptors: `L` any reference. */
export type FieldType = 'L' | 'Z' | 'C' | 'F' | 'D' | 'B' | 'S' | 'I' | 'J';

/** `offset`: in the part of an instance's record that is this class's own. */
export type HeapField = { readonly name: string; readonly type: FieldType; readonly offset: number };

/** `value`: address of a reference (0 null), absent for numbers; `long`: of a long that is not negative. */
export type HeapStatic = {
  readonly name: string;
  readonly type: FieldType;
  readonly value?: number;
  readonly long?: number;
};

/** One loaded class. `ordinal` is its place in `HeapGraph.classes`; 0 stands for no class. */
export type HeapClass = {
  readonly ordinal: number;
  /** Address of the class object, an exact double; 0 for a class the dump does not describe. */
  readonly address: number;
  /** `java.util.HashMap$Node[]`. */
  readonly name: string;
  readonly kind: 'instance' | 'object-array' | 'primitive-array';
  /** Ordinal; 0 for none. */
  readonly superclass: number;
  /** Address; 0 for the boot loader. */
  readonly loader: number;
  readonly fields: readonly HeapField[];
  readonly statics: readonly HeapStatic[];
  /** Of exactly this class, in the whole dump. */
  readonly instances: number;
  readonly shallowBytes: number;
  /** Nothing in the dump describes it. */
  readonly isSynthetic: boolean;
};

/** `frame`: depth in the thread's stack, for locals. */
export type HeapRoot = { readonly object: number; readonly kind: HeapRootKind; readonly frame?: number };

/** Set in the last reference of an object. */
export const lastEdge = 1 << 31;
/** Set where a weak, soft, phantom or final reference leads to what it does not keep: paths do not go there. Objects are fewer than 2^29. */
export const weakEdge = 1 << 29;
export const objectBits = weakEdge - 1;

/**
 * The objects of a dump as numbers 0..objects-1 in the order of their addresses, what refers to what, and what dominates what. References
 * to GC roots are left out unless the graph was read with all of them: they cannot change what dominates what.
 */
export type HeapGraph = {
  readonly idBytes: 4 | 8;
  /** Of a reference in the heap (not in the file). */
  readonly referenceBytes: 4 | 8;
  readonly arrayHeaderBytes: number;
  readonly objects: number;
  readonly classes: readonly HeapClass[];
  /** Ordinal of the class of each object; class objects have that of java.lang.Class. */
  readonly classOf: Uint16Array | Int32Array;
  /** Ordinal of the class a class object stands for. */
  readonly classObjects: ReadonlyMap<number, number>;
  /** Units of 8 bytes, unsigned. */
  readonly shallow: Int32Array;
  /** Where the references of an object begin in `edges`; -1: it has none. */
  readonly start: Int32Array;
  readonly edges: Int32Array;
  readonly roots: readonly HeapRoot[];
  /** By thread object: what its stack refers to. */
  readonly locals: ReadonlyMap<number, readonly HeapRoot[]>;
  /** Stacks by thread object, `com.acme.Order.place(Order.java:42)`. */
  readonly stacks: ReadonlyMap<number, readonly string[]>;
  readonly addressOf: (object: number) => number;
  /** -1: no object stands there. */
  readonly objectAt: (address: number) => number;
  /** The same by the two words of an address: for loops over all objects. */
  readonly objectAtWords: (high: number, low: number) => number;
  /** Preorder numbers of a walk from the roots: 1..reached; a dominator has a smaller number than what it dominates. */
  readonly reached: number;
  /** Number of each object; 0: nothing reaches it. */
  readonly number: Int32Array;
  /** Object of each number. */
  readonly vertex: Int32Array;
  /** By number; 0: nothing but the roots as a whole. */
  readonly idom: Int32Array;
  /** By number; [0] is everything reachable. */
  readonly retained: Sizes;
  /** Dominator tree downwards, by number: first child, next sibling; 0 ends. */
  readonly firstChild: Int32Array;
  readonly nextSibling: Int32Array;
  /** Two arrays of `objects + 1` words at least to work in, for one piece of work at a time: what they hold means nothing. */
  readonly spare: readonly [Int32Array, Int32Array];
};

/** Calls back for every reference of an object that the graph has. */
export const eachReference = (
  { start, edges }: Pick<HeapGraph, 'start' | 'edges'>,
  object: number,
  visit: (target: number, isWeak: boolean) => void,
): void => {
  let at = start[object] as number;
  if (at < 0) return;
  for (;;) {
    const edge = edges[at++] as number;
    visit(edge & objectBits, (edge & weakEdge) !== 0);
    if (edge < 0) return;
  }
};

/** What one object holds, read again from the file. Addresses are exact doubles, 0 null. */
export type HeapValue = { readonly name: string; readonly type: FieldType; readonly value: number | bigint };

export const shallowBytesOf = (graph: Pick<HeapGraph, 'shallow'>, object: number): number =>
  ((graph.shallow[object] as number) >>> 0) * 8;

/** 0 for what nothing reaches. */
export const retainedBytesOf = (graph: Pick<HeapGraph, 'number' | 'retained'>, object: number): number => {
  const number = graph.number[object] as number;
  return number === 0 ? 0 : (graph.retained[number] as number) * 8;
};

/** `0x7f921e1ee540`. */
export const addressText = (address: number): string => `0x${address.toString(16)}`;

/** `java.util.HashMap`; `class com.acme.Cache` for a class object. */
export const classNameOf = (graph: Pick<HeapGraph, 'classes' | 'classOf' | 'classObjects'>, object: number): string => {
  const own = graph.classObjects.get(object);
  if (own !== undefined) return `class ${graph.classes[own]?.name}`;
  return graph.classes[graph.classOf[object] as number]?.name ?? 'unknown';
};
