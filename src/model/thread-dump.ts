/** The layout a dump was written in. `jstack-F` is the serviceability agent's text: BLOCKED there means parked. */
export type ThreadDumpFormat =
  | 'hotspot'
  | 'jstack-F'
  | 'dump-to-file-json'
  | 'dump-to-file-text'
  | 'actuator'
  | 'javacore'
  | 'told-stacks';

export type ThreadState = 'NEW' | 'RUNNABLE' | 'BLOCKED' | 'WAITING' | 'TIMED_WAITING' | 'TERMINATED';

/**
 * A lock line as the dump shows it, attached to the frame above it.
 * - `locked`: the frame entered this monitor. In Object.wait it is released: see facts/locks.
 * - `waiting-to-lock`: BLOCKED on the monitor. `waiting-to-relock`: notified, wants it back (JDK 11 "waiting to re-lock in wait()").
 * - `waiting-on`: Object.wait on it. `parking`: LockSupport.park with that blocker. `class-init`: waits for a class initializer (17+).
 * - `eliminated`: the compiler removed the lock.
 * `address` is absent for "<no object reference available>".
 */
export type LockLine = {
  readonly kind:
    | 'locked'
    | 'waiting-to-lock'
    | 'waiting-to-relock'
    | 'waiting-on'
    | 'parking'
    | 'class-init'
    | 'eliminated';
  readonly address?: string;
  readonly className?: string;
};

export type Frame = {
  /** Binary class name without module or loader prefix: `com.acme.Order$1`. */
  readonly className: string;
  readonly method: string;
  /** What stands in the parentheses, without a module prefix: `Order.java:42`, `Native Method`, `Unknown Source`. */
  readonly location: string;
};

/**
 * Frames from the top. Interned: threads with identical text share one object, also across the dumps of one read,
 * so grouping by identity is grouping by stack.
 */
export type Stack = { readonly frames: readonly Frame[] };

export type FrameLock = LockLine & {
  /** Index into `stack.frames` of the frame the line stands under; -1 when it stands above the first frame. */
  readonly frame: number;
};

export type Thread = {
  readonly name: string;
  /** `vm`: GC, compiler and other JVM-internal threads without a Java stack ("VM Thread", "GC Thread#0"). */
  readonly kind: 'platform' | 'virtual' | 'vm';
  /** Thread.getId, `#12`. Unique in one JVM life; names repeat. */
  readonly id?: number;
  /** OS thread id in the JVM's pid namespace, from `nid=` (hex or decimal). */
  readonly nativeId?: number;
  /** Address of the JavaThread, `0x00007f..`; only an identity, never a pointer to follow. */
  readonly tid?: string;
  readonly daemon: boolean;
  readonly priority?: number;
  /** CPU used since the thread's start (JDK 11+). */
  readonly cpuMs?: number;
  /** Age of the thread (JDK 11+). */
  readonly elapsedMs?: number;
  /** Absent when the dump does not say (JDK 21 carriers, dump_to_file before 25). */
  readonly state?: ThreadState;
  /** The header's or state line's words: `waiting on condition`, `in Object.wait()`, `parking`, `on object monitor`, `sleeping`. */
  readonly stateText?: string;
  readonly stack: Stack;
  readonly locks: readonly FrameLock[];
  /** Addresses and classes of the "Locked ownable synchronizers" section; absent when the dump has no such section for it. */
  readonly ownedSynchronizers?: readonly { readonly address: string; readonly className?: string }[];
  /** Id of the virtual thread this carrier carries ("Carrying virtual thread #22"). */
  readonly carrying?: number;
  /** Where a format names the owner of the wanted lock outright (Actuator, javacore). */
  readonly waitsForThread?: { readonly id?: number; readonly name?: string };
  /** 1-based lines of header and last line in the decoded artifact. */
  readonly line: number;
  readonly endLine: number;
};

/** The JVM's own report: "Found one Java-level deadlock". Members in cycle order. */
export type ReportedDeadlock = {
  readonly members: readonly {
    readonly thread: string;
    readonly wants?: { readonly address?: string; readonly className?: string };
    readonly heldBy?: string;
  }[];
  readonly line: number;
  readonly endLine: number;
};

export type ThreadDump = {
  readonly format: ThreadDumpFormat;
  /** Id of the artifact it came from and its place there; a file can hold several dumps. */
  readonly artifactId: string;
  readonly line: number;
  readonly endLine: number;
  /** Epoch ms. From the capture's own clock when there is one, else from the dump's naive time line read as UTC. */
  readonly takenAtMs?: number;
  /** True when `takenAtMs` was read from a time line without a zone: differences are right, the absolute value may not be. */
  readonly takenAtIsNaive?: boolean;
  /** Banner: `OpenJDK 64-Bit Server VM (17.0.15+6 mixed mode, sharing)`. */
  readonly jvm?: string;
  /** Feature release: 8, 11, 17... */
  readonly jdk?: number;
  readonly pid?: number;
  readonly threads: readonly Thread[];
  readonly deadlocks: readonly ReportedDeadlock[];
  /** At least one "Locked ownable synchronizers" section was seen (-l). Without it AQS owners are unknown, not absent. */
  readonly hasOwnableSynchronizers: boolean;
  /** The end marker (JNI global refs, Heap, closing brace) was seen. */
  readonly complete: boolean;
};

/**
 * The dumps of one JVM life in time order, bounded: the first and the newest dumps are whole (`dumps`), the ones
 * between are folded to counts. `total` counts all.
 */
export type ThreadSeries = {
  readonly dumps: readonly ThreadDump[];
  /**
   * Thread.dump_to_file texts taken beside the `dumps`: they list the virtual threads that the dumps cannot show, and the platform threads
   * a second time. Joined by thread id (facts/virtual). Where there is nothing else, such texts are the `dumps`.
   */
  readonly beside?: readonly ThreadDump[];
  readonly total: number;
  /** One entry per dump, folded ones included. `families` is name pattern -> count. */
  readonly summaries: readonly ThreadDumpSummary[];
};

export type ThreadDumpSummary = {
  readonly artifactId: string;
  readonly takenAtMs?: number;
  readonly total: number;
  readonly byState: Readonly<Record<string, number>>;
  readonly families: Readonly<Record<string, number>>;
};
