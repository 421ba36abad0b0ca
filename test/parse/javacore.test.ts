import { describe, expect, it } from 'vitest';
import { ParseError } from '../../src/model/parsed.ts';
import format from '../../src/parse/javacore.ts';
import { fixture, fixtureText, frames, head, read, readCut, readOne, threadNamed } from './read.ts';

const openj9 = 'javacore/openj9-17.txt';

describe('a javacore of OpenJ9 17', () => {
  it('is recognised and read whole', async () => {
    expect(format.recognise(head(fixture(openj9)))).toBe('certain');
    const { piece, reading } = await readOne(format, fixture(openj9));
    expect(reading.problems).toEqual([]);
    expect(reading.recognised).toBe(reading.total);
    expect(piece).toMatchObject({
      format: 'javacore',
      jdk: 17,
      pid: 37,
      complete: true,
      hasOwnableSynchronizers: false,
    });
    expect(piece.jvm).toBe('JRE 17 Linux amd64-64 (build 17.0.9+9)');
    expect(new Date(piece.takenAtMs ?? 0).toISOString()).toBe('2026-01-02T03:04:05.678Z');
    expect(piece.takenAtIsNaive).toBeUndefined();
    expect(piece.threads).toHaveLength(8);
  });

  it('threads with ids, CPU, state and stack', async () => {
    const { piece } = await readOne(format, fixture(openj9));
    expect(threadNamed(piece, 'stock-1')).toMatchObject({
      kind: 'platform',
      id: 19,
      nativeId: 48,
      tid: '0x0000000000221100',
      daemon: false,
      priority: 5,
      cpuMs: 4.366,
      state: 'BLOCKED',
      stateText: 'blocked',
    });
    expect(frames(threadNamed(piece, 'stock-1'))).toEqual([
      'com.acme.orders.Stock.move(Stock.java:35)',
      'com.acme.orders.Stock$$Lambda$14/0x0000000800066840.run(Bytecode PC:4)',
      'java.lang.Thread.run(Thread.java:857)',
    ]);
    expect(threadNamed(piece, 'JIT Compilation Thread-000')).toMatchObject({ kind: 'vm', daemon: true });
    threadNamed(piece, 'lock-waiter "quoted"');
    const broken = threadNamed(piece, 'new\nline in name');
    expect(
      fixtureText(openj9)
        .split('\n')
        .slice(broken.line - 1, broken.line + 1),
    ).toEqual(['3XMTHREADINFO      "new', expect.stringMatching(/^line in name" J9VMThread:/)]);
  });

  it('monitors and locks with their owners', async () => {
    const { piece } = await readOne(format, fixture(openj9));
    const [first, second] = ['stock-1', 'stock-2'].map((name) => threadNamed(piece, name));
    const wanted = { kind: 'waiting-to-lock', address: '0x00000000ffe10010', className: 'java.lang.Object', frame: 0 };
    expect(first?.locks).toEqual([wanted, { ...wanted, kind: 'locked', address: '0x00000000ffe10000' }]);
    expect(second?.locks).toContainEqual({ ...wanted, kind: 'locked' });
    expect(first?.waitsForThread).toEqual({ id: 20, name: 'stock-2' });
    const parked = threadNamed(piece, 'lock-waiter "quoted"');
    expect(parked.locks).toMatchObject([
      { kind: 'parking', className: 'java.util.concurrent.locks.ReentrantLock$NonfairSync' },
    ]);
    expect(parked.waitsForThread).toEqual({ id: 21, name: 'lock-owner' });
    expect(threadNamed(piece, 'timed-wait').waitsForThread).toBeUndefined();
    expect(threadNamed(piece, 'Common-Cleaner').locks.map(({ kind, frame }) => [kind, frame])).toEqual([
      ['waiting-on', 0],
      ['locked', 2],
    ]);
  });

  it('tells timed waits from others by flags and frames, and is silent where neither does', async () => {
    const { piece } = await readOne(format, fixture(openj9));
    const states = ['Common-Cleaner', 'lock-owner', 'lock-waiter "quoted"', 'timed-wait', 'new\nline in name'].map(
      (name) => threadNamed(piece, name).state,
    );
    expect(states).toEqual(['TIMED_WAITING', 'TIMED_WAITING', 'WAITING', 'TIMED_WAITING', undefined]);
    const untimed = fixtureText(openj9).replace('flags:0x00080181', 'flags:0x00000181');
    expect(threadNamed((await readOne(format, untimed)).piece, 'Common-Cleaner').state).toBe('WAITING');
  });

  it('the deadlock it reports', async () => {
    const { piece } = await readOne(format, fixture(openj9));
    expect(piece.deadlocks).toEqual([
      {
        members: [
          {
            thread: 'stock-1',
            wants: { address: '0x00000000ffe10010', className: 'java.lang.Object' },
            heldBy: 'stock-2',
          },
          {
            thread: 'stock-2',
            wants: { address: '0x00000000ffe10000', className: 'java.lang.Object' },
            heldBy: 'stock-1',
          },
        ],
        line: 53,
        endLine: 66,
      },
    ]);
  });

  it('recovers every thread before a cut', async () => {
    const { piece } = await readOne(format, fixture(openj9));
    let most = 0;
    for (const { read: cut } of await readCut(format, fixture(openj9), 150)) {
      if (cut === undefined) continue;
      const found = cut.pieces[0]?.threads ?? [];
      const whole = found.slice(0, -1);
      expect(whole.map(({ name, stack }) => [name, stack])).toEqual(
        piece.threads.slice(0, whole.length).map(({ name, stack }) => [name, stack]),
      );
      expect(cut.pieces[0]?.complete).toBe(false);
      expect(cut.problems.map(({ message }) => message)).toContain(
        'the javacore has no end mark: it was cut or is a part of one',
      );
      most = Math.max(most, found.length);
    }
    expect(most).toBe(8);
  });

  it('reads two in one file, CRLF, UTF-16', async () => {
    const text = fixtureText(openj9);
    const { piece } = await readOne(format, text);
    expect((await readOne(format, text.replaceAll('\n', '\r\n'))).piece).toEqual(piece);
    expect((await readOne(format, Buffer.from(`\ufeff${text}`, 'utf16le'))).piece).toEqual(piece);
    const { pieces } = await read(format, text + text);
    expect(pieces.map(({ threads }) => threads.length)).toEqual([8, 8]);
    expect(pieces[1]?.threads[2]?.stack).toBe(pieces[0]?.threads[2]?.stack);
  });
});

describe('a javacore of J9 for Java 6', () => {
  it('takes locks from the LOCKS section, and counts the current thread once', async () => {
    const { piece, reading } = await readOne(format, fixture('javacore/j9-6.txt'));
    expect(reading.problems).toEqual([]);
    expect(piece).toMatchObject({ jdk: 6, takenAtIsNaive: true, complete: true });
    expect(piece.threads.map(({ name }) => name)).toEqual(['SIGQUIT Thread', 'owner', 'waiter', 'Signal Dispatcher']);
    const lock = { address: '0x00007f5e5e18e3d8', className: 'java.lang.String' };
    expect(threadNamed(piece, 'owner').locks).toEqual([{ kind: 'locked', ...lock, frame: -1 }]);
    expect(threadNamed(piece, 'waiter').locks).toEqual([{ kind: 'waiting-to-lock', ...lock, frame: 0 }]);
    expect(threadNamed(piece, 'waiter').waitsForThread).toEqual({ name: 'owner' });
  });
});

describe('times', () => {
  const at = async (...lines: readonly string[]) => {
    const text = ['0SECTION       TITLE', ...lines, '3XMTHREADINFO      "x" J9VMThread:0x1, state:R, prio=5'].join(
      '\n',
    );
    const { takenAtMs, takenAtIsNaive } = (await readOne(format, text)).piece;
    return [takenAtMs === undefined ? undefined : new Date(takenAtMs).toISOString(), takenAtIsNaive];
  };
  const local = '1TIDATETIME    Date: 2026/01/02 at 12:04:05:678';

  it('UTC is taken before local time, local time with a zone before one without', async () => {
    const utc = '1TIDATETIMEUTC Date: 2026/01/02 at 03:04:05:678 (UTC)';
    expect(await at(utc, local)).toEqual(['2026-01-02T03:04:05.678Z', undefined]);
    expect(await at(local, utc)).toEqual(['2026-01-02T03:04:05.678Z', undefined]);
    expect(await at(local, '1TITIMEZONE    Timezone: UTC+9 (KST)')).toEqual(['2026-01-02T03:04:05.678Z', undefined]);
    expect(await at(local, '1TITIMEZONE    Timezone: UTC-3:30 (NDT)')).toEqual(['2026-01-02T15:34:05.678Z', undefined]);
    expect(await at(local, '1TITIMEZONE    Timezone: (unavailable)')).toEqual(['2026-01-02T12:04:05.678Z', true]);
    expect(await at(local)).toEqual(['2026-01-02T12:04:05.678Z', true]);
    expect(await at()).toEqual([undefined, undefined]);
  });
});

describe('odd files', () => {
  it('a part of one, pasted with blanks in front, is read', async () => {
    const text = fixtureText(openj9)
      .split('\n')
      .slice(103, 115)
      .map((line) => `    ${line}`)
      .join('\n');
    expect(format.recognise(head(text))).toBe('certain');
    const { piece } = await readOne(format, text);
    expect(piece.threads).toMatchObject([{ name: 'stock-1', state: 'BLOCKED' }]);
    expect(piece.complete).toBe(false);
  });

  it.each([
    '',
    'text',
    'NULL',
    '0SECTION       TITLE subcomponent dump routine',
    '3XMTHREADINFO      Anonymous native thread',
    '3XMTHREADINFO      "x',
  ])('no thread in %j', async (text) => {
    await expect(read(format, text)).rejects.toBeInstanceOf(ParseError);
  });

  it('a header or a lock it does not know is a problem, not a crash', async () => {
    const text =
      '3XMTHREADINFO      "x\n3XMTHREADINFO      "y" J9VMThread:0x1, state:Q\n3XMTHREADBLOCK     Dreaming of: x\n4XESTACKTRACE    at garbage\n5XESTACKTRACE   x';
    const { piece, reading } = await readOne(format, text);
    expect(piece.threads).toMatchObject([{ name: 'y', locks: [], stack: { frames: [] } }]);
    expect(reading.problems.map(({ line, message }) => [line, message])).toEqual([
      [1, 'this thread header was not understood'],
      [3, 'this line was not understood'],
      [5, 'this line was not understood'],
      [2, 'a frame of this thread was not understood'],
      [5, 'the javacore has no end mark: it was cut or is a part of one'],
    ]);
  });

  it('is not recognised in other text', () => {
    for (const text of ['', '2026-01-02 03:04:05\nFull thread dump OpenJDK', 'the line 3XMTHREADINFO is explained'])
      expect(format.recognise(head(text))).toBe('no');
  });
});
