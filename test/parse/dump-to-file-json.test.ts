import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { ParseError } from '../../src/model/parsed.ts';
import format from '../../src/parse/dump-to-file-json.ts';
import { fixture, fixtureText, frames, head, read, readCut, readOne, threadNamed } from './read.ts';

const dump = (threads: readonly object[], more: object = {}): string =>
  JSON.stringify({
    threadDump: {
      processId: '7',
      time: '2026-01-02T03:04:05.678901234Z',
      runtimeVersion: '25+36',
      threadContainers: [{ container: '<root>', parent: null, owner: null, threads, threadCount: `${threads.length}` }],
      ...more,
    },
  });

describe.each([
  { jdk: 21, pid: 20549, threads: 47, virtual: 13 },
  { jdk: 25, pid: 21011, threads: 51, virtual: 13 },
  { jdk: 27, pid: 20138, threads: 45, virtual: 13 },
])('Thread.dump_to_file -format=json of JDK $jdk', ({ jdk, pid, threads, virtual }) => {
  const file = `dump-to-file-json/jdk${jdk}.json`;

  it('is recognised and read whole', async () => {
    expect(format.recognise(head(fixture(file)))).toBe('certain');
    const { piece, reading } = await readOne(format, fixture(file));
    expect(reading).toEqual({ problems: [], recognised: threads, total: threads });
    expect(piece).toMatchObject({ format: 'dump-to-file-json', artifactId: 'a-1', jdk, pid, complete: true, line: 1 });
    expect(piece.threads).toHaveLength(threads);
    expect(new Date(piece.takenAtMs ?? 0).toISOString()).toMatch(/^2026-11-20T1[01]:/);
    expect(piece.takenAtIsNaive).toBeUndefined();
    expect(piece.hasOwnableSynchronizers).toBe(false);
  });

  it('tells virtual threads from platform threads', async () => {
    const { piece } = await readOne(format, fixture(file));
    const found = piece.threads.filter((thread) => thread.kind === 'virtual');
    expect(found).toHaveLength(virtual);
    expect(found.every((thread) => frames(thread).some((frame) => frame.includes('VirtualThread.')))).toBe(true);
    expect(threadNamed(piece, 'main').kind).toBe('platform');
  });

  it('reads names with quotes, line breaks, nothing and Korean in them, with their lines', async () => {
    const { piece } = await readOne(format, fixture(file));
    for (const name of [
      'quote "in" name',
      'new\nline in name',
      '결재-스레드 名前',
      '" #7 prio=5 os_prio=0 looks like a header',
    ])
      threadNamed(piece, name);
    const lines = fixtureText(file).split('\n');
    for (const thread of piece.threads) {
      expect(lines[thread.line - 1]?.trim()).toBe('{');
      expect(lines[thread.endLine - 1]?.trim()).toMatch(/^\},?$/);
      expect(lines[thread.line]).toContain(`"tid": ${jdk < 27 ? `"${thread.id}"` : thread.id}`);
    }
  });

  it('shares equal stacks', async () => {
    const { piece } = await readOne(format, fixture(file));
    const latches = piece.threads.filter((thread) =>
      frames(thread).some((frame) => frame.includes('CountDownLatch.await')),
    );
    expect(latches.length).toBeGreaterThan(3);
    expect(new Set(latches.filter((thread) => thread.kind === 'virtual').map((thread) => thread.stack)).size).toBe(1);
  });

  it('recovers every thread before a cut', async () => {
    const { piece } = await readOne(format, fixture(file));
    let most = 0;
    for (const { read: cut } of await readCut(format, fixture(file))) {
      if (cut === undefined) continue;
      const found = cut.pieces[0]?.threads ?? [];
      expect(found.map(({ name }) => name)).toEqual(piece.threads.slice(0, found.length).map(({ name }) => name));
      expect(cut.pieces[0]?.complete).toBe(false);
      expect(cut.problems.at(-1)?.message).toMatch(/^the file ends/);
      most = Math.max(most, found.length);
    }
    expect(most).toBeGreaterThan(threads - 5);
  });
});

