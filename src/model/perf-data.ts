/** One hsperfdata reading. Longs as numbers (bigint when above 2^53), strings trimmed at NUL. Source: HotSpot perfMemory.hpp, version 2.0. */
export type PerfData = {
  readonly takenAtMs?: number;
  readonly counters: ReadonlyMap<string, number | string>;
};
