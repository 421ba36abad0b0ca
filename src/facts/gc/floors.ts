import type { GcChange, GcCollector, GcEvent, GcFloor, GcSample, GcSpace } from '../../model/gc-series.ts';
import { isConcurrent } from './collector.ts';
import { condensed } from './thinned.ts';

/** More floors than that are put together two by two, the lower one stays. */
const maxFloors = 2048;

type Left = Pick<GcFloor, 'usedBytes' | 'capacityBytes' | 'of'>;

const leftIn = (of: GcFloor['of'], change: GcChange | undefined): Left | undefined =>
  change?.afterBytes === undefined
    ? undefined
    : {
        of,
        usedBytes: change.afterBytes,
        ...(change.capacityBytes === undefined ? {} : { capacityBytes: change.capacityBytes }),
      };

const inSpace = (of: GcFloor['of'], space: GcSpace | undefined): Left | undefined =>
  space?.usedBytes === undefined
    ? undefined
    : {
        of,
        usedBytes: space.usedBytes,
        ...(space.capacityBytes === undefined ? {} : { capacityBytes: space.capacityBytes }),
      };

/** What ZGC's marking found alive is the floor itself: what is in use at the end of a cycle was allocated meanwhile, too. */
const leftBy = ({ liveBytes, old, heap }: GcEvent): Left | undefined =>
  liveBytes === undefined
    ? (leftIn('old', old) ?? leftIn('heap', heap))
    : leftIn('heap', { ...heap, afterBytes: liveBytes });

/** Cycles that look at the young generation alone. */
const youngCycles: ReadonlySet<string> = new Set(['Minor Collection', 'Young']);
const leftAt = ({ old, heap }: GcSample): Left | undefined => inSpace('old', old) ?? inSpace('heap', heap);

const lower = (a: GcFloor | undefined, b: GcFloor): GcFloor => (a === undefined || b.usedBytes < a.usedBytes ? b : a);

/**
 * The floors of old after collections, from events and from samples: one per full collection, per mixed sequence (its least), per
 * concurrent cycle (what it left, else the least until the next one).
 */
export const floorsOf = () => {
  const floors = condensed<GcFloor>(maxFloors, (a, b) => lower(a, b));
  let mixed: GcFloor | undefined;
  /** Least since the end of the last cycle; undefined before the first one. */
  let sinceCycle: GcFloor | 'nothing' | undefined;

  const floor = (tMs: number, at: GcEvent | GcSample, left: Left, by: GcFloor['by']): GcFloor => ({
    tMs,
    ...(at.atMs === undefined ? {} : { atMs: at.atMs }),
    ...(at.uptimeMs === undefined ? {} : { uptimeMs: at.uptimeMs }),
    ...left,
    by,
    ...('artifactId' in at && at.artifactId !== undefined ? { artifactId: at.artifactId } : {}),
    ...(at.line === undefined ? {} : { line: at.line }),
  });

  const endMixed = (): void => {
    if (mixed !== undefined) floors.add(mixed);
    mixed = undefined;
  };
  const endCycle = (): void => {
    if (sinceCycle !== undefined && sinceCycle !== 'nothing') floors.add(sinceCycle);
    sinceCycle = 'nothing';
  };
  const seen = (one: GcFloor): void => {
    if (sinceCycle !== undefined) sinceCycle = sinceCycle === 'nothing' ? one : lower(sinceCycle, one);
  };

  return {
    event: (tMs: number, event: GcEvent): void => {
      const left = leftBy(event);
      if (event.kind !== 'mixed' && event.kind !== 'pause' && event.kind !== 'safepoint') endMixed();
      if (event.kind === 'full') {
        if (left !== undefined) floors.add(floor(tMs, event, left, 'full'));
        sinceCycle = undefined;
      } else if (event.kind === 'mixed') {
        if (left !== undefined) mixed = lower(mixed, floor(tMs, event, left, 'mixed'));
        sinceCycle = undefined;
      } else if (event.kind === 'cycle' && youngCycles.has(event.phase ?? '')) {
        if (left !== undefined) seen(floor(tMs, event, left, 'cycle'));
      } else if (event.kind === 'cycle') {
        endCycle();
        if (left === undefined) return;
        floors.add(floor(tMs, event, left, 'cycle'));
        sinceCycle = undefined;
      } else if (event.kind === 'young' && left !== undefined) seen(floor(tMs, event, left, 'cycle'));
    },
    /** `cycles`: a concurrent cycle moved on since the sample before. */
    sample: (tMs: number, sample: GcSample, collector: GcCollector | undefined, cycles: boolean): void => {
      if (!isConcurrent(collector) || sample.duringCollection) return;
      const left = leftAt(sample);
      if (cycles) endCycle();
      if (left !== undefined) seen(floor(tMs, sample, left, 'cycle'));
    },
    /** With the least of the mixed sequence that is still going on. */
    list: (): readonly GcFloor[] =>
      [...floors.list(), ...(mixed === undefined ? [] : [mixed])].sort((a, b) => a.tMs - b.tMs),
  };
};
