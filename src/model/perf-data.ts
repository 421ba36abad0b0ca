/** One hsperfdata reading. Longs as numbers (as decimal text when beyond 2^53, never rounded), strings trimmed at NUL. Source: HotSpot perfMemory.hpp, version 2.0. */
export type PerfData = {
  readonly takenAtMs?: number;
  readonly counters: ReadonlyMap<string, number | string>;
};

/** The counters of one reading by name; a Map is one, too. */
export type CounterLookup = { get(name: string): number | string | undefined };
