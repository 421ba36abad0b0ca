import type { GcCollector } from './gc-series.ts';
import type { Severity } from './verdict.ts';

/** One space as it is now. `maxBytes`: what it may grow to, where that is more than its capacity. */
export type WatchedSpace = {
  readonly space: 'young' | 'old' | 'heap' | 'metaspace';
  readonly usedBytes: number;
  readonly capacityBytes?: number;
  readonly maxBytes?: number;
};

/** What happened in the last minute, or since the first reading when that is less. Absent: not known. */
export type WatchedRates = {
  readonly spanMs: number;
  readonly youngPerMinute?: number;
  readonly fullPerMinute?: number;
  readonly pausesPerMinute?: number;
  /** Mean of all collections that stopped the world. */
  readonly meanPauseMs?: number;
  /** Share of time in which the application stood still, for collections and all else: safepoint counters. */
  readonly stoodPct?: number;
  readonly allocatedBytesPerSecond?: number;
};

/** What is left after collections. Absent numbers: too few collections yet. */
export type WatchedFloor = {
  readonly count: number;
  readonly firstBytes?: number;
  readonly lastBytes?: number;
  readonly bytesPerHour?: number;
  readonly fullInMs?: number;
};

/** One JVM on the live screen. Histories have one value per reading, oldest first; null: nothing was read. */
export type WatchedJvm = {
  readonly name: string;
  readonly state: 'waiting' | 'following' | 'gap' | 'ended';
  /** Why nothing is read. */
  readonly reason?: string;
  readonly collector?: GcCollector;
  readonly jdk?: number;
  readonly uptimeMs?: number;
  readonly readings: number;
  /** JVM lives seen beyond the first. */
  readonly restarts: number;
  readonly lastCause?: string;
  readonly spaces: readonly WatchedSpace[];
  readonly history: {
    /** Used bytes of old, of the heap where there is no old. */
    readonly used: readonly (number | null)[];
    /** Collections since the reading before. */
    readonly collections: readonly (number | null)[];
    /** Share of time stood still since the reading before, 0 to 1. */
    readonly stood: readonly (number | null)[];
  };
  readonly rates?: WatchedRates;
  readonly floor: WatchedFloor;
  readonly verdict: WatchedVerdict;
};

/** `unknown`: too early to say; `waitMs` is about how long it takes at the pace so far. `more`: further findings. */
export type WatchedVerdict = {
  readonly level: Severity | 'clear' | 'unknown';
  readonly text: string;
  readonly more: number;
  readonly waitMs?: number;
};

export type WatchModel = {
  readonly jvms: readonly WatchedJvm[];
  readonly elapsedMs: number;
  readonly intervalMs: number;
};
