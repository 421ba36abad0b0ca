import type { HeapInspection, HeapTreeNode } from './heap-inspection.ts';
import type { HeapPathStep } from './heap-path.ts';

/**
 * What one heap dump says, bounded and free of the object graph: plain JSON, so that it crosses from the worker that read the dump.
 * Sizes follow Eclipse MAT's rules (object headers and alignment of HotSpot), addresses are `0x...`.
 */
export type HeapDump = {
  readonly artifactId: string;
  readonly takenAtMs?: number;
  /** `histogram`: one pass, nothing is known of references; `graph`: the whole. */
  readonly mode: 'histogram' | 'graph';
  /** Rows of histogram, dominators and classes that a report shows (`--top`); more are kept to compare dumps. */
  readonly rows: number;
  readonly idBytes: 4 | 8;
  readonly compressedOops: boolean;
  /** The dump shows headers of 8 bytes (JDK 24+ with compact object headers). */
  readonly compactHeaders: boolean;
  /** Present when what only weak, soft and phantom references reach was left out of everything reachable. */
  readonly weakReferents?: 'excluded';
  /** Ways are shown step by step, however long. */
  readonly wholePaths?: true;
  /** How large the heap may grow, where the dump tells (Runtime.maxMemory() as the JDK noted it); absent: it does not. */
  readonly heapMaxBytes?: number;
  /** Everything in the file, objects nobody reaches included. */
  readonly objects: number;
  readonly shallowBytes: number;
  /** What the GC roots reach; absent in histogram mode. */
  readonly reachable?: HeapTotals;
  /** Garbage that was dumped too, by class, the most bytes first; absent in histogram mode. */
  readonly unreachable?: HeapTotals & { readonly histogram: readonly HeapClassRow[] };
  /** Why everything here is a lower bound: the dump ends early or is damaged. */
  readonly cut?: string;
  /** The most bytes first; of reachable objects in graph mode. Capped at `histogramLimit`, `classesTotal` counts all. */
  readonly histogram: readonly HeapClassRow[];
  readonly classesTotal: number;
  readonly roots: readonly { readonly kind: HeapRootKind; readonly count: number }[];
  /** The rest is absent in histogram mode. */
  readonly dominators?: readonly HeapDominator[];
  /** Objects that no other object dominates. */
  readonly dominatorsTotal?: number;
  /** Retained by the instances of each class and the class itself, the most first. */
  readonly classes?: readonly HeapRetainedClass[];
  readonly suspects?: readonly HeapSuspect[];
  /** Threads by what they keep alive, the most first. */
  readonly threads?: readonly HeapThread[];
  readonly threadsTotal?: number;
  readonly loaders?: readonly HeapLoader[];
  readonly loadersTotal?: number;
  /** Absent: the contents of the objects could not be read again. */
  readonly collections?: HeapCollections;
  /** Absent also where all texts are blanked (a redacted dump). */
  readonly duplicateStrings?: HeapDuplicateStrings;
  readonly directBuffers?: HeapDirectBuffers;
  /** Connection pools in use, as far as their library is known. */
  readonly pools?: readonly HeapPool[];
  /** The largest dominators with what they keep below, to the depth asked for. */
  readonly tree?: HeapTreeNode;
  /** What was asked for by address or class name. */
  readonly inspected?: readonly HeapInspection[];
  /** Objects waiting for finalize(); `byClass` counts those that have a finalizer and are not finalized yet, waiting or not. */
  readonly finalizers?: { readonly pending: number; readonly byClass: readonly HeapCount[] };
};

export type HeapTotals = { readonly objects: number; readonly shallowBytes: number };

export type HeapCount = { readonly className: string; readonly instances: number };

export type HeapClassRow = HeapCount & {
  readonly shallowBytes: number;
  /** By all objects of the class together, as far as it is known. */
  readonly retainedBytes?: number;
  /** The loader of the class, when it is not one of the JDK's: `org.apache.catalina.loader.ParallelWebappClassLoader @ 0x...`. */
  readonly loader?: string;
};

export type HeapRootKind =
  | 'unknown'
  | 'jni-global'
  | 'jni-local'
  | 'java-frame'
  | 'native-stack'
  | 'system-class'
  | 'thread-block'
  | 'monitor'
  | 'thread'
  | 'interned-string'
  | 'finalizing'
  | 'debugger'
  | 'reference-cleanup'
  | 'vm-internal'
  | 'jni-monitor';

export type HeapRetainedClass = HeapCount & {
  readonly shallowBytes: number;
  readonly retainedBytes: number;
  readonly loader?: string;
};

export type HeapDominator = {
  readonly address: string;
  /** `class com.acme.Cache` for a class object. */
  readonly className: string;
  readonly shallowBytes: number;
  readonly retainedBytes: number;
  /** Of the reachable bytes, percent. */
  readonly retainedPct: number;
  /** Name of a thread; absent for other objects. */
  readonly threadName?: string;
  /** Shortest way from a GC root, class and field names without addresses: the same in the next dump of the same leak. */
  readonly pathKey: readonly string[];
};

/** Objects of one class among others: what a holder keeps. */
export type HeapContent = HeapCount & {
  readonly shallowBytes: number;
  readonly retainedBytes: number;
  /** How the holder refers to it, when it is one object: field, static, `[17]`. */
  readonly reference?: string;
};

