import type { GcBucket } from '../../model/gc-series.ts';

type Draft = { -readonly [K in keyof GcBucket]: GcBucket[K] };
/** Sums that go into a bucket; over a stretch they are spread evenly. */
export type Amounts = { readonly [K in Exclude<keyof GcBucket, 'startMs' | 'longestPauseMs'>]?: number };

const firstWidthMs = 10_000;
const maxBuckets = 4096;
/** A stretch between two samples is spread over at most so many buckets. */
const maxSpread = 1000;

const empty = (startMs: number): Draft => ({
  startMs,
  pauseMs: 0,
  pauseCount: 0,
  longestPauseMs: 0,
  youngCount: 0,
  fullCount: 0,
  stallCount: 0,
});

const amountKeys = [
  'pauseMs',
  'pauseCount',
  'youngCount',
  'fullCount',
  'stallCount',
  'allocatedBytes',
  'promotedBytes',
  'safepointMs',
  'applicationMs',
] as const satisfies readonly (keyof Amounts)[];

const addTo = (draft: Draft, amounts: Amounts, share = 1): void => {
  for (const key of amountKeys) {
    const amount = amounts[key];
    if (amount !== undefined) draft[key] = (draft[key] ?? 0) + amount * share;
  }
};

/** Sums per stretch of time: buckets of 10 s, twice as wide whenever there are more than 4,096. In any order of time. */
export const timeBuckets = () => {
  let widthMs = firstWidthMs;
  let byIndex = new Map<number, Draft>();
  /** The one in hand: most of what comes lies in the stretch of what came before. */
  let last: Draft | undefined;

  const widen = (): void => {
    widthMs *= 2;
    const wider = new Map<number, Draft>();
    for (const draft of byIndex.values()) {
      const index = Math.floor(draft.startMs / widthMs);
      const into = wider.get(index) ?? empty(index * widthMs);
      addTo(into, draft);
      into.longestPauseMs = Math.max(into.longestPauseMs, draft.longestPauseMs);
      wider.set(index, into);
    }
    byIndex = wider;
    last = undefined;
  };

  const at = (tMs: number): Draft => {
    if (last !== undefined && tMs >= last.startMs && tMs < last.startMs + widthMs) return last;
    const index = Math.floor(tMs / widthMs);
    last = byIndex.get(index);
    if (last !== undefined) return last;
    const draft = empty(index * widthMs);
    byIndex.set(index, draft);
    if (byIndex.size > maxBuckets) {
      widen();
      return at(tMs);
    }
    last = draft;
    return draft;
  };

  return {
    /** The bucket of a time, to be added to at once: it is another one after any further call. */
    at,
    /** Evenly over [fromMs, toMs). */
    spread: (fromMs: number, toMs: number, amounts: Amounts): void => {
      if (toMs <= fromMs || (toMs - fromMs) / widthMs > maxSpread) {
        addTo(at(toMs), amounts);
        return;
      }
      let from = fromMs;
      while (from < toMs) {
        const to = Math.min(toMs, (Math.floor(from / widthMs) + 1) * widthMs);
        addTo(at(from), amounts, (to - from) / (toMs - fromMs));
        from = to;
      }
    },
    widthMs: () => widthMs,
    list: (): readonly GcBucket[] =>
      [...byIndex.values()].sort((a, b) => a.startMs - b.startMs).map((one) => ({ ...one })),
  };
};
