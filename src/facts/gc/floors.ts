import type { GcChange, GcEvent, GcFloor, GcSample, GcSpace } from '../../model/gc-series.ts';
import { falls } from './falls.ts';
import { condensed } from './thinned.ts';

/** More floors than that are put together two by two, the lower one stays. */
const maxFloors = 2048;

type Left = Pick<GcFloor, 'usedBytes' | 'capacityBytes' | 'usedPct' | 'of'>;

const left = (
  of: GcFloor['of'],
  usedBytes: number | undefined,
  capacityBytes: number | undefined,
  knownPct: number | undefined,
): Left | undefined => {
  const usedPct =
    knownPct ?? (usedBytes === undefined || !capacityBytes ? undefined : (100 * usedBytes) / capacityBytes);
  if (usedBytes === undefined && usedPct === undefined) return undefined;
  const left: { -readonly [K in keyof Left]: Left[K] } = { of };
  if (usedBytes !== undefined) left.usedBytes = usedBytes;
  if (capacityBytes !== undefined) left.capacityBytes = capacityBytes;
  if (usedPct !== undefined) left.usedPct = usedPct;
  return left;
};

const leftIn = (of: GcFloor['of'], change: GcChange | undefined): Left | undefined =>
  left(of, change?.afterBytes, change?.capacityBytes, change?.afterPct);

const inSpace = (of: GcFloor['of'], space: GcSpace | undefined): Left | undefined =>
  left(of, space?.usedBytes, space?.capacityBytes, space?.usedPct);

/** What ZGC's marking found alive is the floor itself: what is in use at the end of a cycle was allocated meanwhile, too. */
const leftBy = ({ liveBytes, old, heap }: GcEvent): Left | undefined =>
  liveBytes === undefined
    ? (leftIn('old', old) ?? leftIn('heap', heap))
    : leftIn('heap', { ...heap, afterBytes: liveBytes });

/** Cycles that look at the young generation alone. */
const youngCycles: ReadonlySet<string> = new Set(['Minor Collection', 'Young']);
const leftAt = ({ old, heap }: GcSample): Left | undefined => inSpace('old', old) ?? inSpace('heap', heap);

const heightOf = ({ usedBytes, usedPct = 0 }: Left): number => usedBytes ?? usedPct;

/** A heap without generations is full of what came in since the last cycle: so many readings, at least, until the least of them is taken for what was left. */
const readingsOfValley = 5;
const lower = (a: GcFloor | undefined, b: GcFloor): GcFloor => (a === undefined || heightOf(b) < heightOf(a) ? b : a);

/**
 * The floors of old after collections, from events and from samples: one per full collection, per mixed sequence (its least), per
 * concurrent cycle (what it left, else the least until the next one).
 */
export const floorsOf = () => {
  const floors = condensed<GcFloor>(maxFloors, (a, b) => lower(a, b));
  let mixed: GcFloor | undefined;
  /** Least since the end of the last cycle; undefined before the first one. */
  let sinceCycle: GcFloor | 'nothing' | undefined;
  let readings = 0;
  const collected = falls();

  const floor = (tMs: number, at: GcEvent | GcSample, left: Left, by: GcFloor['by']): GcFloor => {
    const { usedBytes, capacityBytes, usedPct, of } = left;
    const made: { -readonly [K in keyof GcFloor]: GcFloor[K] } = { tMs, of, by };
    if (at.atMs !== undefined) made.atMs = at.atMs;
    if (at.uptimeMs !== undefined) made.uptimeMs = at.uptimeMs;
    if (usedBytes !== undefined) made.usedBytes = usedBytes;
    if (capacityBytes !== undefined) made.capacityBytes = capacityBytes;
    if (usedPct !== undefined) made.usedPct = usedPct;
    if ('artifactId' in at && at.artifactId !== undefined) made.artifactId = at.artifactId;
    if (at.line !== undefined) made.line = at.line;
    return made;
  };

  const endMixed = (): void => {
    if (mixed !== undefined) floors.add(mixed);
    mixed = undefined;
  };
  const endCycle = (): void => {
    if (sinceCycle !== undefined && sinceCycle !== 'nothing') floors.add(sinceCycle);
    sinceCycle = 'nothing';
    readings = 0;
  };
  const seen = (tMs: number, at: GcEvent | GcSample, left: Left, by: GcFloor['by']): void => {
    if (sinceCycle === undefined) return;
    if (sinceCycle === 'nothing' || heightOf(left) < heightOf(sinceCycle)) sinceCycle = floor(tMs, at, left, by);
  };

  return {
    event: (tMs: number, event: GcEvent): void => {
      if (event.kind === 'pause' || event.kind === 'safepoint') return;
      if (event.kind !== 'mixed') endMixed();
      if (event.kind === 'young' && sinceCycle === undefined) return;
      const what = leftBy(event);
      if (event.kind === 'full') {
        if (what !== undefined) floors.add(floor(tMs, event, what, 'full'));
        sinceCycle = undefined;
      } else if (event.kind === 'mixed') {
        if (what !== undefined) mixed = lower(mixed, floor(tMs, event, what, 'mixed'));
        sinceCycle = undefined;
      } else if (event.kind === 'cycle' && youngCycles.has(event.phase ?? '')) {
        if (what !== undefined) seen(tMs, event, what, 'cycle');
      } else if (event.kind === 'cycle') {
        endCycle();
        if (what === undefined) return;
        floors.add(floor(tMs, event, what, 'cycle'));
        sinceCycle = undefined;
      } else if (event.kind === 'young' && what !== undefined) seen(tMs, event, what, 'cycle');
    },
    /** `cycles`: a concurrent cycle moved on since the sample before; undefined where nobody counts them. */
    sample: (tMs: number, sample: GcSample, cycles: boolean | undefined): void => {
      if (sample.duringCollection) return;
      const what = leftAt(sample);
      if (what === undefined) {
        if (cycles) endCycle();
        return;
      }
      const isHeap = what.of === 'heap';
      const ended = cycles ?? collected.next(heightOf(what), what.capacityBytes);
      if (ended && (!isHeap || readings >= readingsOfValley || sinceCycle === undefined)) endCycle();
      readings++;
      // Of a heap without generations also what came in since: at least what was left.
      seen(tMs, sample, what, isHeap ? 'valley' : 'cycle');
    },
    /** With the least of the mixed sequence that is still going on. */
    list: (): readonly GcFloor[] =>
      [...floors.list(), ...(mixed === undefined ? [] : [mixed])].sort((a, b) => a.tMs - b.tMs),
  };
};
