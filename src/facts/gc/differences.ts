import type { GcChange, GcEvent, GcSample, GcSpace } from '../../model/gc-series.ts';

/** How much a total rose; undefined when one is unknown or it fell (another JVM, a wrapped counter). */
export const rise = (before: number | undefined, after: number | undefined): number | undefined =>
  before === undefined || after === undefined || after < before ? undefined : after - before;

const changeOf = (before: GcSpace | undefined, after: GcSpace | undefined): GcChange | undefined => {
  if (after === undefined || (after.usedBytes === undefined && after.usedPct === undefined)) return undefined;
  return {
    ...(before?.usedBytes === undefined ? {} : { beforeBytes: before.usedBytes }),
    ...(after.usedBytes === undefined ? {} : { afterBytes: after.usedBytes }),
    ...(after.usedPct === undefined ? {} : { afterPct: after.usedPct }),
    ...(after.capacityBytes === undefined ? {} : { capacityBytes: after.capacityBytes }),
  };
};

const spaces = ['heap', 'old', 'metaspace'] as const;

const changesOf = (before: GcSample, after: GcSample): Pick<GcEvent, (typeof spaces)[number]> =>
  Object.fromEntries(
    spaces.flatMap((space) => {
      const change = changeOf(before[space], after[space]);
      return change === undefined ? [] : [[space, change]];
    }),
  );

const sorts = [
  { kind: 'young', count: 'youngGcCount', time: 'youngGcTimeMs' },
  { kind: 'pause', count: 'concurrentPauseCount', time: 'concurrentPauseTimeMs' },
  { kind: 'full', count: 'fullGcCount', time: 'fullGcTimeMs' },
] as const;

/** The collections that must have run between two samples of one JVM life: one event per sort, with how many and their time together. */
export const collectionsBetween = (before: GcSample, after: GcSample): readonly GcEvent[] =>
  sorts.flatMap(({ kind, count, time }): GcEvent[] => {
    const number = rise(before[count], after[count]);
    if (number === undefined || number === 0) return [];
    const durationMs = rise(before[time], after[time]);
    const cause = after.lastCause;
    return [
      {
        kind,
        derived: true,
        clockAtEnd: true,
        ...(after.atMs === undefined ? {} : { atMs: after.atMs }),
        ...(after.uptimeMs === undefined ? {} : { uptimeMs: after.uptimeMs }),
        ...(number === 1 ? {} : { count: number }),
        ...(durationMs === undefined ? {} : { durationMs }),
        // The cause known is the one of the newest collection, of whatever sort.
        ...(cause === undefined || cause === 'No GC' || kind === 'pause' ? {} : { cause }),
        ...(kind === 'full' ? changesOf(before, after) : {}),
        ...(after.line === undefined ? {} : { line: after.line }),
      },
    ];
  });

/** What the application allocated between two samples: eden filled so often, and what is in it now. An estimate: eden changes its size. */
export const allocatedBetween = (before: GcSample, after: GcSample): number | undefined => {
  const collections = rise(before.youngGcCount, after.youngGcCount);
  const [was, is] = [before.eden, after.eden];
  if (collections === undefined || was?.usedBytes === undefined || is?.usedBytes === undefined) return undefined;
  if (collections === 0) return Math.max(0, is.usedBytes - was.usedBytes);
  if (was.capacityBytes === undefined) return undefined;
  return Math.max(0, was.capacityBytes - was.usedBytes) + (collections - 1) * was.capacityBytes + is.usedBytes;
};
