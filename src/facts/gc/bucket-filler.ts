import type { GcEvent, GcSample } from '../../model/gc-series.ts';
import type { timeBuckets } from './buckets.ts';
import { allocatedBetween, rise } from './differences.ts';
import { pauseUnion } from './pause-union.ts';

export const stopsWorld = ({ kind }: GcEvent): boolean =>
  kind === 'young' || kind === 'mixed' || kind === 'full' || kind === 'pause';

const isYoung = ({ kind }: GcEvent): boolean => kind === 'young' || kind === 'mixed';

/** Puts events, and what changed between samples, into stretches of time. */
export const bucketFiller = (buckets: ReturnType<typeof timeBuckets>) => {
  let heapAfterBytes: number | undefined;

  /** The part of a pause that no earlier one covered, over the border of buckets where it crosses one. */
  const stopped = pauseUnion((fromMs, toMs) => {
    const bucket = buckets.at(fromMs);
    if (toMs <= bucket.startMs + buckets.widthMs()) bucket.pauseMs += toMs - fromMs;
    else buckets.spread(fromMs, toMs, { pauseMs: toMs - fromMs });
  });

  return {
    /** `tMs`: its clock on the axis. */
    event: (event: GcEvent, tMs: number): void => {
      const { durationMs = 0, kind, heap, old } = event;
      const startMs = event.clockAtEnd ? tMs - durationMs : tMs;
      if (kind === 'stall') buckets.at(startMs).stallCount += event.count ?? 1;
      if (stopsWorld(event)) {
        if (durationMs > 0) stopped(startMs, startMs + durationMs);
        const bucket = buckets.at(startMs);
        const { count = 1 } = event;
        bucket.pauseCount += count;
        if (kind === 'full') bucket.fullCount += count;
        if (count === 1 && durationMs > bucket.longestPauseMs) bucket.longestPauseMs = durationMs;
        if (heap?.beforeBytes !== undefined && heapAfterBytes !== undefined)
          bucket.allocatedBytes = (bucket.allocatedBytes ?? 0) + Math.max(0, heap.beforeBytes - heapAfterBytes);
        if (isYoung(event)) {
          bucket.youngCount += count;
          if (old?.beforeBytes !== undefined && old.afterBytes !== undefined)
            bucket.promotedBytes = (bucket.promotedBytes ?? 0) + Math.max(0, old.afterBytes - old.beforeBytes);
        }
      }
      heapAfterBytes = heap?.afterBytes ?? heapAfterBytes;
    },

    /** `between`: the collections that two samples show; their times say nothing of pauses where `pausesAreSmall`. */
    samples: (
      a: GcSample,
      b: GcSample,
      fromMs: number,
      toMs: number,
      between: readonly GcEvent[],
      pausesAreSmall: boolean,
    ): void => {
      const amounts = { pauseMs: 0, pauseCount: 0, youngCount: 0, fullCount: 0, stallCount: 0 };
      for (const { kind, count = 1, durationMs = 0 } of between) {
        if (!pausesAreSmall) amounts.pauseMs += durationMs;
        amounts.pauseCount += count;
        if (kind === 'young') amounts.youngCount += count;
        if (kind === 'full') amounts.fullCount += count;
      }
      const allocatedBytes = allocatedBetween(a, b);
      const safepointMs = rise(a.safepointTimeMs, b.safepointTimeMs);
      const applicationMs = rise(a.applicationTimeMs, b.applicationTimeMs);
      buckets.spread(fromMs, toMs, {
        ...amounts,
        ...(allocatedBytes === undefined ? {} : { allocatedBytes }),
        ...(safepointMs === undefined || applicationMs === undefined ? {} : { safepointMs, applicationMs }),
      });
    },
  };
};
