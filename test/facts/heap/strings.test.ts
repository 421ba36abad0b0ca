import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addContent, contentSum, endContent, restart } from '../../../src/facts/heap/strings.ts';

const sumOf = (bytes: Uint8Array, cuts: readonly number[]): readonly number[] => {
  const sum = contentSum();
  restart(sum);
  const ends = [...new Set([...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length])].sort((a, b) => a - b);
  let from = 0;
  for (const end of ends) {
    addContent(sum, bytes, from, end);
    from = end;
  }
  endContent(sum);
  return [sum.first, sum.second];
};

test('a text that comes in pieces is the same text', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), fc.array(fc.nat(40), { maxLength: 5 }), (bytes, cuts) => {
      expect(sumOf(bytes, cuts)).toEqual(sumOf(bytes, []));
    }),
  );
});

test('texts that differ in one byte have different sums', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 1, maxLength: 40 }),
      fc.nat(39),
      fc.integer({ min: 1, max: 255 }),
      (bytes, at, by) => {
        const other = bytes.slice();
        other[at % bytes.length]! ^= by;
        expect(sumOf(other, [])).not.toEqual(sumOf(bytes, []));
      },
    ),
  );
});
