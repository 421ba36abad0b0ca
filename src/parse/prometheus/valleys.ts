export type Value = { readonly atMs: number; readonly value: number };

/** Windows a history is cut into: each has its lowest value. */
const windows = 24;
/** A window must hold collections of old; shorter ones follow the load. */
const leastWindowMs = 10 * 60_000;

/** The lowest value of each window, in the order of time: what the generation came down to. */
export const valleysOf = (values: readonly Value[]): readonly Value[] => {
  const first = values[0];
  const last = values.at(-1);
  if (first === undefined || last === undefined) return [];
  const spanMs = last.atMs - first.atMs;
  const width = Math.max(leastWindowMs, spanMs / windows);
  // The rest of a window at the end has not come down yet: it belongs to the one before.
  const newest = Math.max(0, Math.floor(spanMs / width) - 1);
  const lowest = new Map<number, Value>();
  for (const value of values) {
    const index = Math.min(newest, Math.floor((value.atMs - first.atMs) / width));
    const known = lowest.get(index);
    if (known === undefined || value.value < known.value) lowest.set(index, value);
  }
  return [...lowest.values()];
};
