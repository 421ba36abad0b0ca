import type { HeapRootKind } from './heap-dump.ts';

/** Numbers of 32 bits; the sign bit is used as the 32nd where the text says "unsigned". */
export type Words = Int32Array;

/** Bytes of retained heap: `Int32Array` in units of 8 bytes, unsigned, below 32 GiB; doubles in the same unit above. */
export type Sizes = Int32Array | Float64Array;

/** One byte, one letter of the JVM's descriptors: `L` a reference, else Z C F D B S I J. */
export type FieldType = 'L' | 'Z' | 'C' | 'F' | 'D' | 'B' | 'S' | 'I' | 'J';

export type HeapField = { readonly name: string; readonly type: FieldType; readonly offset: number };

/** `value`: address of a reference (0 null); undefined for numbers. */
export type HeapStatic = { readonly name: string; readonly type: FieldType; readonly value?: number };

/** One loaded class. `ordinal` is its place in `HeapGraph.classes`; 0 stands for no class. */
export type HeapClass = {
  readonly ordinal: number;
  /** Address of the class object; an exact double. */
  readonly address: number;
  /** `java.util.HashMap$Node[]`. */
  readonly name: string;
  readonly kind: 'instance' | 'object-array' | 'primitive-array';
  /** Ordinals; 0 for none or unknown. */
  readonly superclass: number;
  /** Address; 0 for the boot loader. */
  readonly loader: number;
  /** Its own, offsets in the record of an instance; inherited ones follow in the superclass. */
  readonly fields: readonly HeapField[];
  readonly statics: readonly HeapStatic[];
  /** Instances of this class, without those of subclasses; of reachable objects. */
  readonly instances: number;
  readonly shallowBytes: number;
  readonly isSynthetic: boolean;
};

export type HeapRoot = {
  readonly object: number;
  readonly kind: HeapRootKind;
  /** Index of the thread object and depth of the frame, for locals. */
  readonly thread?: number;
  readonly frame?: number;
};

export type HeapThreadStack = {
  /** Index of the thread object. */
  readonly object: number;
  readonly frames: readonly string[];
};

/**
 * The objects of a dump as numbers 0..objects-1 in the order of their addresses, and what refers to what. References to GC roots are
 * left out of `edges` unless the graph was read with all of them: they cannot change what dominates what.
 */
export type HeapGraph = {
  readonly idBytes: 4 | 8;
  readonly compressedOops: boolean;
  readonly compactHeaders: boolean;
  readonly takenAtMs?: number;
  readonly objects: number;
  readonly shallowBytes: number;
  readonly reachableObjects: number;
  readonly reachableBytes: number;
  /** [0] is a placeholder. */
  readonly classes: readonly HeapClass[];
  /** Ordinal of the class of each object; a class object has that of java.lang.Class. */
  readonly classOf: Uint16Array | Int32Array;
  /** Units of 8 bytes, unsigned. */
  readonly shallow: Words;
  readonly roots: readonly HeapRoot[];
  readonly threads: readonly HeapThreadStack[];
  readonly addressOf: (object: number) => number;
  /** -1: no object stands there. */
  readonly objectAt: (address: number) => number;
  /** Ordinal of the class a class object stands for; 0 for other objects. */
  readonly classObject: (object: number) => number;
  readonly tree: DominatorTree;
};

/**
 * Dominators by preorder number of a depth-first walk from the roots: 1..reachable; 0 is what stands above all roots. A dominator has a
 * smaller number than what it dominates.
 */
export type DominatorTree = {
  /** Object of each number. */
  readonly vertex: Words;
  readonly idom: Words;
  readonly retained: Sizes;
};
