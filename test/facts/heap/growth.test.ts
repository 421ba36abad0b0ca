import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classChanges } from '../../../src/facts/heap/change.ts';
import { growingClasses, isApplicationClass } from '../../../src/facts/heap/growth.ts';
import { MissingFact } from '../../../src/model/fact.ts';
import { histogram, histogramEvidence } from '../../support/histogram.ts';

const leak = (more: Parameters<typeof histogram>[1] = {}) =>
  [1000, 2000, 3000].map((orders) =>
    histogram({ 'com.acme.Order': orders, 'byte[]': 5000 - orders, 'long[]': 7 }, more),
  );

const names = (changes: readonly { readonly className: string }[]) => changes.map(({ className }) => className);

describe('classes that grow', () => {
  it('are those with more instances in every histogram', () => {
    expect(growingClasses(histogramEvidence(...leak()))).toEqual([
      {
        className: 'com.acme.Order',
        application: true,
        fromInstances: 1000,
        toInstances: 3000,
        fromBytes: 1_024_000,
        toBytes: 3_072_000,
        grownBytes: 2_048_000,
        source: { artifact: 'jvm-1/histogram/001', line: 3, endLine: 3 },
      },
    ]);
  });

  it('are not those that went down in between', () => {
    const [first, second, third] = leak();
    expect(growingClasses(histogramEvidence(first!, third!, second!))).toEqual([]);
  });

  it('cannot be told from two histograms', () => {
    expect(() => growingClasses(histogramEvidence(...leak().slice(1)))).toThrow(MissingFact);
  });

  it('cannot be told where all may be garbage', () => {
    for (const live of [false, undefined])
      expect(() => growingClasses(histogramEvidence(...leak({ live: live as boolean })))).toThrow(/--live/);
  });

  it('cannot be told with garbage unless the old generation was collected in between', () => {
    const noted = (collections: readonly number[]) =>
      leak({ live: false, youngBytes: 1_000_000 }).map((one, i) => ({
        ...one,
        oldCollections: collections[i] as number,
      }));
    expect(() => growingClasses(histogramEvidence(...noted([4, 4, 4])))).toThrow(/not collected between/);
    const [order] = growingClasses(histogramEvidence(...noted([4, 4, 5])));
    expect(order?.grownBytes).toBe(2_048_000 - 1_000_000);
  });

  it('are nothing when the young generation explains it all', () => {
    const noted = leak({ live: false, youngBytes: 3_000_000 }).map((one, i) => ({ ...one, oldCollections: i }));
    expect(growingClasses(histogramEvidence(...noted))).toEqual([]);
  });
});

describe('the difference of two histograms', () => {
  it('has what came, what went and what grew, the most grown first', () => {
    const changes = classChanges(histogram({ a: 5, b: 3, c: 1 }), histogram({ a: 1, c: 3, d: 9 }));
    expect(changes.map(({ className, instancesChange }) => [className, instancesChange])).toEqual([
      ['d', 9],
      ['c', 2],
      ['b', -3],
      ['a', -4],
    ]);
  });

  it('says nothing of classes a cut histogram may have lost', () => {
    const cut = histogram({ a: 5 }, { complete: false });
    expect(names(classChanges(histogram({ a: 4, b: 1 }), cut))).toEqual(['a']);
    expect(names(classChanges(cut, histogram({ a: 4, b: 1 })))).toEqual(['a']);
  });

  it('adds up to the difference of the totals, and is empty between equals', () => {
    const counts = fc.dictionary(fc.stringMatching(/^[a-z]{1,3}$/), fc.integer({ min: 1, max: 1e6 }));
    fc.assert(
      fc.property(counts, counts, (before, after) => {
        const [a, b] = [histogram(before), histogram(after)];
        const sum = classChanges(a, b).reduce((all, { bytesChange }) => all + bytesChange, 0);
        expect(sum).toBe(b.bytes - a.bytes);
        expect(classChanges(a, a)).toEqual([]);
      }),
    );
  });
});

describe('a class of the application', () => {
  it.each([
    ['com.acme.Order', true],
    ['com.acme.Order[]', true],
    ['Leak$Order', true],
    ['java.lang.String', false],
    ['byte[]', false],
    ['org.springframework.core.Ordered', false],
    ['<methodKlass>', false],
    ['com.acme.Order$$Lambda/0x00007f1234567890', false],
    ['jdk.proxy2.$Proxy15', false],
  ])('%s: %s', (className, expected) => {
    expect(isApplicationClass(className)).toBe(expected);
  });

  it('is what the user says it is', () => {
    expect(isApplicationClass('org.springframework.own.Thing', ['org.springframework.own'])).toBe(true);
  });
});
