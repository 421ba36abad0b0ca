import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kendallS, mannKendallP, trendOf } from '../../../src/facts/gc/trend.ts';

const series = (values: readonly number[], stepMs = 1) => values.map((value, i) => ({ tMs: i * stepMs, value }));

describe('Mann-Kendall', () => {
  it('agrees with the exact table (Gilbert 1987, table A18; Hollander and Wolfe, table A30)', () => {
    // P(S >= s) for n = 4, 5, 8, 10.
    const withS = (n: number, s: number): number[] => {
      const values = Array.from({ length: n }, (_, i) => i);
      // One swap of neighbours lowers S by two.
      let missing = ((n * (n - 1)) / 2 - s) / 2;
      for (let end = n - 1; end > 0 && missing > 0; end--) {
        for (let i = 0; i < end && missing > 0; i++, missing--)
          [values[i], values[i + 1]] = [values[i + 1] as number, values[i] as number];
      }
      return values;
    };
    for (const [n, s, p] of [
      [4, 6, 0.042],
      [4, 4, 0.167],
      [4, 0, 0.625],
      [5, 10, 0.0083],
      [5, 8, 0.042],
      [5, 6, 0.117],
      [5, 2, 0.408],
      [8, 16, 0.031],
      [8, 14, 0.054],
      [10, 21, 0.036],
      [10, 19, 0.054],
      [10, 29, 0.0046],
    ] as const) {
      const values = withS(n, s);
      expect(kendallS(values)).toBe(s);
      expect(mannKendallP(values)).toBeCloseTo(p, 2);
    }
  });

  it('corrects for ties beyond ten values', () => {
    // S counted pair by pair; ties of 2, 2, 2 and 3: (12*11*29 - 3*(2*1*9) - 3*2*11) / 18 = 206; z = 35 / sqrt(206); p from the error function.
    const values = [10, 22, 21, 30, 22, 30, 40, 40, 43, 40, 50, 21];
    expect(kendallS(values)).toBe(36);
    expect(mannKendallP(values)).toBeCloseTo(0.00737, 4);
  });

  it('sees no trend in a constant and none in fewer than two values', () => {
    expect(mannKendallP(new Array(20).fill(7))).toBe(1);
    expect(mannKendallP([3])).toBe(1);
  });

  it('of the reverse is the rest of the distribution', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer(), { minLength: 3, maxLength: 10 }), (values) => {
        const up = mannKendallP(values);
        const down = mannKendallP([...values].reverse());
        expect(up).toBeGreaterThan(0);
        expect(up).toBeLessThanOrEqual(1);
        expect(up + down).toBeGreaterThanOrEqual(1);
      }),
    );
  });
});

describe('Theil-Sen', () => {
  it('is not moved by outliers (Sen 1968: the slope of the many)', () => {
    const values = Array.from({ length: 21 }, (_, i) => 100 + 3 * i);
    values[4] = 5000;
    values[15] = -900;
    expect(trendOf(series(values))?.slope).toBeCloseTo(3, 10);
  });

  it('follows a line exactly, whatever its scale and place', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1000, max: 1000 }),
        fc.integer({ min: -50, max: 50 }),
        fc.integer({ min: 2, max: 500 }),
        (start, slope, count) => {
          const trend = trendOf(series(Array.from({ length: count }, (_, i) => start + slope * i)));
          expect(trend?.slope).toBeCloseTo(slope, 6);
          expect(trend?.low).toBeLessThanOrEqual((trend?.slope ?? 0) + 1e-9);
          expect(trend?.high).toBeGreaterThanOrEqual((trend?.slope ?? 0) - 1e-9);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('has the sign of the change of time and scales with the values', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 1e6 }), { minLength: 3, maxLength: 60 }), (values) => {
        const slope = trendOf(series(values))?.slope ?? 0;
        const twice = trendOf(series(values.map((v) => 2 * v)))?.slope ?? 0;
        const back = trendOf(series([...values].reverse()))?.slope ?? 0;
        expect(twice).toBeCloseTo(2 * slope, 6);
        expect(back).toBeCloseTo(-slope, 6);
      }),
      { numRuns: 60 },
    );
  });

  it('needs two times', () => {
    expect(trendOf([])).toBeUndefined();
    expect(
      trendOf([
        { tMs: 5, value: 1 },
        { tMs: 5, value: 9 },
      ]),
    ).toBeUndefined();
  });
});
