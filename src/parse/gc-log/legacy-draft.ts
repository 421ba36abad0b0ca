import type { GcChange, GcMark } from '../../model/gc-series.ts';
import type { LegacyPart } from './legacy-part.ts';
import type { OpenEvent } from './writer.ts';

/** A collection that is being read: JDK 8 spreads one over several lines. */
export type LegacyDraft = {
  readonly event: OpenEvent;
  /** The change of the whole heap was seen: nothing but the times can follow. */
  whole: boolean;
  /** A generation whose figures come on a later line. */
  pending: LegacyPart | undefined;
  eden: GcChange | undefined;
  survivors: GcChange | undefined;
};

export const legacyDraft = (event: OpenEvent): LegacyDraft => ({
  event,
  whole: false,
  pending: undefined,
  eden: undefined,
  survivors: undefined,
});

export const addMark = (event: OpenEvent, mark: GcMark): void => {
  if (event.marks === undefined) event.marks = [mark];
  else if (!event.marks.includes(mark)) event.marks = [...event.marks, mark];
};

export const setChange = (draft: LegacyDraft, part: LegacyPart, change: GcChange): void => {
  const { event } = draft;
  if (part === 'young') event.young = change;
  else if (part === 'old' || part === 'old-here') {
    event.old = change;
    if (part === 'old-here' && event.kind === 'young') event.kind = 'full';
  } else if (part === 'heap') {
    event.heap = change;
    draft.whole = true;
  } else if (part === 'eden') draft.eden = change;
  else if (part === 'survivors') draft.survivors = change;
  else event.metaspace = change;
};

const less = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined || b === undefined ? undefined : Math.max(0, a - b);

const difference = (whole: GcChange, part: GcChange): GcChange => {
  const rest: { -readonly [K in keyof GcChange]: GcChange[K] } = {};
  const beforeBytes = less(whole.beforeBytes, part.beforeBytes);
  const afterBytes = less(whole.afterBytes, part.afterBytes);
  const capacityBytes = less(whole.capacityBytes, part.capacityBytes);
  if (beforeBytes !== undefined) rest.beforeBytes = beforeBytes;
  if (afterBytes !== undefined) rest.afterBytes = afterBytes;
  if (capacityBytes !== undefined) rest.capacityBytes = capacityBytes;
  return rest;
};

/** Fills what follows from the rest: the old generation is the heap less the young one. */
export const finish = ({ event, eden, survivors }: LegacyDraft): OpenEvent => {
  if (eden !== undefined) {
    event.young = {
      beforeBytes: (eden.beforeBytes ?? 0) + (survivors?.beforeBytes ?? 0),
      afterBytes: (eden.afterBytes ?? 0) + (survivors?.afterBytes ?? 0),
    };
  }
  const { heap, young: part } = event;
  if (event.old === undefined && heap !== undefined && part !== undefined) event.old = difference(heap, part);
  else if (event.old === undefined && event.kind === 'full' && heap?.afterBytes !== undefined)
    event.old = { afterBytes: heap.afterBytes };
  return event;
};