describe('locks from JDK 24 on', () => {
  it('who waits for which monitor, who owns it, at which frame', async () => {
    const { piece } = await readOne(format, fixture('dump-to-file-json/jdk25.json'));
    const [first, second] = ['monitor-deadlock-1', 'monitor-deadlock-2'].map((name) => threadNamed(piece, name));
    const wanted = first?.locks.find((lock) => lock.kind === 'waiting-to-lock');
    expect(first?.state).toBe('BLOCKED');
    expect(wanted).toMatchObject({ className: 'java.lang.Object', frame: 0 });
    expect(second?.locks).toContainEqual({ ...wanted, kind: 'locked' });
  });

  it('Object.wait, park with and without a blocker', async () => {
    const { piece } = await readOne(format, fixture('dump-to-file-json/jdk25.json'));
    const waiting = threadNamed(piece, 'object-wait');
    expect(waiting.state).toBe('WAITING');
    expect(waiting.locks.map(({ kind, frame }) => [kind, frame])).toEqual([
      ['waiting-on', 0],
      ['locked', 3],
    ]);
    expect(waiting.locks[0]?.address).toBe(waiting.locks[1]?.address);
    expect(threadNamed(piece, 'parked-latch').locks).toMatchObject([
      { kind: 'parking', className: 'java.util.concurrent.CountDownLatch$Sync', frame: 0 },
    ]);
    expect(threadNamed(piece, 'parked-no-blocker').locks).toEqual([]);
  });

  it('a carrier says whom it carries', async () => {
    const { piece } = await readOne(format, fixture('dump-to-file-json/jdk25.json'));
    const carriers = piece.threads.filter((thread) => thread.carrying !== undefined);
    expect(carriers.map((thread) => [thread.name, thread.carrying])).toEqual([['ForkJoinPool-1-worker-6', 64]]);
    expect(piece.threads.find((thread) => thread.id === 64)?.kind).toBe('virtual');
  });

  it('JDK 27 names the owner of a ReentrantLock', async () => {
    const { piece } = await readOne(format, fixture('dump-to-file-json/jdk27.json'));
    const [first, second] = ['lock-deadlock-1', 'lock-deadlock-2'].map((name) => threadNamed(piece, name));
    expect(first?.waitsForThread).toEqual({ id: second?.id });
    expect(second?.waitsForThread).toEqual({ id: first?.id });
  });

  it('a null among the owned monitors is a lock the compiler removed', async () => {
    const thread = {
      tid: '1',
      name: 'x',
      stack: ['A.b(A.java:1)'],
      monitorsOwned: [{ depth: 0, locks: [null, 'java.lang.Object@1f'] }],
    };
    const { piece } = await readOne(format, dump([thread]));
    expect(piece.threads[0]?.locks).toEqual([
      { kind: 'eliminated', frame: 0 },
      { kind: 'locked', address: 'java.lang.Object@1f', className: 'java.lang.Object', frame: 0 },
    ]);
  });
});

