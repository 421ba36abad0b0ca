import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stormOf } from '../../../src/facts/gc/full.ts';
import { growthOf, judgedFloors } from '../../../src/facts/gc/growth.ts';
import { debtOf, overheadOf } from '../../../src/facts/gc/overhead.ts';
import { gcSeries } from '../../../src/facts/gc/series.ts';
import { stepsOf } from '../../../src/facts/gc/steps.ts';
import gc from '../../../src/facts/gc.ts';
import type { GcEvent, GcJvm, GcSeries } from '../../../src/model/gc-series.ts';
import { missingReason } from '../../support/facts.ts';

const mib = 1024 ** 2;
const minute = 60_000;

const seriesOf = (
  events: readonly GcEvent[],
  jvm: GcJvm = { collector: 'Parallel', heapMaxBytes: 1000 * mib },
): GcSeries => {
  const fold = gcSeries();
  fold.add({ artifactId: 'a', source: 'log', jvm, events });
  return fold.value();
};

const full = (uptimeMs: number, afterMib: number, more: Partial<GcEvent> = {}): GcEvent => ({
  kind: 'full',
  cause: 'Ergonomics',
  uptimeMs,
  durationMs: 500,
  heap: { beforeBytes: 900 * mib, afterBytes: afterMib * mib, capacityBytes: 1000 * mib },
  old: { beforeBytes: 800 * mib, afterBytes: afterMib * mib, capacityBytes: 700 * mib },
  ...more,
});

/** One full collection a minute, `left(i)` MiB after the i-th. */
const fulls = (count: number, left: (i: number) => number): readonly GcEvent[] =>
  Array.from({ length: count }, (_, i) => full(6 * minute + i * minute, left(i)));

describe('growth of the floor', () => {
  it('of a leak: slope, trend, time until full as a range around it', () => {
    const growth = growthOf(seriesOf(fulls(60, (i) => 200 + 5 * i + (i % 3))));
    expect(growth?.perHourBytes).toBeGreaterThan(295 * mib);
    expect(growth?.perHourBytes).toBeLessThan(305 * mib);
    expect(growth?.pRising).toBe(0.0001);
    // 700 MiB of old, 495 taken, 5 a minute.
    expect((growth?.fullInMs ?? 0) / minute).toBeGreaterThan(38);
    expect((growth?.fullInMs ?? 0) / minute).toBeLessThan(45);
    expect(growth?.fullInLeastMs).toBeLessThanOrEqual(growth?.fullInMs ?? 0);
    expect(growth?.fullInMostMs).toBeGreaterThanOrEqual(growth?.fullInMs ?? 0);
  });

  it('is none of a saw-tooth, whatever its size', () => {
    fc.assert(
      fc.property(fc.integer({ min: 4, max: 12 }), fc.integer({ min: 10, max: 60 }), (period, height) => {
        // Whole periods, so that where it starts and ends is no trend.
        const growth = growthOf(seriesOf(fulls(period * 6, (i) => 200 + height * (i % period))));
        const { pRising = 1, growthPct = 0, lowestRisePct = 0 } = growth ?? {};
        expect(pRising < 0.05 && growthPct >= 5 && lowestRisePct >= 0.35 * growthPct).toBe(false);
      }),
      { numRuns: 30 },
    );
  });

  it('that has settled has no slope in its last third', () => {
    const growth = growthOf(seriesOf(fulls(60, (i) => (i < 30 ? 200 + 8 * i : 440 + (i % 2)))));
    expect(growth?.lastThirdShare).toBeLessThan(0.5);
  });

  it('does not care for the unit of time or the size of the heap', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 8 }), (step, scale) => {
        const events = fulls(20, (i) => 100 + step * i);
        const wider = events.map((event) => ({
          ...event,
          uptimeMs: 6 * minute + ((event.uptimeMs ?? 0) - 6 * minute) * scale,
        }));
        const [a, b] = [growthOf(seriesOf(events)), growthOf(seriesOf(wider))];
        expect(b?.growthPct).toBeCloseTo(a?.growthPct ?? 0, 6);
        expect(b?.pRising).toBe(a?.pRising);
        expect((b?.perHourBytes ?? 0) * scale).toBeCloseTo(a?.perHourBytes ?? 0, 3);
      }),
      { numRuns: 30 },
    );
  });

  it('leaves the first five minutes out, and merges a storm to one floor', () => {
    const start = Array.from({ length: 20 }, (_, i) => full(i * 10_000, 10 * i));
    const storm = Array.from({ length: 100 }, (_, i) => full(60 * minute + i * 100, 600));
    expect(judgedFloors(seriesOf([...start, ...fulls(30, () => 400), ...storm]))).toHaveLength(31);
  });

  it('with too few floors says how long to wait', () => {
    const series = seriesOf(fulls(3, () => 200));
    const evidence = { models: { 'gc-log': series }, partial: {}, failed: {} };
    expect(missingReason(gc, evidence, 'growth')).toBe('Not enough samples yet: 2 more minutes');
  });

  it('in steps that never go back', () => {
    expect(stepsOf(seriesOf(fulls(40, (i) => 100 + 80 * Math.floor(i / 10))))).toMatchObject({ count: 3 });
    expect(stepsOf(seriesOf(fulls(40, (i) => 100 + (i % 10 < 5 ? 80 : 0))))).toMatchObject({ count: 0 });
    // The last tooth of a saw never went back, yet.
    expect(stepsOf(seriesOf(fulls(40, (i) => 100 + 60 * (i % 10))))).toMatchObject({ count: 0 });
  });
});

