import { describe, expect, it } from 'vitest';
import { ParseError } from '../../src/model/parsed.ts';
import type { Thread } from '../../src/model/thread-dump.ts';
import json from '../../src/parse/dump-to-file-json.ts';
import format from '../../src/parse/dump-to-file-text.ts';
import { fixture, fixtureText, head, read, readCut, readOne, threadNamed } from './read.ts';

const jdks = [21, 25, 27] as const;

describe.each(jdks)('Thread.dump_to_file of JDK %d', (jdk) => {
  const file = `dump-to-file-text/jdk${jdk}.txt`;

  it('is recognised and read whole', async () => {
    expect(format.recognise(head(fixture(file)))).toBe('certain');
    const { piece, reading } = await readOne(format, fixture(file));
    expect(reading.problems).toEqual([]);
    expect(reading.recognised).toBe(reading.total);
    expect(reading.total).toBe(
      fixtureText(file)
        .split('\n')
        .filter((line) => line !== '').length,
    );
    expect(piece).toMatchObject({ format: 'dump-to-file-text', jdk, complete: true, line: 1 });
  });

  it('says the same as the JSON of the same program', async () => {
    const { piece } = await readOne(format, fixture(file));
    const { piece: other } = await readOne(json, fixture(`dump-to-file-json/jdk${jdk}.json`));
    expect(piece.pid).toBe(other.pid);
    expect(piece.jvm).toBe(other.jvm);
    const essence = (thread: Thread) => ({
      id: thread.id,
      name: thread.name,
      kind: thread.kind,
      stack: thread.stack,
      locks: [...thread.locks].sort((a, b) => (a.kind < b.kind ? -1 : 1)),
      waitsForThread: thread.waitsForThread,
    });
    // The attach thread stands in the dump code itself, and which carrier is in between differs from second to second.
    const still = (thread: Thread) =>
      thread.name !== 'Attach Listener' && !/^ForkJoinPool-|^pool-/.test(thread.name) && thread.kind === 'platform';
    expect(piece.threads.filter(still).map(essence)).toEqual(other.threads.filter(still).map(essence));
    expect(piece.threads.filter(({ kind }) => kind === 'virtual').length).toBe(
      other.threads.filter(({ kind }) => kind === 'virtual').length,
    );
  });

  it('gives each thread its lines, also where the name has a line break', async () => {
    const { piece } = await readOne(format, fixture(file));
    const lines = fixtureText(file).split('\n');
    const broken = threadNamed(piece, 'new\nline in name');
    expect(lines[broken.line - 1]).toMatch(/^#\d+ "new$/);
    for (const thread of piece.threads) {
      expect(lines[thread.line - 1]).toContain(`#${thread.id} "`);
      expect(lines[thread.endLine]).toBe('');
    }
  });

  it('recovers every thread before a cut', async () => {
    const { piece } = await readOne(format, fixture(file));
    let most = 0;
    for (const { read: cut, at } of await readCut(format, fixture(file))) {
      if (cut === undefined) continue;
      const found = cut.pieces[0]?.threads ?? [];
      const whole = found.slice(0, -1);
      expect(whole).toEqual(piece.threads.slice(0, whole.length));
      const betweenThreads = fixtureText(file).slice(0, at).endsWith('\n\n');
      if (!betweenThreads) expect(cut.pieces[0]?.complete).toBe(false);
      most = Math.max(most, found.length);
    }
    expect(most).toBeGreaterThan(piece.threads.length - 5);
  });

  it('reads CRLF', async () => {
    const { piece } = await readOne(format, fixture(file));
    expect((await readOne(format, fixtureText(file).replaceAll('\n', '\r\n'))).piece).toEqual(piece);
  });
});

const preamble = '7\n2026-01-02T03:04:05.678901234Z\n25.0.3+9-LTS\n\n';

describe('odd files', () => {
  it('a removed lock, a wanted monitor, a frame it does not know', async () => {
    const text = `${preamble}#1 "x" BLOCKED 2026-01-02T03:04:05.7Z
    at A.b(A.java:1)
    - waiting to lock <java.lang.Object@1f>
    at garbage
    at A.c(A.java:2)
    - lock is eliminated
    - something new <x>

`;
    const { piece, reading } = await readOne(format, text);
    expect(piece.threads[0]).toMatchObject({ state: 'BLOCKED', line: 5, endLine: 10 });
    expect(piece.threads[0]?.locks).toEqual([
      { kind: 'waiting-to-lock', address: 'java.lang.Object@1f', className: 'java.lang.Object', frame: 0 },
      { kind: 'eliminated', frame: 2 },
    ]);
    expect(reading).toMatchObject({ recognised: 8, total: 10 });
    expect(reading.problems.map(({ line }) => line)).toEqual([11, 5]);
  });

  it('several dumps in one file', async () => {
    const one = `${preamble}#1 "x"\n      A.b(A.java:1)\n\n`;
    const { pieces } = await read(format, one + one);
    expect(pieces.map(({ line, threads }) => [line, threads.length])).toEqual([
      [1, 1],
      [8, 1],
    ]);
  });

  it('a header that never ends does not swallow the threads after it', async () => {
    const text = `${preamble}#1 "never closed\n      A.b(A.java:1)\n\n#2 "y"\n      A.b(A.java:1)\n\n`;
    const { piece, reading } = await readOne(format, text);
    expect(piece.threads.map(({ name }) => name)).toEqual(['y']);
    expect(reading.problems).toEqual([{ line: 5, message: 'this thread header was not understood' }]);
    expect(reading.recognised).toBeLessThan(reading.total);
  });

  it('an excerpt of virtual threads is read, and never whole', async () => {
    const excerpt =
      '#7284 "worker<1>" virtual\n      java.base/java.lang.Object.wait0(Native Method)\n      com.acme.Orders.place(Orders.java:12)\n';
    const { piece } = await readOne(format, excerpt);
    expect(format.recognise(head(excerpt))).toBe('certain');
    expect(piece).toMatchObject({ complete: false, threads: [{ name: 'worker<1>', kind: 'virtual' }] });
    expect(piece).not.toHaveProperty('pid');
    expect(piece.threads[0]?.stack.frames).toHaveLength(2);
    expect(format.recognise(head('#7 "in a text" virtual machines\nare not threads\n'))).toBe('no');
  });

  it.each(['', '7', preamble, 'some text\n', '#1 "x"\n'])('no thread in %j', async (text) => {
    await expect(read(format, text)).rejects.toBeInstanceOf(ParseError);
  });

  it('is not recognised in other text', () => {
    for (const text of ['', '7\n', '2026-01-02 03:04:05\nFull thread dump OpenJDK', '7\nx\n25\n\n#1 "x"'])
      expect(format.recognise(head(text))).toBe('no');
  });
});
