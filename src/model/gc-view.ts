import type { GcBeside, GcSource } from './gc-series.ts';

/** Times RFC 3339 UTC. null: looked for and not known. */
type Moment = { readonly at: string | null; readonly uptimeMs: number | null };

export type GcSampleRow = Moment & {
  readonly edenUsedBytes: number | null;
  readonly edenCapacityBytes: number | null;
  readonly oldUsedBytes: number | null;
  readonly oldCapacityBytes: number | null;
  /** Of the capacity; also known where the bytes are not (jstat -gcutil). */
  readonly oldUsedPct: number | null;
  readonly heapUsedBytes: number | null;
  readonly heapCapacityBytes: number | null;
  readonly metaspaceUsedBytes: number | null;
  readonly metaspaceCapacityBytes: number | null;
  readonly youngGcCount: number | null;
  /** Full collections only; null where the JVM does not count them apart. */
  readonly fullGcCount: number | null;
  readonly concurrentPauseCount: number | null;
  readonly gcTimeMs: number | null;
  readonly safepointTimeMs: number | null;
};

export type GcCollectionRow = Moment & {
  readonly kind: string;
  readonly cause: string | null;
  readonly phase: string | null;
  /** More than 1: several between two samples, `durationMs` is their sum. */
  readonly count: number;
  readonly durationMs: number | null;
  readonly heapBeforeBytes: number | null;
  readonly heapAfterBytes: number | null;
  readonly oldAfterBytes: number | null;
  readonly capacityBytes: number | null;
  readonly marks: readonly string[];
  /** 1-based line of `artifact`; null for collections seen as a difference of counters. */
  readonly line: number | null;
};

export type GcTallyRow = {
  readonly kind: string;
  readonly cause: string | null;
  readonly phase: string | null;
  readonly count: number;
  readonly durationMs: number;
  readonly longestMs: number | null;
};

/** What was left of `of` (old, or the whole heap) after a collection that looked at it. */
export type GcFloorRow = Moment & {
  readonly of: string;
  readonly by: string;
  readonly usedBytes: number | null;
  readonly capacityBytes: number | null;
  /** Of the capacity. */
  readonly usedPct: number | null;
};

/** One stretch of time. `pausePct`: share of it in which collections stopped the world; `safepointPct`: in which anything did. */
export type GcStretchRow = Moment & {
  readonly spanMs: number;
  readonly pausePct: number | null;
  readonly safepointPct: number | null;
  readonly longestPauseMs: number;
  readonly youngCount: number;
  readonly fullCount: number;
  readonly stallCount: number;
  readonly allocatedBytes: number | null;
};

export type GcBesideRow = {
  readonly what: GcBeside['what'];
  readonly name: string | null;
  readonly first: number;
  readonly last: number;
  readonly most: number;
  readonly mostAt: string;
  readonly limit: number | null;
};

/** The collections of one JVM life by one source. Arrays are thinned; `...Total` beside them counts all. */
export type GcView = {
  readonly subject: string;
  readonly source: GcSource;
  readonly artifacts: readonly string[];
  readonly collector: string | null;
  readonly jdk: number | null;
  readonly heapMaxBytes: number | null;
  /** From the first to the last sample or event; null when there are no times. */
  readonly spanMs: number | null;
  readonly samples: readonly GcSampleRow[];
  /** Of the samples. */
  readonly total: number;
  readonly collections: readonly GcCollectionRow[];
  readonly collectionsTotal: number;
  readonly tallies: readonly GcTallyRow[];
  readonly longest: readonly GcCollectionRow[];
  readonly floors: readonly GcFloorRow[];
  readonly floorsTotal: number;
  readonly stretches: readonly GcStretchRow[];
  /** What Prometheus remembers beside: threads, connections of pools. */
  readonly beside?: readonly GcBesideRow[];
  /** Of a log: lines that are not blank, those that were understood, and the first that was not. */
  readonly logLines?: { readonly recognised: number; readonly total: number; readonly firstOther: string | null };
};