describe('full collections that free nothing', () => {
  it('count in a row; one that helps ends the row', () => {
    const useless = { old: { beforeBytes: 690 * mib, afterBytes: 689 * mib, capacityBytes: 700 * mib } };
    const events = [
      full(10 * minute, 0, useless),
      full(11 * minute, 0, useless),
      full(12 * minute, 200),
      full(13 * minute, 0, useless),
      full(14 * minute, 0, useless),
      full(15 * minute, 0, useless),
    ];
    expect(stormOf(seriesOf(events))?.length).toBe(3);
  });

  it('asked for by a tool are no sign', () => {
    const useless = {
      cause: 'Heap Inspection Initiated GC',
      old: { beforeBytes: 690 * mib, afterBytes: 689 * mib, capacityBytes: 700 * mib },
    };
    expect(stormOf(seriesOf([1, 2, 3, 4].map((i) => full(i * 10 * minute, 0, useless))))).toBeUndefined();
  });

  it('of G1 are judged by the heap', () => {
    const events = [1, 2, 3].map((i) => ({
      kind: 'full' as const,
      uptimeMs: i * 10 * minute,
      durationMs: 900,
      heap: { beforeBytes: 850 * mib, afterBytes: 830 * mib, capacityBytes: 1000 * mib },
      old: { afterBytes: 830 * mib },
    }));
    expect(stormOf(seriesOf(events, { collector: 'G1', heapMaxBytes: 1000 * mib }))?.length).toBe(3);
  });
});

describe('the share of time in pauses', () => {
  const young = (uptimeMs: number, durationMs: number): GcEvent => ({ kind: 'young', uptimeMs, durationMs });

  it('is what was put in, never more than all', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), (pct) => {
        const events = Array.from({ length: 600 }, (_, i) => young(10 * minute + i * 1000, 10 * pct));
        const overhead = overheadOf(seriesOf(events));
        expect(overhead?.worst3MinPct).toBeGreaterThan(pct - 2);
        expect(overhead?.worst3MinPct).toBeLessThan(pct + 2);
        expect(overhead?.worstMinutePct).toBeLessThanOrEqual(100);
        expect(overhead?.totalPct).toBeLessThanOrEqual(100);
      }),
      { numRuns: 20 },
    );
  });

  it('counts a pause inside of a pause once (JDK 11)', () => {
    const events = Array.from({ length: 60 }, (_, i) => [
      { kind: 'full' as const, uptimeMs: 10 * minute + i * 10_000 + 900, clockAtEnd: true as const, durationMs: 800 },
      {
        kind: 'young' as const,
        uptimeMs: 10 * minute + i * 10_000 + 1000,
        clockAtEnd: true as const,
        durationMs: 1000,
      },
    ]).flat();
    expect(overheadOf(seriesOf(events))?.totalPct).toBeCloseTo(10, 0);
  });

  it('leaves out pauses in which no processor worked', () => {
    const events = Array.from({ length: 60 }, (_, i) => young(10 * minute + i * 1000, 5));
    const still = { ...young(10 * minute + 30_500, 22_000), userMs: 80, systemMs: 20, realMs: 22_000 };
    expect(overheadOf(seriesOf([...events, still]))?.worst3MinPct).toBeLessThan(5);
  });

  it('is not known of half a minute or a handful of pauses', () => {
    expect(overheadOf(seriesOf([young(minute, 100), young(2 * minute, 100)]))).toBeUndefined();
  });

  it('makes a debt only beyond a sixth', () => {
    const of = (pct: number) =>
      debtOf(seriesOf(Array.from({ length: 600 }, (_, i) => young(10 * minute + i * 1000, 10 * pct))));
    expect(of(15)?.mostMs).toBeLessThan(1000);
    expect(of(50)?.mostMs).toBeGreaterThan(200_000);
  });
});
