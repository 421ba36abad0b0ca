import { describe, expect, it } from 'vitest';
import { ParseError } from '../../src/model/parsed.ts';
import format from '../../src/parse/actuator.ts';
import { fixture, fixtureText, frames, head, read, readCut, readOne, threadNamed } from './read.ts';

const thread = (changes: object = {}): object => ({
  threadName: 'x',
  threadId: 9,
  lockOwnerId: -1,
  daemon: true,
  inNative: false,
  suspended: false,
  threadState: 'RUNNABLE',
  priority: 5,
  stackTrace: [{ className: 'com.acme.A', methodName: 'b', fileName: 'A.java', lineNumber: 1, nativeMethod: false }],
  lockedMonitors: [],
  lockedSynchronizers: [],
  ...changes,
});

const dump = (...threads: readonly unknown[]): string => JSON.stringify({ threads });

describe.each([
  { boot: 3, file: 'actuator/boot3-curl-i.txt', line: 6, threads: 13 },
  { boot: 2, file: 'actuator/boot2.json', line: 1, threads: 16 },
])('GET /actuator/threaddump of Spring Boot $boot', ({ file, line, threads }) => {
  it('is recognised and read whole', async () => {
    expect(format.recognise(head(fixture(file)))).toBe('certain');
    const { piece, reading } = await readOne(format, fixture(file));
    expect(reading).toEqual({ problems: [], recognised: threads, total: threads });
    expect(piece).toMatchObject({
      format: 'actuator',
      line,
      endLine: line,
      complete: true,
      hasOwnableSynchronizers: true,
    });
  });

  it('ties the waiters of a monitor and of a ReentrantLock to their owners', async () => {
    const { piece } = await readOne(format, fixture(file));
    const [monitorOwner, monitorWaiter, lockOwner, lockWaiter] = [
      'stock-owner',
      'stock-waiter',
      'lock-owner',
      'lock-waiter',
    ].map((name) => threadNamed(piece, name));
    expect(monitorWaiter).toMatchObject({ state: 'BLOCKED', daemon: true, priority: 5, kind: 'platform' });
    expect(monitorWaiter?.locks).toMatchObject([{ kind: 'waiting-to-lock', className: 'java.lang.Object', frame: 0 }]);
    expect(monitorOwner?.locks).toEqual([{ ...monitorWaiter?.locks[0], kind: 'locked', frame: 2 }]);
    expect(monitorWaiter?.waitsForThread).toEqual({ id: monitorOwner?.id, name: 'stock-owner' });
    expect(lockWaiter?.locks).toMatchObject([
      { kind: 'parking', className: 'java.util.concurrent.locks.ReentrantLock$NonfairSync' },
    ]);
    expect(lockOwner?.ownedSynchronizers).toEqual([
      { address: lockWaiter?.locks[0]?.address, className: 'java.util.concurrent.locks.ReentrantLock$NonfairSync' },
    ]);
    expect(lockWaiter?.waitsForThread).toEqual({ id: lockOwner?.id, name: 'lock-owner' });
    expect(lockWaiter?.ownedSynchronizers).toEqual([]);
  });

  it('reads Object.wait as text dumps show it: the monitor was locked by the frame that waits', async () => {
    const { piece } = await readOne(format, fixture(file));
    const waiting = threadNamed(piece, 'object-wait');
    const { address } = waiting.locks[0] ?? {};
    expect(waiting.locks).toEqual([
      { kind: 'waiting-on', address, className: 'java.lang.Object', frame: 0 },
      { kind: 'locked', address, className: 'java.lang.Object', frame: 2 },
    ]);
    expect(waiting.waitsForThread).toBeUndefined();
    expect(frames(waiting)[0]).toBe('java.lang.Object.wait(Native Method)');
    expect(frames(waiting)[2]).toMatch(/^com\.acme\.orders\.Orders\.lambda/);
  });

  it('recovers every thread before a cut', async () => {
    const { piece } = await readOne(format, fixture(file));
    let most = 0;
    for (const { read: cut } of await readCut(format, fixture(file))) {
      if (cut === undefined) continue;
      const found = cut.pieces[0]?.threads ?? [];
      expect(found).toEqual(piece.threads.slice(0, found.length));
      expect(cut.problems.at(-1)?.message).toMatch(/^the file ends/);
      most = Math.max(most, found.length);
    }
    expect(most).toBeGreaterThanOrEqual(threads - 2);
  });
});

