import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ParseError } from '../../src/model/parsed.ts';
import format from '../../src/parse/perf-data.ts';
import { fixture, fixtureText, head, read, readCut, readOne } from './read.ts';

type Value = bigint | string;

/** Writes a hsperfdata file as HotSpot lays it out. */
const perfFile = (
  entries: Readonly<Record<string, Value>>,
  { littleEndian = true, size = 4096, accessible = 1, major = 2, overflow = 0 } = {},
): Buffer => {
  const bytes = Buffer.alloc(size);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const int = (at: number, value: number) => view.setInt32(at, value, littleEndian);
  bytes.set([0xca, 0xfe, 0xc0, 0xc0, littleEndian ? 1 : 0, major, 0, accessible]);
  let at = 32;
  for (const [name, value] of Object.entries(entries)) {
    const text = typeof value === 'string' ? Buffer.from(`${value}\0`) : undefined;
    const data = (20 + Buffer.byteLength(name) + 1 + 7) & ~7;
    const length = (data + (text?.length ?? 8) + 7) & ~7;
    int(at, length);
    int(at + 4, 20);
    int(at + 8, text?.length ?? 0);
    bytes[at + 12] = (text === undefined ? 'J' : 'B').charCodeAt(0);
    int(at + 16, data);
    bytes.write(name, at + 20);
    if (typeof value === 'bigint') view.setBigInt64(at + data, value, littleEndian);
    else text?.copy(bytes, at + data);
    at += length;
  }
  int(8, at);
  int(12, overflow);
  int(24, 32);
  int(28, Object.keys(entries).length);
  return bytes;
};

/** The JDK's own reading of the same bytes, `jstat -snap file://...`: `name=value`, strings in quotes. */
const snapshot = (jdk: number): ReadonlyMap<string, string> =>
  new Map(
    fixtureText(`perf-data/jdk${jdk}.snap.txt.gz`)
      .split('\n')
      .filter((line) => line.includes('='))
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );

describe.each([
  { jdk: 8, counters: 249 },
  { jdk: 11, counters: 193 },
  { jdk: 17, counters: 187 },
  { jdk: 21, counters: 133 },
  { jdk: 25, counters: 185 },
])('hsperfdata of JDK $jdk', ({ jdk, counters }) => {
  const file = `perf-data/jdk${jdk}.bin.gz`;

  it('gives every counter the value jstat gives it', async () => {
    expect(format.recognise(head(fixture(file)))).toBe('certain');
    const { piece, reading } = await readOne(format, fixture(file), { takenAtMs: 42 });
    expect(reading).toEqual({ problems: [], recognised: counters, total: counters });
    expect(piece.takenAtMs).toBe(42);
    const theirs = snapshot(jdk);
    for (const [name, value] of piece.counters)
      expect(typeof value === 'string' ? `"${value}"` : `${value}`, name).toBe(theirs.get(name));
  });

  it('a cut gives the counters before it, and says so', async () => {
    const { piece } = await readOne(format, fixture(file));
    for (const { at, read: cut } of await readCut(format, fixture(file), 100)) {
      if (cut === undefined) continue;
      const whole = [...piece.counters];
      const found = [...(cut.pieces[0]?.counters ?? [])];
      expect(found).toEqual(whole.slice(0, found.length));
      if (found.length < whole.length) {
        expect(cut.recognised).toBeLessThan(cut.total);
        expect(cut.problems.map(({ message }) => message).join()).toContain(`the file is cut: ${at} of`);
      }
    }
  });
});

const one = { 'java.threads.live': 12n };