describe('odd files', () => {
  it('a UTF-16 file, as a Windows shell saves it, a gzipped one and one with a byte order mark', async () => {
    const text = fixtureText('dump-to-file-json/jdk25.json');
    const { piece } = await readOne(format, text);
    for (const bytes of [Buffer.from(`\ufeff${text}`, 'utf16le'), gzipSync(text), Buffer.from(`\ufeff${text}`)]) {
      expect((await readOne(format, bytes, { chunkBytes: 999 })).piece).toEqual(piece);
    }
    expect(format.recognise(head(Buffer.from(`\ufeff${text}`, 'utf16le')))).toBe('certain');
  });

  it('several dumps in one file', async () => {
    const thread = { tid: '1', name: 'x', stack: ['A.b(A.java:1)'] };
    const { pieces } = await read(format, `${dump([thread])}\n${dump([thread, { ...thread, tid: '2' }])}\n`);
    expect(pieces.map((piece) => [piece.line, piece.threads.length])).toEqual([
      [1, 1],
      [2, 2],
    ]);
    expect(pieces[0]?.threads[0]?.stack).toBe(pieces[1]?.threads[1]?.stack);
  });

  it('threads it cannot use are left out and counted', async () => {
    const good = { tid: '1', name: 'x', stack: ['A.b(A.java:1)', 'garbage', 5] };
    const { piece, reading } = await readOne(
      format,
      dump([good, { tid: '2', name: 'no stack' }, 5 as unknown as object]),
    );
    expect(piece.threads.map((thread) => [thread.name, thread.stack.frames.length])).toEqual([['x', 1]]);
    expect(reading).toMatchObject({ recognised: 1, total: 3 });
    expect(reading.problems.map(({ message }) => message)).toEqual([
      '2 frames of this thread were not understood',
      'a thread was left out: it is not readable JSON, or has no stack',
      'a thread was left out: it is not an object',
    ]);
  });

  it('says when a container has more threads than the dump lists', async () => {
    const container = {
      container: 'ThreadPerTaskExecutor@1',
      threads: [{ tid: '1', name: '', stack: [] }],
      threadCount: '5',
    };
    const { reading } = await readOne(format, dump([], { threadContainers: [container] }));
    expect(reading.problems).toEqual([
      { message: 'container ThreadPerTaskExecutor@1 has 5 threads, 1 are in the dump' },
    ]);
  });

  it('hostile values become nothing', async () => {
    const thread = `{"__proto__": {"name": "evil"}, "tid": 1e400, "name": {"a": 1}, "state": "__proto__", "stack": [], "monitorsOwned": [{"depth": 99999, "locks": ["a"]}], "parkBlocker": []}`;
    const { piece } = await readOne(format, dump([]).replace('"threads":[]', `"threads":[${thread}]`));
    expect(piece.threads[0]).toEqual({
      name: '',
      kind: 'platform',
      daemon: false,
      stack: { frames: [] },
      locks: [],
      line: 1,
      endLine: 1,
    });
  });

  it('uses the clock of the capture when the dump has no time of its own', async () => {
    const text = dump([{ tid: '1', name: 'x', stack: [] }], { time: 'yesterday' });
    expect((await readOne(format, text, { takenAtMs: 42 })).piece.takenAtMs).toBe(42);
    expect((await readOne(format, text)).piece.takenAtMs).toBeUndefined();
  });

  it.each(['', '{}', '{"threadDump": {}}', '[]', 'null', '{"threadDump": {"threadContainers": [{"threads": []}]}}'])(
    'no thread in %s',
    async (text) => {
      await expect(read(format, text)).rejects.toBeInstanceOf(ParseError);
    },
  );

  it('1,000,000 levels of nesting are a problem, not a crash', async () => {
    const deep = `${'{"a":'.repeat(1_000_000)}1${'}'.repeat(1_000_000)}`;
    const { piece, reading } = await readOne(
      format,
      dump([{ tid: '1', name: 'x', stack: [] }]).replace('"stack":[]', `"stack":[],"x":${deep}},{"stack":[]`),
    );
    expect(piece.threads).toHaveLength(1);
    expect(reading.problems[0]?.message).toBe('a thread was left out: it nests deeper than 64 levels');
    await expect(read(format, deep)).rejects.toBeInstanceOf(ParseError);
  });

  it('is not recognised in other JSON', () => {
    for (const text of ['{"threads": []}', '{"a": {"threadDump": {}}}', '"threadDump": {', 'x {"threadDump": {}}'])
      expect(format.recognise(head(text))).toBe('no');
  });

  it('10,000 virtual threads keep one stack', async () => {
    const thread = (tid: number) => ({
      tid: `${tid}`,
      name: '',
      virtual: true,
      state: 'WAITING',
      stack: ['A.b(A.java:1)', 'A.c(A.java:2)'],
    });
    const { piece } = await readOne(format, dump(Array.from({ length: 10_000 }, (_, tid) => thread(tid))));
    expect(new Set(piece.threads.map((each) => each.stack)).size).toBe(1);
  });
});
