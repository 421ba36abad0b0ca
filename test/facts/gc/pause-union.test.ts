import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pauseUnion } from '../../../src/facts/gc/pause-union.ts';

const unionOf = (pauses: readonly (readonly [number, number])[]): number => {
  const parts: [number, number][] = [];
  const add = pauseUnion((fromMs, toMs) => void parts.push([fromMs, toMs]));
  for (const [fromMs, lengthMs] of pauses) add(fromMs, fromMs + lengthMs);
  for (const [fromMs, toMs] of parts) expect(toMs).toBeGreaterThan(fromMs);
  return parts.reduce((sum, [fromMs, toMs]) => sum + toMs - fromMs, 0);
};

describe('the time in which the world stood still', () => {
  it('is that of all pauses where none overlaps another', () => {
    expect(
      unionOf([
        [0, 5],
        [5, 5],
        [100, 1],
      ]),
    ).toBe(11);
  });

  it('counts what two pauses share once, at either end, inside, and around', () => {
    const both = (a: readonly [number, number], b: readonly [number, number]) => unionOf([a, b]);
    expect(both([0, 10], [9, 5])).toBe(14);
    expect(both([10, 10], [5, 6])).toBe(15);
    expect(both([0, 10], [2, 3])).toBe(10);
    expect(both([5, 3], [0, 20])).toBe(20);
  });

  it('is the union of them all, in any order, while no more than sixteen are on the way', () => {
    const pause = fc.tuple(fc.nat(60), fc.integer({ min: 1, max: 30 }));
    fc.assert(
      fc.property(fc.array(pause, { maxLength: 16 }), (pauses) => {
        const still = new Set(pauses.flatMap(([from, length]) => Array.from({ length }, (_, i) => from + i)));
        expect(unionOf(pauses)).toBe(still.size);
      }),
    );
  });
});
