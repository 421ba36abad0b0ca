/** Where the figures come from: hsperfdata readings, text of jstat, a GC log, the history in Prometheus. */
export type GcSource = 'counters' | 'jstat' | 'log' | 'prometheus';

/** `CMS` ends with JDK 13. A generational mode is a collector of its own: its counters and its judgement differ. */
export type GcCollector =
  | 'Serial'
  | 'Parallel'
  | 'CMS'
  | 'G1'
  | 'ZGC'
  | 'ZGC generational'
  | 'Shenandoah'
  | 'Shenandoah generational'
  | 'Epsilon';

/** `capacityBytes` is what is committed now; `usedPct` of it, where only that is known (jstat -gcutil) or as well. Absent: unknown. */
export type GcSpace = {
  readonly usedBytes?: number;
  readonly capacityBytes?: number;
  readonly usedPct?: number;
  readonly maxBytes?: number;
};

/** The clock of a sample or event: epoch ms, ms since the start of the JVM, or neither (jstat without -t). */
export type GcClock = { readonly atMs?: number; readonly uptimeMs?: number };

/** Generations and areas. `old` is absent for collectors without one, `heap` is all of it where it is known. */
export type GcSpaces = {
  readonly eden?: GcSpace;
  readonly survivor0?: GcSpace;
  readonly survivor1?: GcSpace;
  readonly young?: GcSpace;
  readonly old?: GcSpace;
  readonly heap?: GcSpace;
  readonly metaspace?: GcSpace;
  readonly classSpace?: GcSpace;
};

/**
 * The state of the heap and the totals since the start of the JVM at one moment. Normalised over collectors: `fullGcCount` counts full
 * collections only, where the JVM counts them apart (not Shenandoah, ZGC, CMS of JDK 8); pauses of concurrent cycles are `concurrentPause*`.
 */
export type GcSample = GcClock &
  GcSpaces & {
    readonly youngGcCount?: number;
    readonly youngGcTimeMs?: number;
    readonly fullGcCount?: number;
    readonly fullGcTimeMs?: number;
    readonly concurrentPauseCount?: number;
    readonly concurrentPauseTimeMs?: number;
    /** Of all collections, as jstat's GCT. No measure of overhead for ZGC and Shenandoah. */
    readonly gcTimeMs?: number;
    readonly cause?: string;
    readonly lastCause?: string;
    readonly safepointCount?: number;
    readonly safepointTimeMs?: number;
    readonly safepointSyncTimeMs?: number;
    /** Time outside of safepoints: with `safepointTimeMs` the share of time the application stood still. */
    readonly applicationTimeMs?: number;
    readonly threadCount?: number;
    /** A collection ran while it was read: the spaces may contradict each other. */
    readonly duringCollection?: true;
    /** 1-based, of the artifact. */
    readonly line?: number;
  };

/**
 * - `young`, `mixed`, `full`: a collection that stops the world (`mixed`: G1, young and some of old).
 * - `cycle`: a concurrent collection from its start to its end; its pauses are events of their own.
 * - `pause`: one pause of a cycle (initial mark, remark, cleanup, degenerated).
 * - `stall`: threads waited for memory (ZGC allocation stall, Shenandoah pacing).
 * - `safepoint`: the world stood still for something else than a collection.
 */
export type GcEventKind = 'young' | 'mixed' | 'full' | 'cycle' | 'pause' | 'stall' | 'safepoint';

export type GcMark =
  | 'evacuation-failure'
  | 'promotion-failed'
  | 'concurrent-mode-failure'
  | 'humongous'
  | 'allocation-stall'
  | 'degenerated'
  | 'pacing'
  | 'pinned'
  | 'abandoned';

/** Before and after one collection; `capacityBytes` committed after it. `afterPct` where only shares of it are known. */
export type GcChange = {
  readonly beforeBytes?: number;
  readonly afterBytes?: number;
  readonly capacityBytes?: number;
  readonly afterPct?: number;
};

/** A collection, pause or stall. The clock is of its start (of its end when `clockAtEnd`: unified logs write it then). */
export type GcEvent = GcClock & {
  readonly kind: GcEventKind;
  readonly clockAtEnd?: true;
  /** `GC(17)`. */
  readonly id?: number;
  /** `Allocation Failure`, `G1 Evacuation Pause`, `System.gc()`. */
  readonly cause?: string;
  /** `Remark`, `Initial Mark`, `Concurrent Mark Cycle`: the name where the kind alone says less. */
  readonly phase?: string;
  /** Of a pause: the world stood still. Of a cycle: from start to end. Of several: their sum. */
  readonly durationMs?: number;
  /** Several collections seen as one between two samples: how many (1). `durationMs` is then their sum. */
  readonly count?: number;
  /** Seen only as a difference of two samples: `after` values are of the sample, so at least what was left. */
  readonly derived?: true;
  readonly heap?: GcChange;
  readonly young?: GcChange;
  readonly old?: GcChange;
  readonly metaspace?: GcChange;
  /** What marking found alive (ZGC): the floor, without what was allocated meanwhile. */
  readonly liveBytes?: number;
  readonly userMs?: number;
  readonly systemMs?: number;
  readonly realMs?: number;
  /** Reaching the safepoint, apart from `durationMs`. */
  readonly syncMs?: number;
  readonly humongousRegions?: { readonly before: number; readonly after: number };
  readonly marks?: readonly GcMark[];
  readonly artifactId?: string;
  /** 1-based, of the artifact. */
  readonly line?: number;
  readonly endLine?: number;
};

