import fc from 'fast-check';
import { expect, it } from 'vitest';
import { inParallel } from '../../src/app/in-parallel.ts';

it('works on all, in order of the items, never on more than the limit at once', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(3), { maxLength: 60 }), fc.integer({ min: 1, max: 20 }), async (items, limit) => {
      let running = 0;
      let most = 0;
      const results = await inParallel(items, limit, async (item, index) => {
        most = Math.max(most, ++running);
        for (let turn = 0; turn < item; turn++) await Promise.resolve();
        running--;
        return index;
      });
      expect(results).toEqual(items.map((_, index) => index));
      expect(most).toBeLessThanOrEqual(limit);
    }),
    { numRuns: 50 },
  );
});

it('goes on with the next as soon as one is done: a slow one does not hold the others', async () => {
  const order: string[] = [];
  let release = (): void => undefined;
  const slow = new Promise<void>((resolve) => {
    release = resolve;
  });
  const all = inParallel(['slow', 'a', 'b', 'c'], 2, async (name) => {
    if (name === 'slow') await slow;
    order.push(name);
    if (name === 'c') release();
  });
  await all;
  expect(order).toEqual(['a', 'b', 'c', 'slow']);
});
