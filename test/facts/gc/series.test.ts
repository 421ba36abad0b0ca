import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gcSeries } from '../../../src/facts/gc/series.ts';
import type { GcEvent, GcSample } from '../../../src/model/gc-series.ts';

const MiB = 1 << 20;

const ofEvents = (events: readonly GcEvent[]) => {
  const series = gcSeries();
  series.add({ artifactId: 'a', source: 'log', events });
  return series.value();
};

const ofSamples = (samples: readonly GcSample[], collector: 'Parallel' | 'G1' | 'Shenandoah' | 'ZGC' = 'Parallel') => {
  const series = gcSeries();
  series.add({ artifactId: 'a', source: 'counters', jvm: { collector }, samples });
  return series.value();
};

describe('a series of collections', () => {
  it('counts every collection by kind and cause, however many there are', () => {
    const events = Array.from(
      { length: 30_000 },
      (_, index): GcEvent => ({ kind: 'young', uptimeMs: index * 100, durationMs: 2, cause: 'Allocation Failure' }),
    );
    const series = ofEvents(events);
    expect(series.tallies).toEqual([
      { kind: 'young', cause: 'Allocation Failure', count: 30_000, durationMs: 60_000, longestMs: 2 },
    ]);
    expect(series.eventTotal).toBe(30_000);
    expect(series.events.length).toBeLessThanOrEqual(2001);
  });

  it('never drops a full collection for the sake of young ones', () => {
    const events = Array.from(
      { length: 20_000 },
      (_, index): GcEvent => ({ kind: index % 1000 === 500 ? 'full' : 'young', uptimeMs: index * 100, durationMs: 2 }),
    );
    expect(ofEvents(events).events.filter(({ kind }) => kind === 'full')).toHaveLength(20);
  });

  it('counts time once where one pause lies inside of another', () => {
    const series = ofEvents([
      { kind: 'full', uptimeMs: 9000, durationMs: 500 },
      { kind: 'young', uptimeMs: 8800, durationMs: 800 },
    ]);
    expect(series.buckets.map(({ pauseMs }) => pauseMs)).toEqual([800]);
    expect(series.buckets[0]?.pauseCount).toBe(2);
  });

  it('splits a pause over the border of two stretches', () => {
    const series = ofEvents([{ kind: 'full', uptimeMs: 9000, durationMs: 3000 }]);
    expect(series.buckets.map(({ startMs, pauseMs }) => [startMs, pauseMs])).toEqual([
      [0, 1000],
      [10_000, 2000],
    ]);
  });

  it('takes the end for the start where the log writes a pause when it is over', () => {
    const series = ofEvents([{ kind: 'full', uptimeMs: 11_000, clockAtEnd: true, durationMs: 2000 }]);
    expect(series.buckets.map(({ pauseMs }) => pauseMs)).toEqual([1000, 1000]);
  });

  it('knows the floor after each full collection', () => {
    const series = ofEvents([
      { kind: 'full', uptimeMs: 1000, old: { beforeBytes: 90 * MiB, afterBytes: 40 * MiB, capacityBytes: 100 * MiB } },
      { kind: 'young', uptimeMs: 2000, old: { beforeBytes: 40 * MiB, afterBytes: 45 * MiB } },
      { kind: 'full', uptimeMs: 3000, old: { beforeBytes: 95 * MiB, afterBytes: 50 * MiB, capacityBytes: 100 * MiB } },
    ]);
    expect(series.floors.map(({ tMs, usedBytes, by }) => [tMs, (usedBytes ?? 0) / MiB, by])).toEqual([
      [1000, 40, 'full'],
      [3000, 50, 'full'],
    ]);
  });

  it('takes the least of a mixed sequence for one floor', () => {
    const mixed = (uptimeMs: number, after: number): GcEvent => ({
      kind: 'mixed',
      uptimeMs,
      heap: { beforeBytes: 100 * MiB, afterBytes: after * MiB },
    });
    const series = ofEvents([mixed(1, 70), mixed(2, 50), mixed(3, 60), { kind: 'young', uptimeMs: 4 }, mixed(5, 55)]);
    expect(series.floors.map(({ usedBytes = 0 }) => usedBytes / MiB)).toEqual([50, 55]);
  });

  it('takes the least between two cycles where a cycle does not say what it left', () => {
    const young = (uptimeMs: number, after: number): GcEvent => ({
      kind: 'young',
      uptimeMs,
      heap: { afterBytes: after },
    });
    const cycle = (uptimeMs: number): GcEvent => ({ kind: 'cycle', uptimeMs });
    const series = ofEvents([young(1, 9), cycle(2), young(3, 60), young(4, 50), cycle(5), young(6, 55), cycle(7)]);
    expect(series.floors.map(({ usedBytes, by }) => [usedBytes, by])).toEqual([
      [50, 'cycle'],
      [55, 'cycle'],
    ]);
  });

  it('finds the collections between two samples, and the floor after a full one', () => {
    const series = ofSamples([
      { uptimeMs: 1000, youngGcCount: 3, youngGcTimeMs: 10, fullGcCount: 0, fullGcTimeMs: 0, old: { usedBytes: 90 } },
      { uptimeMs: 2000, youngGcCount: 5, youngGcTimeMs: 14, fullGcCount: 1, fullGcTimeMs: 80, old: { usedBytes: 40 } },
    ]);
    expect(series.tallies.map(({ kind, count, durationMs }) => [kind, count, durationMs])).toEqual([
      ['young', 2, 4],
      ['full', 1, 80],
    ]);
    expect(series.floors.map(({ usedBytes }) => usedBytes)).toEqual([40]);
    expect(series.buckets[0]?.pauseMs).toBe(84);
  });

  it('finds the floors of old where nobody counts its collections: it came down, then rose again', () => {
    const old = [30, 40, 50, 44, 41, 42, 52, 60, 45, 46, 55, 54.6, 58, 47, 50];
    const samples = old.map(
      (used, i): GcSample => ({
        uptimeMs: 1000 * i,
        youngGcCount: i,
        fullGcCount: 0,
        old: { usedBytes: used * MiB, capacityBytes: 100 * MiB },
      }),
    );
    expect(ofSamples(samples, 'G1').floors.map(({ usedBytes = 0, by }) => [usedBytes / MiB, by])).toEqual([
      [41, 'cycle'],
      [45, 'cycle'],
    ]);
    // A generation that only fills was not collected, however long.
    const filling = samples.map((sample, i) => ({ ...sample, old: { usedBytes: i * MiB, capacityBytes: 100 * MiB } }));
    expect(ofSamples(filling, 'G1').floors).toEqual([]);
  });

  it('takes the least of several readings of a heap without generations for what was left', () => {
    const samples = Array.from(
      { length: 21 },
      (_, i): GcSample => ({
        uptimeMs: 1000 * i,
        concurrentPauseCount: 4 * i,
        heap: { usedBytes: (60 + ((i * 7) % 5)) * MiB, capacityBytes: 100 * MiB },
      }),
    );
    expect(ofSamples(samples, 'Shenandoah').floors.map(({ usedBytes = 0 }) => usedBytes / MiB)).toEqual([60, 60, 60]);
    // ZGC writes its counters before it frees.
    expect(ofSamples(samples, 'ZGC').floors).toEqual([]);
  });

  it('does not take the pause counters of Shenandoah for time in GC', () => {
    const series = ofSamples(
      [
        {
          uptimeMs: 1000,
          concurrentPauseCount: 3,
          concurrentPauseTimeMs: 10,
          safepointTimeMs: 1,
          applicationTimeMs: 900,
        },
        {
          uptimeMs: 2000,
          concurrentPauseCount: 9,
          concurrentPauseTimeMs: 990,
          safepointTimeMs: 3,
          applicationTimeMs: 1898,
        },
      ],
      'Shenandoah',
    );
    expect(series.buckets[0]).toMatchObject({ pauseMs: 0, safepointMs: 2, applicationMs: 998 });
  });

  it('leaves rates unknown where nothing has a clock', () => {
    const series = ofSamples([
      { youngGcCount: 3, youngGcTimeMs: 10, fullGcCount: 1, old: { usedBytes: 30 } },
      { youngGcCount: 5, youngGcTimeMs: 14, fullGcCount: 2, old: { usedBytes: 40 } },
    ]);
    expect(series.axis).toBe('ordinal');
    expect(series.buckets).toEqual([]);
    expect(series.floors.map(({ tMs, usedBytes }) => [tMs, usedBytes])).toEqual([[1, 40]]);
  });

  it('does not compare samples of two files as neighbours', () => {
    const series = gcSeries();
    series.add({ artifactId: 'a', source: 'jstat', samples: [{ uptimeMs: 1000, fullGcCount: 1 }] });
    series.add({ artifactId: 'b', source: 'jstat', samples: [{ uptimeMs: 9000, fullGcCount: 7 }] });
    expect(series.value().tallies).toEqual([]);
  });

  it('stays small over eight hours of samples', () => {
    const series = gcSeries();
    for (let second = 0; second < 8 * 3600; second++) {
      const sample = {
        uptimeMs: second * 1000,
        youngGcCount: second * 3,
        fullGcCount: second >> 5,
        old: { usedBytes: second },
      };
      series.add({ artifactId: 'a', source: 'counters', jvm: { collector: 'Parallel' }, samples: [sample] });
    }
    const { samples, sampleTotal, events, buckets, floors } = series.value();
    expect(sampleTotal).toBe(28_800);
    expect([samples.length <= 801, events.length <= 4002, buckets.length <= 4096, floors.length <= 2048]).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(samples[0]?.uptimeMs).toBe(0);
    expect(samples.at(-1)?.uptimeMs).toBe(28_799_000);
  });

  it('keeps exact sums whatever the events are', () => {
    const kinds = ['young', 'mixed', 'full', 'pause', 'cycle', 'stall', 'safepoint'] as const;
    const event = fc.record({
      kind: fc.constantFrom(...kinds),
      uptimeMs: fc.integer({ min: 0, max: 1e9 }),
      durationMs: fc.integer({ min: 0, max: 10_000 }),
      cause: fc.constantFrom('a', 'b', 'c'),
    });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 300 }), (events) => {
        const series = ofEvents(events);
        expect(series.tallies.reduce((sum, { count }) => sum + count, 0)).toBe(events.length);
        expect(series.tallies.reduce((sum, { durationMs }) => sum + durationMs, 0)).toBe(
          events.reduce((sum, { durationMs }) => sum + durationMs, 0),
        );
        const pauses = events.filter(({ kind }) => ['young', 'mixed', 'full', 'pause'].includes(kind));
        const inBuckets = series.buckets.reduce((sum, { pauseMs }) => sum + pauseMs, 0);
        expect(inBuckets).toBeLessThanOrEqual(pauses.reduce((sum, { durationMs }) => sum + durationMs, 0) + 1e-6);
        expect(series.buckets.reduce((sum, { pauseCount }) => sum + pauseCount, 0)).toBe(pauses.length);
      }),
      { numRuns: 100 },
    );
  });
});
