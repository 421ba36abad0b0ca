import { describe, expect, it } from 'vitest';
import threadsNamespace from '../../../src/facts/threads.ts';
import type { Thread } from '../../../src/model/thread-dump.ts';
import { factAt, missingReason } from '../../support/facts.ts';
import { dump, evidence, thread, threads } from '../../support/threads.ts';

/** Dumps two seconds apart; without CPU used unless `cpuMs` grows. */
const over = (
  count: number,
  build: (options: { cpuMs: number; elapsedMs: number; nth: number }) => readonly Thread[],
) =>
  evidence({
    dumps: Array.from({ length: count }, (_, nth) => dump(build({ cpuMs: 5, elapsedMs: 60_000 + 2_000 * nth, nth }))),
  });
const at = (given: ReturnType<typeof evidence>, path: string) => factAt(threadsNamespace, given, path);

const reserve = 'com.acme.Stock.reserve(S.java:60)';
const redisson = [
  'jdk.internal.misc.Unsafe.park(Native Method)',
  'java.util.concurrent.Semaphore.tryAcquire(S.java:1)',
  'org.redisson.RedissonLock.tryLock(RedissonLock.java:272)',
  reserve,
];

describe('distributed locks', () => {
  const queue = (dumps: number, moves: boolean) =>
    over(dumps, ({ elapsedMs, nth }) =>
      threads(6, 'http-nio-8080-exec-#', 'TIMED_WAITING', redisson, (n) => ({
        id: n,
        elapsedMs,
        cpuMs: moves ? 10 * nth : 5,
      })),
    );

  it('are named by library, with who asks and who stands still', () => {
    expect(at(queue(2, false), 'distributedLocks')).toMatchObject([
      {
        library: 'Redisson',
        count: 6,
        requestThreads: 6,
        standing: 6,
        unbounded: 0,
        places: [{ frame: reserve, count: 6 }],
      },
    ]);
  });

  it('that are handed on leave nobody standing', () => {
    expect(at(queue(2, true), 'distributedLocks/0/standing')).toBe(0);
  });

  it('of one dump do not tell', () => {
    expect(missingReason(threadsNamespace, queue(1, false), 'distributedLocks/0/standing')).toContain('take two');
  });

  it('are no remote call; what the library asks its server is', () => {
    const asks = [
      'jdk.internal.misc.Unsafe.park(Native Method)',
      'java.util.concurrent.CompletableFuture.get(C.java:1)',
      'org.redisson.command.CommandAsyncService.get(C.java:9)',
      'org.redisson.RedissonLock.tryLock(RedissonLock.java:240)',
      reserve,
    ];
    const both = (lines: readonly string[]) =>
      over(2, ({ cpuMs, elapsedMs }) =>
        threads(6, 'http-nio-8080-exec-#', 'WAITING', lines, (n) => ({ id: n, elapsedMs, cpuMs })),
      );
    expect(at(both(redisson), 'remoteWaits')).toEqual([]);
    expect(at(both(asks), 'distributedLocks')).toEqual([]);
    expect(at(both(asks), 'remoteWaits/0/count')).toBe(6);
  });
});

describe('the finalizer', () => {
  const runs = [
    'java.lang.ref.Finalizer.runFinalizer(F.java:88)',
    'java.lang.ref.Finalizer$FinalizerThread.run(F.java:173)',
  ];
  const inside = [
    'java.net.SocketInputStream.socketRead0(Native Method)',
    'com.acme.Session.finalize(S.java:50)',
    ...runs,
  ];
  const given = (lines: readonly string[], dumps = 3) =>
    over(dumps, ({ cpuMs, elapsedMs }) => [thread('Finalizer', 'RUNNABLE', lines, { id: 3, cpuMs, elapsedMs })]);

  it('that waits in a clean-up is shown with what it waits for', () => {
    expect(at(given(inside), 'finalizers')).toMatchObject([
      {
        name: 'Finalizer',
        waitsFor: 'a remote answer',
        frame: 'com.acme.Session.finalize(S.java:50)',
        dumps: 3,
        spanMs: 4_000,
      },
    ]);
  });

  it('that waits for objects, or computes, is not', () => {
    const queue = [
      'java.lang.Object.wait(Native Method)',
      'java.lang.ref.ReferenceQueue.remove(R.java:1)',
      runs[1] as string,
    ];
    expect(at(given(queue), 'finalizers')).toEqual([]);
    expect(at(given(['com.acme.Session.finalize(S.java:50)', ...runs]), 'finalizers')).toEqual([]);
  });

  it('cannot be judged by one dump', () => {
    expect(missingReason(threadsNamespace, given(inside, 1), 'finalizers')).toContain('take two');
  });
});

describe('exceptions', () => {
  const makes = [
    'java.lang.Throwable.fillInStackTrace(Native Method)',
    '- locked <0x1> (a java.lang.NumberFormatException)',
    'java.lang.Throwable.<init>(T.java:1)',
    'com.acme.Import.parse(I.java:9)',
  ];
  const given = (makers: readonly number[]) =>
    over(makers.length, ({ nth }) => [
      ...threads(makers[nth] as number, 'http-nio-8080-exec-1#', 'RUNNABLE', makes),
      ...threads(10, 'http-nio-8080-exec-2#', 'RUNNABLE', ['com.acme.Json.write(J.java:1)']),
    ]);

  it('are counted against all threads that compute, with their class', () => {
    expect(at(given([10, 10]), 'exceptions')).toMatchObject({
      dumps: 2,
      fewest: 10,
      most: 10,
      sharePct: 50,
      className: 'java.lang.NumberFormatException',
      places: [{ frame: 'com.acme.Import.parse(I.java:9)' }],
    });
  });

  it('of one dump alone leave the fewest at none', () => {
    expect(at(given([10, 0]), 'exceptions/fewest')).toBe(0);
  });
});

describe('random bytes', () => {
  const seed = [
    'java.io.FileInputStream.readBytes(Native Method)',
    'sun.security.provider.NativePRNG$RandomIO.readFully(N.java:1)',
    'com.acme.Login.key(L.java:9)',
  ];

  it('that do not come are waited for by the reader and those behind it', () => {
    const given = over(2, ({ cpuMs, elapsedMs }) => [
      thread('http-nio-8080-exec-1', 'RUNNABLE', seed, { id: 1, cpuMs, elapsedMs }),
      ...threads(3, 'http-nio-8080-exec-9#', 'BLOCKED', seed.slice(1), (n) => ({ id: 10 + n, cpuMs, elapsedMs })),
    ]);
    expect(at(given, 'entropy')).toMatchObject({ waiting: 4, requestThreads: 4, standing: 4 });
  });

  it('that nobody asks for are no wait', () => {
    expect(
      at(
        over(2, () => [thread('main', 'RUNNABLE')]),
        'entropy',
      ),
    ).toMatchObject({ waiting: 0, standing: 0 });
  });
});