/** What is fixed for the life of the JVM, or said once. Absent: unknown. */
export type GcJvm = {
  readonly collector?: GcCollector;
  readonly jdk?: number;
  readonly version?: string;
  readonly pid?: number;
  readonly startedAtMs?: number;
  readonly heapMaxBytes?: number;
  readonly oldMaxBytes?: number;
  readonly metaspaceMaxBytes?: number;
  readonly regionBytes?: number;
  readonly cpus?: number;
  readonly memoryBytes?: number;
  readonly gcThreads?: number;
  readonly args?: string;
  readonly mainClass?: string;
  /** Where it runs, as Prometheus calls it: pod or instance. */
  readonly place?: string;
};

/** Lines of a log that are not blank: understood, written by the collector and not understood, written by others. */
export type GcLogLines = {
  readonly recognised: number;
  readonly unidentified: number;
  readonly other: number;
  /** The first of the unidentified, cut to 200 characters. */
  readonly firstUnidentified?: string;
  /** The first of the others, cut to 200 characters. */
  readonly firstOther?: string;
};

/** A figure that Prometheus remembers beside the collections, over the life of the JVM: live threads, connections of a pool. */
export type GcBeside = {
  readonly what: 'threads' | 'connections-active' | 'connections-waiting' | 'connection-timeouts';
  /** The pool. */
  readonly name?: string;
  readonly first: number;
  readonly last: number;
  readonly most: number;
  readonly mostAtMs: number;
  /** Of a pool: its size. */
  readonly limit?: number;
};

/**
 * What a parser emits, in the order of the file: any number of samples and events of one JVM life. `newLife`: the JVM started anew before
 * these (clock of the JVM went back, another process). Batches of some hundreds keep the cost per event low.
 */
export type GcPiece = {
  readonly artifactId: string;
  readonly source: GcSource;
  readonly jvm?: GcJvm;
  readonly samples?: readonly GcSample[];
  readonly events?: readonly GcEvent[];
  /** Once, with the last piece of a log. */
  readonly lines?: GcLogLines;
  readonly beside?: readonly GcBeside[];
  /** What was left at a moment, known without the collection that left it: no collection is counted for it. */
  readonly left?: readonly GcEvent[];
  readonly newLife?: true;
};

/** Events of one kind and cause: exact, however many there were. `longestMs` absent: only sums are known. */
export type GcTally = {
  readonly kind: GcEventKind;
  readonly cause?: string;
  readonly phase?: string;
  readonly count: number;
  readonly durationMs: number;
  readonly longestMs?: number;
};

/**
 * A stretch of time. Buckets of one series have one width, doubled when there are too many. `pauseMs` is the union of the stop-the-world
 * intervals that lie in it (a pause over a border is split); the others are sums.
 */
export type GcBucket = {
  /** Start on the series' axis, see GcSeries.axis. */
  readonly startMs: number;
  readonly pauseMs: number;
  readonly pauseCount: number;
  readonly longestPauseMs: number;
  readonly youngCount: number;
  readonly fullCount: number;
  readonly stallCount: number;
  /** Sum of what collections freed and then was filled again: what the application allocated. Absent: unknown. */
  readonly allocatedBytes?: number;
  /** Promoted into old by young collections. */
  readonly promotedBytes?: number;
  /** From the safepoint counters between samples. */
  readonly safepointMs?: number;
  readonly applicationMs?: number;
};

/** What was left after a collection that looked at all of old: the floor the live set stands on. */
export type GcFloor = GcClock & {
  /** On the series' axis. */
  readonly tMs: number;
  /** Of old, or of the whole heap where the collector has no old generation (`of`). Absent where a source knows only shares. */
  readonly usedBytes?: number;
  readonly capacityBytes?: number;
  /** Of the capacity at that time; of the maximum where the capacity follows what is used (heap of G1, ZGC, Shenandoah). */
  readonly usedPct?: number;
  readonly of: 'old' | 'heap';
  /** `full`: after full collections; `mixed`: least of a mixed sequence; `cycle`: least around the end of a cycle; `valley`: least between samples. */
  readonly by: 'full' | 'mixed' | 'cycle' | 'valley';
  readonly artifactId?: string;
  readonly line?: number;
};

/**
 * The collections of one JVM life, bounded: totals are exact, `samples`, `events`, `buckets` and `floors` are thinned when there are too many (see
 * facts/gc/fold). All lists are in the order of time.
 */
export type GcSeries = {
  readonly sources: readonly GcSource[];
  /** Ids of the artifacts it was read from, in the order they came. */
  readonly artifacts: readonly string[];
  readonly jvm: GcJvm;
  /** What `tMs` and `startMs` mean: ms since the start of the JVM, epoch ms, or, where nothing has a clock, the number of the sample. */
  readonly axis: 'uptime' | 'epoch' | 'ordinal';
  readonly first?: GcClock;
  readonly last?: GcClock;
  /** Thinned to a few hundred: the first, the newest, and of each stretch between the newest one. */
  readonly samples: readonly GcSample[];
  readonly sampleTotal: number;
  /** Full collections, marked events and the longest pauses stay longest; what was dropped is in `tallies`. */
  readonly events: readonly GcEvent[];
  readonly eventTotal: number;
  readonly tallies: readonly GcTally[];
  readonly marks: Readonly<Partial<Record<GcMark, number>>>;
  /** The ten longest pauses that were measured one by one, longest first. */
  readonly longest: readonly GcEvent[];
  readonly bucketMs: number;
  readonly buckets: readonly GcBucket[];
  readonly floors: readonly GcFloor[];
  readonly lines?: GcLogLines;
  readonly beside?: readonly GcBeside[];
  /** Highest figures seen. */
  readonly peaks: {
    readonly heapUsedBytes?: number;
    readonly oldUsedBytes?: number;
    readonly heapCapacityBytes?: number;
  };
};