/** The thread by which something is kept. */
export type HeapThreadHold = {
  readonly name: string | null;
  readonly address: string;
  readonly through: 'local' | 'thread-local' | 'field';
  /** Class of the value (or of the subclass of ThreadLocal that is its key) of the thread-local. */
  readonly threadLocal?: string;
  /** `com.acme.Order.place(Order.java:42)`: the frame whose local variable it is. */
  readonly frame?: string;
};

/** More than a tenth of the heap in one hand, or in many of one class that nothing else holds together. */
export type HeapSuspect = {
  readonly kind: 'single' | 'group';
  /** Of a single suspect. */
  readonly address?: string;
  readonly className: string;
  /** The loader of the class where it is not one of the JDK's. */
  readonly loader?: string;
  /** 1, or how many make the group. */
  readonly instances: number;
  readonly shallowBytes: number;
  readonly retainedBytes: number;
  readonly retainedPct: number;
  /** From a GC root to the suspect, for a group to one of it. */
  readonly path: readonly HeapPathStep[];
  /** Longer paths are cut in their middle. */
  readonly pathTotal: number;
  /** Where the bytes meet below the suspect: the last object that keeps nearly all of it alone. */
  readonly accumulation?: HeapPathStep & {
    /** From the suspect (not in it) to the accumulation point, every step with its field. */
    readonly path: readonly HeapPathStep[];
  };
  /** What the accumulation point (or the group) keeps directly, by class, the most bytes first. */
  readonly children: readonly HeapContent[];
  /** Everything kept, by class, the most bytes first. */
  readonly contents: readonly HeapContent[];
  readonly thread?: HeapThreadHold;
  /** First class on the path, then among what is kept, that is neither the JDK's nor a known library's. */
  readonly applicationClass: string | null;
};

export type HeapThread = {
  readonly address: string;
  readonly className: string;
  readonly name: string | null;
  readonly daemon?: boolean;
  readonly shallowBytes: number;
  readonly retainedBytes: number;
  readonly retainedPct: number;
  /** Top frames, `com.acme.Order.place(Order.java:42)`; empty when the dump has no stack of it. */
  readonly frames: readonly string[];
  readonly framesTotal: number;
  /** Objects only this thread's local variables keep, the most bytes first. */
  readonly locals: readonly HeapHeld[];
  /** Values of its thread-locals. */
  readonly threadLocals: readonly HeapHeld[];
};

export type HeapHeld = {
  readonly address: string;
  readonly className: string;
  readonly retainedBytes: number;
  /** The frame of a local variable; the class of a thread-local's key. */
  readonly by?: string;
  /** What the value keeps, by class, the most bytes first. */
  readonly contents: readonly HeapContent[];
};

/** One class loader. `instances`: objects of its classes. */
export type HeapLoader = {
  readonly address: string | null;
  readonly className: string;
  /** Name field of the loader (JDK 9+) or what it says of itself. */
  readonly name?: string;
  readonly classes: number;
  readonly instances: number;
  readonly retainedBytes: number;
  /** Loaders with the same class names in them: a redeployed application that was never let go. */
  readonly sameClassesAs: number;
  /** From a GC root to the loader, of the first of those that have twins. */
  readonly path?: readonly HeapPathStep[];
};

export type HeapCollectionKind = {
  readonly className: string;
  readonly instances: number;
  /** Entries of all of them. */
  readonly entries: number;
  readonly empty: number;
  /** Places in their tables and those in use. */
  readonly capacity: number;
  readonly shallowBytes: number;
  /** Bytes of tables beyond what the entries need. */
  readonly wastedBytes: number;
};

export type HeapCollections = {
  readonly kinds: readonly HeapCollectionKind[];
  readonly biggest: readonly {
    readonly address: string;
    readonly className: string;
    readonly entries: number;
    readonly capacity: number | null;
    readonly retainedBytes: number;
    /** Class that most of the elements (of a map: values) have. */
    readonly elementClass?: string;
    readonly pathKey: readonly string[];
  }[];
};

export type HeapDuplicateStrings = {
  readonly strings: number;
  readonly distinct: number;
  /** What one copy of each would save. */
  readonly wastedBytes: number;
  /** Not all strings were compared. */
  readonly sampled: boolean;
  readonly top: readonly {
    /** Never the text: `"****" (36 chars)`, or a text of fewer than four characters or an identifier of code as it is. */
    readonly shown: string;
    readonly chars: number;
    readonly copies: number;
    readonly wastedBytes: number;
    /** Who refers to a copy: class and field. */
    readonly holder?: string;
  }[];
};

export type HeapDirectBuffers = {
  readonly buffers: number;
  readonly capacityBytes: number;
  readonly biggest: readonly {
    readonly address: string;
    readonly capacityBytes: number;
    readonly pathKey: readonly string[];
  }[];
};

/** How many connections a pool may have. `library`: `HikariCP`, `DBCP2`; `field`: `HikariConfig.maxPoolSize`. */
export type HeapPool = {
  readonly library: string;
  readonly address: string;
  /** Absent: it has none, or texts are blanked. */
  readonly name?: string;
  readonly maximum: number;
  readonly field: string;
};

/** The dumps of one JVM, by time. */
export type HeapDumps = { readonly dumps: readonly HeapDump[] };
