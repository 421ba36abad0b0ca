import { describe, expect, it } from 'vitest';
import { convoyFacts } from '../../../src/facts/lock/convoy-fact.ts';
import { lockRows } from '../../../src/facts/lock/view.ts';
import { MissingFact } from '../../../src/model/fact.ts';
import type { Thread } from '../../../src/model/thread-dump.ts';
import { dump, series, thread, threads } from '../../support/threads.ts';

const ask = [
  'com.acme.TokenCache.current(TokenCache.java:36)',
  '- waiting to lock <0x1> (a com.acme.TokenCache)',
  'com.acme.Api.get(Api.java:9)',
];
const holderFrames = [
  'java.net.SocketInputStream.socketRead0(Native Method)',
  'okhttp3.internal.http1.Http1ExchangeCodec.readHeaders(H.java:1)',
  'okhttp3.RealCall.execute(RealCall.java:1)',
  'com.acme.TokenCache.current(TokenCache.java:37)',
  '- locked <0x1> (a com.acme.TokenCache)',
];
const holder = thread('http-nio-8080-exec-99', 'RUNNABLE', holderFrames, { id: 99 });
const workers = (count: number): Thread[] =>
  threads(count, 'http-nio-8080-exec-#', 'BLOCKED', ask, (number) => ({ id: number }));
const idle = (count: number): Thread[] =>
  threads(
    count,
    'pool-1-thread-#',
    'WAITING',
    ['java.lang.Object.wait(Native Method)', 'com.acme.Queue.take(Queue.java:1)'],
    (number) => ({ id: 1000 + number }),
  );

const first = (dumps: Parameters<typeof series>[0]) => convoyFacts(series(dumps))[0];

describe('a convoy', () => {
  it('names the holder, what it does, and that it waits for a remote answer', () => {
    expect(first([dump([...workers(4), holder, ...idle(5)])])).toMatchObject({
      victims: 4,
      sharePct: 40,
      requestVictims: 4,
      lock: 'com.acme.TokenCache',
      asked: 'com.acme.TokenCache.current(TokenCache.java:36)',
      ownerKnown: true,
      root: 'http-nio-8080-exec-99',
      rootState: 'RUNNABLE',
      rootAt: 'java.net.SocketInputStream.socketRead0(Native Method)',
      rootApplicationFrame: 'com.acme.TokenCache.current(TokenCache.java:37)',
      rootRemote: true,
      sameVictims: expect.any(MissingFact),
      rootSource: { artifact: 'a1', line: 43 },
    });
  });

  it('counts those that wait behind each other for one root', () => {
    const second = thread('b', 'BLOCKED', [
      'com.acme.B.b(B.java:1)',
      '- waiting to lock <0x1> (a com.acme.TokenCache)',
      '- locked <0x2> (a com.acme.B)',
    ]);
    const third = thread('c', 'BLOCKED', ['com.acme.C.c(C.java:1)', '- waiting to lock <0x2> (a com.acme.B)']);
    const facts = convoyFacts(series([dump([holder, second, third])]));
    expect(facts).toMatchObject([{ root: 'http-nio-8080-exec-99', victims: 2, lock: 'com.acme.TokenCache' }]);
  });

  it('stands still when the same threads wait for the same holder in two dumps', () => {
    const one = dump([...workers(6), holder]);
    expect(first([one, one])).toMatchObject({ victims: 6, sameVictims: 6, dumps: 2 });
  });

  it('moves when the holder changes, even with the same threads waiting', () => {
    const [next, ...rest] = workers(7);
    const other = { ...next!, state: 'RUNNABLE' as const, locks: holder.locks, stack: holder.stack };
    expect(first([dump([...rest, holder]), dump([...rest, other])])).toMatchObject({
      victims: 6,
      sameVictims: 0,
      dumps: 2,
    });
  });

  it.each([
    ['accept', 'sun.nio.ch.Net.accept(Native Method)'],
    ['select', 'sun.nio.ch.EPoll.wait(Native Method)'],
    ['the poll of WebLogic', 'weblogic.socket.PosixSocketMuxer.poll(Native Method)'],
  ])('is none when the holder stands in %s: workers take turns', (_, frame) => {
    const turn = thread('acceptor', 'RUNNABLE', [
      frame,
      'com.acme.Server.next(Server.java:1)',
      '- locked <0x1> (a com.acme.TokenCache)',
    ]);
    expect(convoyFacts(series([dump([...workers(9), turn])]))).toEqual([]);
  });

  it('leaves out deadlocked threads and those behind them', () => {
    const a = thread('a', 'BLOCKED', ['x.A.a(A.java:1)', '- waiting to lock <0x2> (a B)', '- locked <0x1> (a A)']);
    const b = thread('b', 'BLOCKED', ['x.B.b(B.java:1)', '- waiting to lock <0x1> (a A)', '- locked <0x2> (a B)']);
    expect(convoyFacts(series([dump([a, b, ...workers(5)])]))).toEqual([]);
  });

  it('leaves out idle workers that hand the lock of their queue to each other', () => {
    const handOver = [
      'jdk.internal.misc.Unsafe.park(Native Method)',
      '- parking to wait for <0x7> (a java.util.concurrent.locks.ReentrantLock$NonfairSync)',
      'java.util.concurrent.locks.ReentrantLock.lockInterruptibly(R.java:1)',
      'java.util.concurrent.LinkedBlockingQueue.take(L.java:1)',
      'java.util.concurrent.ThreadPoolExecutor.getTask(T.java:1)',
      'java.util.concurrent.ThreadPoolExecutor.runWorker(T.java:2)',
      'java.lang.Thread.run(Thread.java:1)',
    ];
    expect(convoyFacts(series([dump(threads(8, 'pool-1-thread-#', 'WAITING', handOver))]))).toEqual([]);
  });

  it('leaves out an event loop that is woken up at this moment', () => {
    const poller = thread('Poller', 'BLOCKED', [
      'sun.nio.ch.EPollSelectorImpl.clearInterrupt(E.java:262)',
      '- waiting to lock <0x1> (a java.lang.Object)',
      'sun.nio.ch.EPollSelectorImpl.doSelect(E.java:1)',
    ]);
    expect(convoyFacts(series([dump([poller, holder])]))).toEqual([]);
  });

  it('has no known holder where the monitor is nobody’s', () => {
    expect(first([dump(workers(3))])).toMatchObject({ ownerKnown: false, root: expect.any(MissingFact), victims: 3 });
  });

  it('is found where the dump shows no lock lines: the place in the code stands for the lock', () => {
    const blocked = threads(5, 'exec-#', 'BLOCKED', ['com.acme.A.a(A.java:1)', 'com.acme.B.b(B.java:1)']);
    expect(convoyFacts(series([dump(blocked)]))).toMatchObject([
      { victims: 5, lock: expect.any(MissingFact), asked: 'com.acme.A.a(A.java:1)' },
    ]);
  });
});

