import type { GcChange, GcMark } from '../../model/gc-series.ts';
import type { OpenEvent } from './writer.ts';

/** What the lines of one `GC(n)` said before its summary came. Regions are counts. */
export type UnifiedDraft = {
  readonly id: number;
  eden: GcChange | undefined;
  survivor: GcChange | undefined;
  oldRegions: GcChange | undefined;
  humongous: GcChange | undefined;
  young: GcChange | undefined;
  old: GcChange | undefined;
  metaspace: GcChange | undefined;
  mark: GcMark | undefined;
  /** ZGC: found alive, by generation (`heap` where there is one only). */
  liveYoungBytes: number | undefined;
  liveOldBytes: number | undefined;
  oldUsedBytes: number | undefined;
  section: 'young' | 'old' | 'heap' | undefined;
  /** Shenandoah: the summary of the cycle so far, complete when another cycle begins. */
  cycle: OpenEvent | undefined;
};

const emptyDraft = (id: number): UnifiedDraft => ({
  id,
  eden: undefined,
  survivor: undefined,
  oldRegions: undefined,
  humongous: undefined,
  young: undefined,
  old: undefined,
  metaspace: undefined,
  mark: undefined,
  liveYoungBytes: undefined,
  liveOldBytes: undefined,
  oldUsedBytes: undefined,
  section: undefined,
  cycle: undefined,
});

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
        draft = emptyDraft(id);
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

/** Counts of regions; none where there was no such line. */
const regionsBefore = (change: GcChange | undefined): number => change?.beforeBytes ?? 0;
const regionsAfter = (change: GcChange | undefined): number => change?.afterBytes ?? 0;

/** What the heap holds beside the young generation, at most `mostBytes`. */
const rest = (wholeBytes: number | undefined, youngBytes: number, mostBytes: number): number | undefined =>
  wholeBytes === undefined ? undefined : Math.min(Math.max(0, wholeBytes - youngBytes), mostBytes);

/** G1's old generation is the heap less its young regions, at most its own regions and the humongous ones. */
const addRegions = (event: OpenEvent, draft: UnifiedDraft, regionBytes: number): void => {
  const { eden, survivor, humongous, oldRegions } = draft;
  if (survivor === undefined && eden === undefined) return;
  const youngBefore = (regionsBefore(eden) + regionsBefore(survivor)) * regionBytes;
  const youngAfter = (regionsAfter(eden) + regionsAfter(survivor)) * regionBytes;
  const known = oldRegions !== undefined;
  const mostBefore = (regionsBefore(oldRegions) + regionsBefore(humongous)) * regionBytes;
  const mostAfter = (regionsAfter(oldRegions) + regionsAfter(humongous)) * regionBytes;
  const beforeBytes = rest(event.heap?.beforeBytes, youngBefore, known ? mostBefore : Number.POSITIVE_INFINITY);
  const afterBytes = rest(event.heap?.afterBytes, youngAfter, known ? mostAfter : Number.POSITIVE_INFINITY);
  event.young = { beforeBytes: youngBefore, afterBytes: youngAfter };
  event.old = beforeBytes === undefined || afterBytes === undefined ? {} : { beforeBytes, afterBytes };
  if (humongous !== undefined)
    event.humongousRegions = { before: regionsBefore(humongous), after: regionsAfter(humongous) };
};

/** Adds to a collection what the lines before its summary said. */
export const addDetails = (event: OpenEvent, draft: UnifiedDraft, regionBytes: number | undefined): void => {
  if (draft.young !== undefined) event.young = draft.young;
  if (draft.old !== undefined) event.old = draft.old;
  if (regionBytes !== undefined) addRegions(event, draft, regionBytes);
  if (draft.metaspace !== undefined) event.metaspace = draft.metaspace;
};
