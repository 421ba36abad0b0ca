import type { GcView } from '../../model/gc-view.ts';

/** One space of the newest sample, or of the newest collection of a log. */
export type SpaceRow = {
  readonly space: 'eden' | 'old' | 'heap' | 'metaspace';
  readonly usedBytes: number | null;
  readonly capacityBytes: number | null;
  readonly usedPct: number | null;
};

const pct = (used: number | null, capacity: number | null): number | null =>
  used === null || !capacity ? null : (100 * used) / capacity;

/** The spaces as they were last seen; those of which nothing is known are left out. */
export const spacesOf = (view: GcView): readonly SpaceRow[] => {
  const last = view.samples.at(-1);
  if (last === undefined) return [];
  const rows: readonly SpaceRow[] = [
    { space: 'eden', usedBytes: last.edenUsedBytes, capacityBytes: last.edenCapacityBytes, usedPct: null },
    { space: 'old', usedBytes: last.oldUsedBytes, capacityBytes: last.oldCapacityBytes, usedPct: last.oldUsedPct },
    {
      space: 'heap',
      usedBytes: last.heapUsedBytes,
      capacityBytes: view.heapMaxBytes ?? last.heapCapacityBytes,
      usedPct: null,
    },
    {
      space: 'metaspace',
      usedBytes: last.metaspaceUsedBytes,
      capacityBytes: last.metaspaceCapacityBytes,
      usedPct: null,
    },
  ];
  return rows
    .map((row) => ({ ...row, usedPct: row.usedPct ?? pct(row.usedBytes, row.capacityBytes) }))
    .filter(({ usedBytes, usedPct }) => usedBytes !== null || usedPct !== null);
};

/** Collections of a kind and cause, with what they took and how often they come. */
export type CollectionsRow = GcView['tallies'][number] & { readonly perMinute: number | null; readonly meanMs: number };

export const collectionsOf = (view: GcView, most: number): readonly CollectionsRow[] =>
  view.tallies.slice(0, most).map((tally) => ({
    ...tally,
    meanMs: tally.durationMs / Math.max(1, tally.count),
    perMinute: view.spanMs === null || view.spanMs <= 0 ? null : (60_000 * tally.count) / view.spanMs,
  }));

/** Height of each floor in bytes, or in percent where only that is known. */
export const floorHeights = (
  view: GcView,
): { readonly values: readonly number[]; readonly unit: 'bytes' | 'percent' } => {
  const inBytes = view.floors.flatMap(({ usedBytes }) => (usedBytes === null ? [] : [usedBytes]));
  if (inBytes.length > 0) return { values: inBytes, unit: 'bytes' };
  return { values: view.floors.flatMap(({ usedPct }) => (usedPct === null ? [] : [usedPct])), unit: 'percent' };
};
