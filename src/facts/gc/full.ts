import type { GcEvent, GcSeries } from '../../model/gc-series.ts';
import { capacityFor, heapMaxOf, sharesHeap, timeOf, warmUpEnd } from './chosen.ts';

/** Collections that somebody asked for with a tool: they tell of the heap, not of its need. */
const byTool = /Heap Inspection|Heap Dump|Diagnostic Command|JvmtiEnv|GC\.run|WhiteBox|Verify|No GC/i;
const bySystem = /System\.gc\(\)/;
const byMetaspace = /Metadata GC/;

export type FullReason = 'memory' | 'explicit' | 'metaspace' | 'tool';

export const reasonOf = ({ cause = '' }: Pick<GcEvent, 'cause'>): FullReason => {
  if (bySystem.test(cause)) return 'explicit';
  if (byMetaspace.test(cause)) return 'metaspace';
  return byTool.test(cause) ? 'tool' : 'memory';
};

/** A full collection as it is judged. Percentages of what the old generation may fill; undefined: unknown. */
export type Full = {
  readonly event: GcEvent;
  readonly reason: FullReason;
  readonly tMs: number | undefined;
  readonly afterPct: number | undefined;
  /** Of what was in old before it. */
  readonly freedPct: number | undefined;
};

const share = (part: number | undefined, whole: number | undefined): number | undefined =>
  part === undefined || whole === undefined || whole === 0 ? undefined : (100 * part) / whole;

const judged = (series: GcSeries, event: GcEvent): Full => {
  const tMs = timeOf(series, event);
  const reason = reasonOf(event);
  // Where old shares the heap, all that is left is in it; counters see old only later, when it may have grown again.
  const whole = sharesHeap(series) || event.old?.capacityBytes === undefined;
  const left = whole ? (event.heap ?? event.old) : event.old;
  const capacity = whole
    ? (heapMaxOf(series) ?? event.heap?.capacityBytes)
    : capacityFor(series, event.old?.capacityBytes);
  const before = left?.beforeBytes;
  const after = left?.afterBytes;
  return {
    event,
    reason,
    tMs,
    afterPct: share(after, capacity),
    freedPct: event.derived || before === undefined || after === undefined ? undefined : share(before - after, before),
  };
};

/** Full collections in the order of time, those of tools left out. */
export const fullsOf = (series: GcSeries): readonly Full[] =>
  series.events
    .filter(({ kind }) => kind === 'full')
    .map((event) => judged(series, event))
    .filter(({ reason }) => reason !== 'tool');

/** After the start-up. */
export const lateFulls = (series: GcSeries): readonly Full[] => {
  const from = warmUpEnd(series);
  return fullsOf(series).filter(({ tMs }) => tMs === undefined || tMs >= from);
};

/** Freeing less than this share of old is freeing nothing. */
const nothingPct = 5;
/** Old, or the heap of G1, is full from here. */
const fullPct = 85;
const fullHeapPct = 80;

export type Storm = { readonly length: number; readonly first: Full; readonly last: Full };

/** The longest row of full collections that freed next to nothing of a full generation. */
export const stormOf = (series: GcSeries): Storm | undefined => {
  const limit = sharesHeap(series) ? fullHeapPct : fullPct;
  let longest: Full[] = [];
  let row: Full[] = [];
  for (const full of fullsOf(series)) {
    const useless = (full.freedPct ?? 100) < nothingPct && (full.afterPct ?? 0) >= limit;
    row = useless ? [...row, full] : [];
    if (row.length > longest.length) longest = row;
  }
  const [first] = longest;
  const last = longest.at(-1);
  return first === undefined || last === undefined ? undefined : { length: longest.length, first, last };
};
