import { describe, expect, it } from 'vitest';
import { watchedJvm } from '../../../src/facts/gc/watched.ts';
import type { GcSample } from '../../../src/model/gc-series.ts';

const jvm = { collector: 'Parallel', jdk: 17, heapMaxBytes: 1000, oldMaxBytes: 700 } as const;

const sample = (second: number, over: Partial<GcSample> = {}): GcSample & { readonly atMs: number } => ({
  atMs: second * 1000,
  uptimeMs: second * 1000,
  youngGcCount: second,
  youngGcTimeMs: second * 5,
  fullGcCount: Math.floor(second / 30),
  fullGcTimeMs: Math.floor(second / 30) * 90,
  gcTimeMs: second * 5 + Math.floor(second / 30) * 90,
  safepointTimeMs: second * 20,
  applicationTimeMs: second * 980,
  old: { usedBytes: 300, capacityBytes: 600 },
  ...over,
});

describe('what the live screen knows of a JVM', () => {
  it('are the rates of the last minute', () => {
    const fold = watchedJvm('pid/1');
    for (let second = 0; second <= 300; second++) fold.reading(sample(second), jvm, false);
    expect(fold.value().rates).toMatchObject({ spanMs: 60_000, youngPerMinute: 60, fullPerMinute: 2, stoodPct: 2 });
    expect(fold.value().spaces).toEqual([{ space: 'old', usedBytes: 300, capacityBytes: 600, maxBytes: 700 }]);
  });

  it('begins anew with another JVM in its place, and counts that', () => {
    const fold = watchedJvm('pod/a');
    for (let second = 0; second <= 90; second++) fold.reading(sample(second), jvm, false);
    fold.stopped('gap', 'the container ended');
    expect(fold.value()).toMatchObject({ state: 'gap', reason: 'the container ended' });
    fold.reading(sample(100, { uptimeMs: 500, youngGcCount: 0, fullGcCount: 0 }), jvm, true);
    expect(fold.value()).toMatchObject({ state: 'following', restarts: 1, readings: 92, uptimeMs: 500 });
    expect(fold.series().sampleTotal).toBe(1);
    expect(fold.value().history.collections.at(-1)).toBeNull();
  });

  it('stays small in eight hours of a reading a second', () => {
    const fold = watchedJvm('pid/1');
    for (let second = 0; second < 8 * 3600; second++) fold.reading(sample(second), jvm, false);
    const { history, readings } = fold.value();
    expect(readings).toBe(28_800);
    expect(history.used).toHaveLength(600);
    expect(JSON.stringify([fold.series(), fold.value()]).length).toBeLessThan(3_000_000);
  });

  it('knows nothing of rates after one reading', () => {
    const fold = watchedJvm('pid/1');
    expect(fold.value().state).toBe('waiting');
    fold.reading(sample(5), jvm, false);
    expect(fold.value().rates).toBeUndefined();
    expect(fold.value().history.stood).toEqual([null]);
  });
});
