import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import native from '../../src/facts/native.ts';
import type { Evidence } from '../../src/model/evidence.ts';
import { MissingFact } from '../../src/model/fact.ts';
import type { NativeMemory } from '../../src/model/native-memory.ts';
import { nativeMemoryReader } from '../../src/parse/native-memory/reader.ts';
import format from '../../src/parse/native-memory.ts';
import { head } from './read.ts';

const read = (text: string): { readonly readings: readonly NativeMemory[]; readonly refused?: string | undefined } => {
  const readings: NativeMemory[] = [];
  const reader = nativeMemoryReader({ artifactId: 'a' }, (reading) => readings.push(reading));
  for (const [i, line] of text.split('\n').entries()) reader.line(line, i + 1);
  return { readings, refused: reader.end().refused };
};

const captured = (name: string): string =>
  readFileSync(new URL(`../../fixtures/captures/${name}/raw/jvm-1/native-memory/002.txt`, import.meta.url), 'utf8');
const kib = 1024;

const diff = `30212:

Native Memory Tracking:

(Omitting categories weighting less than 1KB)

Total: reserved=1653970KB +131651KB, committed=282206KB +131655KB

-                 Java Heap (reserved=65536KB, committed=65536KB)
                            (mmap: reserved=65536KB, committed=65536KB)

-                     Other (reserved=193536KB +132096KB, committed=193536KB +132096KB)
                            (malloc=193536KB +132096KB #189 +129)

-               Arena Chunk (reserved=175KB -448KB, committed=175KB -448KB)
                            (malloc=175KB -448KB)
`;

describe.each([8, 17, 25])('an answer of native memory tracking, JDK %i', (jdk) => {
  const text = captured(`native-memory-direct-buffers-jdk${jdk}`);

  it('is read part by part', () => {
    const [reading] = read(text).readings;
    expect(reading?.categories.find(({ name }) => name === 'Java Heap')?.committedBytes).toBeGreaterThan(4 << 20);
    const buffers = reading?.categories.find(({ name }) => name === (jdk === 8 ? 'Internal' : 'Other'));
    expect(buffers?.committedBytes).toBeGreaterThan(100 << 20);
    const sum = reading?.categories.reduce((all, one) => all + one.committedBytes, 0) ?? 0;
    expect(Math.abs(sum / (reading?.committedBytes ?? 1) - 1)).toBeLessThan(0.01);
  });

  it('cut anywhere tells what came before', () => {
    for (let end = 0; end < text.length; end += 211) {
      const { readings } = read(text.slice(0, end));
      expect(readings.length).toBeLessThanOrEqual(1);
      for (const { categories } of readings) expect(categories.every(({ name }) => name !== '')).toBe(true);
    }
  });
});

describe('other answers', () => {
  it('a comparison has the change of each part, 0 where none is printed', () => {
    const [reading] = read(diff).readings;
    expect(reading).toMatchObject({ pid: 30212, committedBytes: 282206 * kib, changeBytes: 131655 * kib, line: 7 });
    expect(reading?.categories.map(({ name, changeBytes }) => [name, changeBytes])).toEqual([
      ['Java Heap', 0],
      ['Other', 132096 * kib],
      ['Arena Chunk', -448 * kib],
    ]);
  });

  it('in megabytes, and several in one file', () => {
    const two = diff.replaceAll(/ [+-]\d+KB/g, '').replaceAll('KB', 'MB');
    const { readings } = read(`${two}\n${two}`);
    expect(readings.map(({ committedBytes }) => committedBytes)).toEqual([282206 * kib * kib, 282206 * kib * kib]);
  });

  it('that it is off is said in words', () => {
    expect(read('4711:\nNative memory tracking is not enabled\n')).toMatchObject({
      readings: [],
      refused: expect.stringContaining('-XX:NativeMemoryTracking=summary'),
    });
    expect(format.recognise(head('Total: reserved=1KB, committed=1KB\n'))).toBe('certain');
    expect(format.recognise(head('Total: 5 threads\n'))).toBe('no');
  });
});

describe('what grew', () => {
  const grown = (...readings: readonly NativeMemory[]) =>
    native.facts['grown']?.derive({
      models: { 'native-memory': { readings } },
      partial: {},
      failed: {},
    } satisfies Evidence) as readonly Readonly<Record<string, unknown>>[];
  const [compared] = read(diff).readings as [NativeMemory];
  const [plain] = read(diff.replaceAll(/ [+-]\d+KB/g, '')).readings as [NativeMemory];

  it('is what the comparison says', () => {
    expect(grown(compared)).toMatchObject([
      { name: 'Other', changeBytes: 132096 * kib, committedBytes: 193536 * kib, buffers: true, warming: false },
    ]);
  });

  it('is the newest against the first of two readings', () => {
    const less = { ...plain, categories: plain.categories.map((one) => ({ ...one, committedBytes: 100 * kib })) };
    expect(grown(less, plain).map(({ name }) => name)).toEqual(['Other', 'Arena Chunk']);
    expect(() => grown(plain)).toThrow(MissingFact);
  });
});