describe('a thread without a name', () => {
  it('is called by its number', () => {
    const [one] = workers(1);
    const facts = convoyFacts(
      series([
        dump([
          { ...one!, name: '' },
          { ...holder, name: '' },
        ]),
      ]),
    );
    expect(facts).toMatchObject([{ root: '#99', victimNames: ['#1'] }]);
  });
});

describe('a java.util.concurrent lock', () => {
  const parked = [
    'jdk.internal.misc.Unsafe.park(Native Method)',
    '- parking to wait for <0x8> (a java.util.concurrent.locks.ReentrantLock$NonfairSync)',
    'java.util.concurrent.locks.ReentrantLock.lock(R.java:1)',
    'com.acme.Ledger.post(Ledger.java:20)',
    'com.acme.Api.get(Api.java:9)',
  ];
  const inside = thread(
    'writer',
    'RUNNABLE',
    [
      'java.io.FileOutputStream.writeBytes(Native Method)',
      'com.acme.Ledger.write(Ledger.java:44)',
      'com.acme.Ledger.post(Ledger.java:22)',
    ],
    { id: 50 },
  );
  const waiters = threads(6, 'worker-#', 'WAITING', parked, (number) => ({ id: number }));

  it('has an unknown owner without its section; who stands inside the code that holds it is likely', () => {
    expect(first([dump([...waiters, inside])])).toMatchObject({
      ownerKnown: false,
      likelyHolders: ['writer'],
      likelyAt: 'com.acme.Ledger.write(Ledger.java:44)',
      rootRemote: expect.any(MissingFact),
    });
  });

  it('stands still when the only likely holder is the same in two dumps', () => {
    const one = dump([...waiters, inside]);
    expect(first([one, one])).toMatchObject({ sameVictims: 6 });
    const nobody = dump(waiters);
    expect(first([nobody, nobody])).toMatchObject({ sameVictims: expect.any(MissingFact) });
  });

  it('has a known owner with the section', () => {
    const owner = { ...inside, ownedSynchronizers: [{ address: '0x8' }] };
    expect(first([dump([...waiters, owner], { hasOwnableSynchronizers: true })])).toMatchObject({
      ownerKnown: true,
      root: 'writer',
    });
  });

  it('is not held by a thread that awaits a condition in the same method', () => {
    const awaits = thread('consumer', 'WAITING', [
      'jdk.internal.misc.Unsafe.park(Native Method)',
      '- parking to wait for <0x2> (a java.util.concurrent.locks.AbstractQueuedSynchronizer$ConditionObject)',
      'java.util.concurrent.locks.AbstractQueuedSynchronizer$ConditionObject.await(A.java:1)',
      'com.acme.Ledger.post(Ledger.java:22)',
    ]);
    expect(first([dump([...waiters, awaits])])).toMatchObject({ likelyHolders: expect.any(MissingFact) });
  });

  it('shows in the table of locks with its likely holder beside the unknown one', () => {
    const { rows, total } = lockRows(dump([...workers(2), holder, ...waiters, inside]));
    expect(total).toBe(2);
    expect(rows).toMatchObject([
      { kind: 'synchronizer', waiters: 6, holder: null, likelyHolders: ['writer'] },
      {
        kind: 'monitor',
        className: 'com.acme.TokenCache',
        address: '0x1',
        waiters: 2,
        waiterNames: ['http-nio-8080-exec-1', 'http-nio-8080-exec-2'],
        holder: 'http-nio-8080-exec-99',
        holderFrames: [expect.stringContaining('socketRead0'), expect.anything(), expect.anything(), expect.anything()],
      },
    ]);
  });
});