describe('values', () => {
  it.each([true, false])('reads longs and strings, little-endian %s', async (littleEndian) => {
    const { piece } = await readOne(
      format,
      perfFile(
        { ...one, 'sun.gc.cause': 'No GC', empty: '', name: '한글 ♥', minus: -1n, ['__proto__']: 5n },
        { littleEndian },
      ),
    );
    expect([...piece.counters]).toEqual([
      ['java.threads.live', 12],
      ['sun.gc.cause', 'No GC'],
      ['empty', ''],
      ['name', '한글 ♥'],
      ['minus', -1],
      ['__proto__', 5],
    ]);
  });

  it('keeps every long exactly: as a number, beyond 2^53 as text', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
        fc.boolean(),
        async (value, littleEndian) => {
          const { piece } = await readOne(format, perfFile({ v: value }, { littleEndian }));
          const found = piece.counters.get('v') as number | string;
          expect(BigInt(found)).toBe(value);
          expect(typeof found).toBe(Number.isSafeInteger(Number(value)) ? 'number' : 'string');
        },
      ),
    );
  });
});

describe('a file that is not whole', () => {
  it('while the JVM starts, or with counters that did not fit', async () => {
    const { reading } = await readOne(format, perfFile(one, { accessible: 0, overflow: 96 }));
    expect(reading.problems.map(({ message }) => message)).toEqual([
      'the JVM had not finished writing its counters',
      '96 bytes of counters did not fit into the file',
    ]);
  });

  it('an entry torn in the middle ends the reading', async () => {
    const bytes = perfFile({ a: 1n, b: 2n, c: 3n });
    bytes.writeInt32LE(-5, 32 + 32);
    const { piece, reading } = await readOne(format, bytes);
    expect([...piece.counters]).toEqual([['a', 1]]);
    expect(reading).toMatchObject({ recognised: 1, total: 3 });
    expect(reading.problems[0]?.message).toBe(
      'entry 2 of 3 has an impossible length of -5: it and those after it were not read',
    );
  });

  it('a type it does not know is left out', async () => {
    const bytes = perfFile({ a: 1n, b: 2n });
    bytes[32 + 12] = 'Z'.charCodeAt(0);
    const { piece, reading } = await readOne(format, bytes);
    expect([...piece.counters]).toEqual([['b', 2]]);
    expect(reading).toMatchObject({ recognised: 1, total: 2, problems: [{ message: 'the type of a is not known' }] });
  });
});

describe('no hsperfdata file', () => {
  it.each([
    ['nothing', Buffer.alloc(0), /does not begin with ca fe c0 c0/],
    ['a class file', Buffer.from([0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 61]), /does not begin with ca fe c0 c0/],
    ['zeros', Buffer.alloc(32_768), /does not begin with ca fe c0 c0/],
    ['the magic alone', Buffer.from([0xca, 0xfe, 0xc0, 0xc0]), /ends after 4 bytes/],
    ['another version', perfFile(one, { major: 3 }), /version 3\.0 is not known/],
    ['no counters', perfFile({}), /no counters/],
    ['text', Buffer.from('hello'), /does not begin with ca fe c0 c0/],
  ])('%s', async (_, bytes, message) => {
    const failure = await read(format, bytes).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ParseError);
    expect((failure as ParseError).message).toMatch(message);
    if (!/version|counters|ends/.test(message.source)) expect(format.recognise(head(bytes))).toBe('no');
  });

  it('random bytes behind the magic give a ParseError or problems, and never more', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ minLength: 28, maxLength: 2000 }),
        fc.constantFrom(0, 1),
        async (random, order) => {
          const bytes = Buffer.concat([Buffer.from([0xca, 0xfe, 0xc0, 0xc0, order, 2, 0, 1]), random]);
          const result = await read(format, bytes).catch((error: unknown) => error);
          if (!(result instanceof ParseError)) expect(result).toMatchObject({ pieces: [expect.anything()] });
        },
      ),
      { numRuns: 300 },
    );
  });

  it('one flipped byte in a real file never breaks the reader', async () => {
    const real = fixture('perf-data/jdk17.bin.gz');
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 9000 }), fc.integer({ min: 0, max: 255 }), async (at, value) => {
        const bytes = Buffer.from(real);
        bytes[at] = value;
        const result = await read(format, bytes).catch((error: unknown) => error);
        if (!(result instanceof ParseError)) expect(result).toMatchObject({ pieces: [expect.anything()] });
      }),
      { numRuns: 200 },
    );
  });
});
