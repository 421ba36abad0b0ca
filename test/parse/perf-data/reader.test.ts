import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countersOf } from '../../../src/parse/perf-data/layout.ts';
import { perfReader } from '../../../src/parse/perf-data/reader.ts';
import { perfFile } from '../../support/perf-file.ts';
import { fixture } from '../read.ts';

const asMap = (reading: ReturnType<ReturnType<typeof perfReader>>) => {
  if (typeof reading === 'string') throw new Error(reading);
  return new Map(reading.names.map((name, index) => [name, reading.value(index)]));
};

describe('a file of counters read again and again', () => {
  it.each(['jdk8', 'jdk11', 'jdk17', 'jdk21', 'jdk25'])('is read as it is read once: %s', (name) => {
    const bytes = fixture(`perf-data/${name}.bin.gz`);
    const once = countersOf(bytes);
    if (typeof once === 'string') throw new Error(once);
    const read = perfReader();
    read(bytes);
    expect(asMap(read(bytes))).toEqual(new Map(once.counters));
  });

  it('shows what changed, also longs near the limits of exact numbers', () => {
    const limits = [0, 1, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1];
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.nat(), fc.constantFrom(...limits)), { minLength: 1, maxLength: 8 }),
        (values) => {
          const read = perfReader();
          for (const value of values) {
            const reading = read(perfFile({ 'a.count': value, 'a.cause': `No GC ${value % 7}` }));
            expect(asMap(reading)).toEqual(
              new Map<string, unknown>([
                ['a.count', value],
                ['a.cause', `No GC ${value % 7}`],
              ]),
            );
          }
        },
      ),
      { numRuns: 50 },
    );
  });

  it('takes in a counter that was added', () => {
    const read = perfReader();
    read(perfFile({ 'a.count': 1 }));
    expect(asMap(read(perfFile({ 'a.count': 2, 'b.count': 3 })))).toEqual(
      new Map([
        ['a.count', 2],
        ['b.count', 3],
      ]),
    );
  });

  it('says in words what is none, unfinished or cut', () => {
    const read = perfReader();
    const whole = perfFile({ 'a.count': 1 });
    expect(read(Buffer.alloc(32 * 1024, 7))).toMatch(/no hsperfdata file/);
    expect(read(Uint8Array.from(whole, (byte, at) => (at === 7 ? 0 : byte)))).toMatch(/not finished writing/);
    read(whole);
    expect(read(whole.subarray(0, 40))).toMatch(/cut: 40 of/);
    expect(read(new Uint8Array())).toMatch(/no hsperfdata file/);
  });

  it('never throws, whatever 32 KB hold', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 0, maxLength: 4096 }), fc.boolean(), (noise, withHead) => {
        const bytes = withHead ? Buffer.concat([perfFile({ 'a.count': 1 }).subarray(0, 32), noise]) : noise;
        const reading = perfReader()(bytes);
        expect(typeof reading === 'string' || reading.names.length >= 0).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
