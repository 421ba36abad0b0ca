import type { GcChange, GcEvent, GcMark } from '../../model/gc-series.ts';
import type { OpenEvent } from './writer.ts';

/** What the lines of one `GC(n)` said before its summary came. Regions are counts. */
export type UnifiedDraft = {
  readonly id: number;
  eden?: GcChange | undefined;
  survivor?: GcChange | undefined;
  oldRegions?: GcChange | undefined;
  humongous?: GcChange | undefined;
  young?: GcChange | undefined;
  old?: GcChange | undefined;
  metaspace?: GcChange | undefined;
  mark?: GcMark | undefined;
  /** ZGC: found alive, by generation (`heap` where there is one only). */
  liveYoungBytes?: number | undefined;
  liveOldBytes?: number | undefined;
  oldUsedBytes?: number | undefined;
  section?: 'young' | 'old' | 'heap' | undefined;
  /** Shenandoah: the summary of the cycle so far, complete when another cycle begins. */
  cycle?: OpenEvent | undefined;
};

/** Concurrent cycles overlap with few others; more are leftovers of lines that never came. */
const maxDrafts = 16;

export type Drafts = {
  readonly of: (id: number) => UnifiedDraft;
  readonly drop: (id: number) => void;
  readonly all: () => readonly UnifiedDraft[];
  readonly clear: () => void;
};

export const draftsById = (): Drafts => {
  const known = new Map<number, UnifiedDraft>();
  let last: UnifiedDraft | undefined;
  return {
    of: (id) => {
      if (last?.id === id) return last;
      let draft = known.get(id);
      if (draft === undefined) {
        if (known.size >= maxDrafts) {
          const [oldest] = known.keys();
          known.delete(oldest as number);
        }
        draft = { id };
        known.set(id, draft);
      }
      last = draft;
      return draft;
    },
    drop: (id) => {
      known.delete(id);
      if (last?.id === id) last = undefined;
    },
    all: () => [...known.values()],
    clear: () => {
      known.clear();
      last = undefined;
    },
  };
};

const times = (change: GcChange | undefined, bytes: number, side: 'beforeBytes' | 'afterBytes'): number =>
  (change?.[side] ?? 0) * bytes;

const regions = (draft: UnifiedDraft, regionBytes: number, heap: GcChange | undefined): Partial<GcEvent> => {
  const { eden, survivor, humongous, oldRegions } = draft;
  if (survivor === undefined && eden === undefined) return {};
  const youngBefore = times(eden, regionBytes, 'beforeBytes') + times(survivor, regionBytes, 'beforeBytes');
  const youngAfter = times(eden, regionBytes, 'afterBytes') + times(survivor, regionBytes, 'afterBytes');
  const most = (side: 'beforeBytes' | 'afterBytes'): number =>
    oldRegions === undefined
      ? Number.POSITIVE_INFINITY
      : times(oldRegions, regionBytes, side) + times(humongous, regionBytes, side);
  const rest = (whole: number | undefined, young: number, side: 'beforeBytes' | 'afterBytes'): number | undefined =>
    whole === undefined ? undefined : Math.min(Math.max(0, whole - young), most(side));
  const beforeBytes = rest(heap?.beforeBytes, youngBefore, 'beforeBytes');
  const afterBytes = rest(heap?.afterBytes, youngAfter, 'afterBytes');
  return {
    young: { beforeBytes: youngBefore, afterBytes: youngAfter },
    old: { ...(beforeBytes === undefined ? {} : { beforeBytes }), ...(afterBytes === undefined ? {} : { afterBytes }) },
    ...(humongous === undefined
      ? {}
      : { humongousRegions: { before: humongous.beforeBytes ?? 0, after: humongous.afterBytes ?? 0 } }),
  };
};

/** Adds to a collection what the lines before its summary said. G1's old generation is the heap less its young regions, at most its own regions. */
export const addDetails = (
  event: OpenEvent,
  draft: UnifiedDraft,
  heap: GcChange | undefined,
  regionBytes: number | undefined,
): void => {
  if (draft.young !== undefined) event.young = draft.young;
  if (draft.old !== undefined) event.old = draft.old;
  if (regionBytes !== undefined) Object.assign(event, regions(draft, regionBytes, heap));
  if (draft.metaspace !== undefined) event.metaspace = draft.metaspace;
};