describe('with the headers of curl -i', () => {
  it('takes the time from the Date header, the capture only when there is none', async () => {
    const text = fixtureText('actuator/boot3-curl-i.txt');
    const { piece } = await readOne(format, text, { takenAtMs: 42 });
    expect(new Date(piece.takenAtMs ?? 0).toISOString()).toBe('2026-11-20T10:59:27.000Z');
    expect((await readOne(format, text.slice(text.indexOf('{')), { takenAtMs: 42 })).piece.takenAtMs).toBe(42);
  });

  it('says what the server answered when there is no dump', async () => {
    const denied = 'HTTP/1.1 401 \r\nContent-Type: application/json\r\n\r\n{"status":401,"error":"Unauthorized"}';
    await expect(read(format, denied)).rejects.toThrow('no thread was found in the JSON: the answer was HTTP 401');
  });
});

describe('odd files', () => {
  it('frames: native, without file, without line, of a lambda', async () => {
    const stackTrace = [
      { className: 'a.B', methodName: 'n', fileName: 'B.java', lineNumber: -2, nativeMethod: true },
      { className: 'a.B$$Lambda/0x0000780018040660', methodName: 'run', lineNumber: -1 },
      { className: 'a.B', methodName: 'm', fileName: 'B.java', lineNumber: -1 },
      { className: 'a.B' },
    ];
    const { piece, reading } = await readOne(format, dump(thread({ stackTrace })));
    expect(frames(piece.threads[0] as never)).toEqual([
      'a.B.n(Native Method)',
      'a.B$$Lambda/0x0000780018040660.run(Unknown Source)',
      'a.B.m(B.java)',
    ]);
    expect(reading.problems).toEqual([{ line: 1, message: '1 frames of this thread were not understood' }]);
  });

  it('a negative identity hash, as older servers print it, and a lock by its name alone', async () => {
    const lockedMonitors = [{ className: 'a.L', identityHashCode: -1, lockedStackDepth: 0 }];
    const { piece } = await readOne(
      format,
      dump(thread({ lockedMonitors }), thread({ lockName: 'a.L@ffffffff', threadState: 'BLOCKED' })),
    );
    expect(piece.threads.map(({ locks }) => locks[0]?.address)).toEqual(['a.L@ffffffff', 'a.L@ffffffff']);
  });

  it('a notified thread that wants its monitor back', async () => {
    const stackTrace = [
      { className: 'java.lang.Object', methodName: 'wait0', nativeMethod: true },
      { className: 'a.B', methodName: 'm', fileName: 'B.java', lineNumber: 1 },
    ];
    const lockInfo = { className: 'a.L', identityHashCode: 31 };
    const { piece } = await readOne(format, dump(thread({ stackTrace, lockInfo, threadState: 'BLOCKED' })));
    expect(piece.threads[0]?.locks).toEqual([
      { kind: 'waiting-to-relock', address: 'a.L@1f', className: 'a.L', frame: 0 },
    ]);
  });

  it('in native code, suspended', async () => {
    const { piece } = await readOne(
      format,
      dump(thread({ inNative: true }), thread({ inNative: true, suspended: true })),
    );
    expect(piece.threads.map(({ stateText }) => stateText)).toEqual(['in native', 'in native, suspended']);
  });

  it('without synchronizers the owner of a lock stays unknown', async () => {
    const { piece } = await readOne(format, dump(thread({ lockedSynchronizers: undefined })));
    expect(piece.hasOwnableSynchronizers).toBe(false);
    expect(piece.threads[0]).not.toHaveProperty('ownedSynchronizers');
  });

  it('threads it cannot use are left out and counted', async () => {
    const { piece, reading } = await readOne(
      format,
      dump(thread(), {}, null, [], thread({ threadState: 'SLEEPY', stackTrace: 'x' })),
    );
    expect(piece.threads.map(({ name, state }) => [name, state])).toEqual([
      ['x', 'RUNNABLE'],
      ['x', undefined],
    ]);
    expect(reading).toMatchObject({ recognised: 2, total: 5 });
  });

  it.each(['', '{}', '{"threads":[]}', '{"threads":{}}', 'threads'])('no thread in %j', async (text) => {
    await expect(read(format, text)).rejects.toBeInstanceOf(ParseError);
  });

  it('is not recognised in other JSON', () => {
    for (const text of [
      '{"threads":[]}',
      '{"threads":[{"tid":"1"}]}',
      '{"threadDump":{"threads":[{"threadName":"x"}]}}',
      'x',
    ])
      expect(format.recognise(head(text))).toBe('no');
  });
});
