import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { trigger } from '../../../src/app/record/trigger.ts';
import { watchCondition } from '../../../src/engine/watch-condition.ts';
import { figureTypes } from '../../../src/model/recording.ts';

const on = (text: string) => {
  const condition = watchCondition('--when', text, figureTypes);
  if ('mistakes' in condition) throw new Error(condition.mistakes.join('\n'));
  return trigger(condition);
};

const fired = (values: readonly (number | undefined)[]): readonly number[] => {
  const { take } = on('threads > 100');
  return values.flatMap((threads, index) =>
    take(threads === undefined ? {} : { threads }) === undefined ? [] : [index],
  );
};

describe('a condition that comes true', () => {
  it('fires once, however long it stays true', () => {
    expect(fired([50, 101, 150, 200, 400])).toEqual([1]);
  });

  it('fires again only after three readings in which it was not true', () => {
    expect(fired([101, 99, 101, 99, 99, 101])).toEqual([0]);
    expect(fired([101, 99, 99, 99, 101])).toEqual([0, 4]);
  });

  it('is not armed again by readings that know nothing', () => {
    expect(fired([101, undefined, undefined, undefined, 101])).toEqual([0]);
  });

  it('never fires without a reading above the limit, nor twice within three calm ones', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 200 }), { maxLength: 60 }), (values) => {
        const at = fired(values);
        expect(at.every((index) => (values[index] as number) > 100)).toBe(true);
        for (const [index, next] of at.slice(1).entries()) {
          const between = values.slice((at[index] as number) + 1, next);
          expect(between.slice(-3).every((value) => value <= 100)).toBe(true);
          expect(between.length).toBeGreaterThanOrEqual(3);
        }
      }),
    );
  });

  it('says of which figures, and which names nobody knows', () => {
    const { take, neverKnown, wasAnswered } = on('threads > 100 || memoryPct > 90');
    expect(take({ threads: 5 })).toBeUndefined();
    expect(wasAnswered()).toBe(false);
    expect(neverKnown()).toEqual(['memoryPct']);
    expect(take({ threads: 120, rssMb: 9 })).toEqual({ threads: 120 });
    expect(wasAnswered()).toBe(true);
  });
});
