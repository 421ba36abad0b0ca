import { describe, expect, it } from 'vitest';
import pools from '../../src/facts/pools.ts';
import { MissingFact } from '../../src/model/fact.ts';
import type { LogMatch } from '../../src/model/log-scan.ts';
import type { Thread } from '../../src/model/thread-dump.ts';
import { dump, evidence, thread, threads } from '../support/threads.ts';
import {
  api,
  auditProxy,
  begun,
  dbcp2,
  firstTransaction,
  hikari,
  inDriver,
  park,
  place,
  secondTransaction,
  tomcatJdbc,
} from './pool/stacks.ts';

const waits = (given: Parameters<typeof evidence>[0]) =>
  pools.facts['waits']!.derive(evidence(given)) as readonly Record<string, unknown>[];
const find = 'com.acme.OrderDao.find(OrderDao.java:18)';
const exec = (
  count: number,
  state: 'TIMED_WAITING' | 'RUNNABLE' | 'WAITING',
  lines: readonly string[],
  from = 0,
  cpuMs?: number,
): Thread[] =>
  threads(count, 'http-nio-8080-exec-#', state, lines, (n) => ({
    id: from + n,
    ...(cpuMs === undefined ? {} : { cpuMs }),
  })).map((one, i) => ({ ...one, name: `http-nio-8080-exec-${from + i + 1}` }));
const idle = (count: number, from: number): Thread[] =>
  exec(
    count,
    'WAITING',
    [
      ...park(
        'java.util.concurrent.LinkedBlockingQueue.take(L.java:1)',
        'org.apache.tomcat.util.threads.TaskQueue.take(T.java:1)',
        'org.apache.tomcat.util.threads.ThreadPoolExecutor.getTask(T.java:1)',
      ),
    ],
    from,
  );

describe('an exhausted pool', () => {
  const one = dump([...exec(30, 'TIMED_WAITING', [...hikari(), find, ...api]), ...exec(10, 'RUNNABLE', inDriver, 30)]);

  it('counts waiters of server workers and shows who is in the driver', () => {
    expect(waits({ dumps: [one] })).toMatchObject([
      {
        key: 'HikariCP',
        pool: 'HikariCP',
        waiters: 30,
        requestWaiters: 30,
        peers: 40,
        sharePct: 75,
        steadyWaiters: 30,
        sameWaiters: expect.any(MissingFact),
        unbounded: 0,
        oneAddress: true,
        inDriver: 10,
        inDriverAt: 'com.acme.OrderDao.find(OrderDao.java:19)',
        callers: [{ frame: find, count: 30 }],
        nested: false,
        maximum: expect.any(MissingFact),
      },
    ]);
  });

  it('has the same waiters in two dumps when they have not run in between', () => {
    const still = (cpuMs: number) => dump(exec(5, 'TIMED_WAITING', [...hikari(), find, ...api], 0, cpuMs));
    expect(waits({ dumps: [still(10), still(10)] })).toMatchObject([{ sameWaiters: 5, steadyWaiters: 5 }]);
    expect(waits({ dumps: [still(10), still(25)] })).toMatchObject([{ sameWaiters: 0, steadyWaiters: 5 }]);
  });

  it('has no steady queue when one dump is without waiters', () => {
    expect(waits({ dumps: [one, dump(idle(40, 0))] })).toMatchObject([
      { waiters: 30, sameWaiters: 0, steadyWaiters: 0, dumps: 1 },
    ]);
  });

  it('compares waiters that are no server workers with their own kind', () => {
    const batch = threads(4, 'batch-#', 'WAITING', [...dbcp2(), find]);
    const others = threads(4, 'batch-#', 'RUNNABLE', ['com.acme.A.a(A.java:1)']).map((t, i) => ({
      ...t,
      name: `batch-${i + 5}`,
    }));
    expect(waits({ dumps: [dump([...batch, ...others, ...idle(20, 100)])] })).toMatchObject([
      { pool: 'DBCP2', waiters: 4, requestWaiters: 0, peers: 28, unbounded: 4 },
    ]);
  });

  it('is told apart from another one by the object its threads wait on, where the library has one per pool', () => {
    const found = waits({
      dumps: [
        dump([
          ...exec(5, 'TIMED_WAITING', [...hikari('0x1'), find]),
          ...exec(2, 'TIMED_WAITING', [...hikari('0x2'), find], 5),
        ]),
      ],
    });
    expect(found.map(({ key, waiters }) => [key, waiters])).toEqual([
      ['HikariCP', 5],
      ['HikariCP 2', 2],
    ]);
    const tomcat = [0, 1, 2].flatMap((i) => exec(1, 'TIMED_WAITING', [...tomcatJdbc(`0x${i}`), find], i));
    expect(waits({ dumps: [dump(tomcat)] })).toMatchObject([{ waiters: 3, oneAddress: false }]);
  });

  it('stays one pool when the collector moves its queue', () => {
    const at = (address: string) => dump(exec(4, 'TIMED_WAITING', [...hikari(address), find]));
    expect(waits({ dumps: [at('0x1'), at('0x2')] })).toMatchObject([{ sameWaiters: 4, dumps: 2 }]);
  });

  it('has no unbounded wait where a timed one takes its lock back', () => {
    const relock = [
      'jdk.internal.misc.Unsafe.park(Native Method)',
      '- parking to wait for <0x9> (a java.util.concurrent.locks.ReentrantLock$FairSync)',
      'java.util.concurrent.locks.AbstractQueuedSynchronizer$ConditionObject.awaitNanos(A.java:1)',
      'com.alibaba.druid.pool.DruidDataSource.pollLast(D.java:1)',
      find,
    ];
    const waiting = [
      'jdk.internal.misc.Unsafe.park(Native Method)',
      '- parking to wait for <0x8> (a java.util.concurrent.locks.AbstractQueuedSynchronizer$ConditionObject)',
      ...relock.slice(2),
    ];
    const found = waits({ dumps: [dump([...exec(1, 'WAITING', relock), ...exec(3, 'TIMED_WAITING', waiting, 1)])] });
    expect(found).toMatchObject([{ pool: 'Druid', waiters: 4, unbounded: 0, oneAddress: true }]);
  });

  it('is missing, not empty, without evidence; empty when nobody waits', () => {
    expect(() => waits({})).toThrow(MissingFact);
    expect(waits({ dumps: [dump(idle(3, 0))] })).toEqual([]);
    expect(pools.facts['waiting']!.derive(evidence({ dumps: [one] }))).toBe(30);
  });
});

describe('the words of a pool in a log', () => {
  const line: LogMatch = {
    artifactId: 'log-1',
    line: 812,
    pattern: 'pool-timeout',
    text: 'HikariPool-1 - Connection is not available, request timed out after 30000ms (total=8, active=8, idle=0, waiting=128)',
    values: { library: 'HikariCP', pool: 'HikariPool-1', timeoutMs: 30000, total: 8, active: 8, idle: 0, waiting: 128 },
  };

  it('give the size, alone or beside the waiters of a dump', () => {
    const numbers = {
      maximum: 8,
      active: 8,
      idle: 0,
      queued: 128,
      name: 'HikariPool-1',
      timeouts: 2,
      logLine: line.text,
      logSource: { artifact: 'log-1', line: 812, endLine: 812 },
    };
    expect(waits({ log: [line, line] })).toMatchObject([
      { pool: 'HikariCP', waiters: 0, source: { artifact: 'log-1' }, ...numbers },
    ]);
    const dumps = [dump(exec(3, 'TIMED_WAITING', [...hikari(), find]))];
    expect(waits({ dumps, log: [line, line] })).toMatchObject([{ waiters: 3, ...numbers }]);
  });

  it('are not given to a pool of another library', () => {
    const dumps = [dump(exec(3, 'WAITING', [...dbcp2(), find]))];
    expect(waits({ dumps, log: [line] }).map(({ pool, timeouts }) => [pool, timeouts])).toEqual([
      ['DBCP2', 0],
      ['HikariCP', 1],
    ]);
    const dbcp = { ...line, values: { library: 'DBCP' } };
    expect(waits({ dumps, log: [dbcp] })).toMatchObject([
      { pool: 'DBCP2', timeouts: 1, maximum: expect.any(MissingFact) },
    ]);
  });
});

describe('a second connection asked for while one is held', () => {
  const first = [...hikari(), ...firstTransaction, ...api];
  const requiresNew = [...hikari(), ...secondTransaction, auditProxy, place, ...begun, ...api];
  const plainBegun = [...hikari(), 'com.acme.AuditDao.insert(AuditDao.java:7)', place, ...begun, ...api];

  it('is certain from one dump by Spring’s frames', () => {
    const found = waits({
      dumps: [dump([...exec(20, 'TIMED_WAITING', requiresNew), ...exec(20, 'TIMED_WAITING', first, 20)])],
    });
    expect(found).toMatchObject([
      {
        requiresNew: 20,
        begunWaiters: 20,
        nested: true,
        nestedAt: 'com.acme.AuditService.write',
        outerAt: place,
        nestedThreads: 40,
        connectionsEach: 2,
        neededSize: 41,
      },
    ]);
  });

  it('is none for first borrows, and for a second pool that nobody is stuck at', () => {
    expect(waits({ dumps: [dump(exec(20, 'TIMED_WAITING', first))] })).toMatchObject([
      { requiresNew: 0, begunWaiters: 0, begunStuck: 0, nested: false },
    ]);
    const twoPools = [...hikari('0x2'), ...firstTransaction, auditProxy, place, ...begun, ...api];
    const busy = exec(5, 'RUNNABLE', [...inDriver.slice(0, -1), place, ...begun], 50);
    const one = dump([...exec(4, 'TIMED_WAITING', twoPools), ...busy]);
    expect(waits({ dumps: [one, one] })).toMatchObject([{ requiresNew: 0, begunWaiters: 4, begunStuck: 0 }]);
  });

  it('is a deadlock of the pool when the same threads wait in two dumps and nobody works in the database', () => {
    const one = dump([...exec(8, 'TIMED_WAITING', plainBegun), ...exec(8, 'TIMED_WAITING', first, 8)]);
    expect(waits({ dumps: [one, one] })).toMatchObject([{ requiresNew: 0, begunWaiters: 8, begunStuck: 8 }]);
    expect(waits({ dumps: [one] })).toMatchObject([{ begunStuck: expect.any(MissingFact) }]);
  });

  it('is no deadlock while a holder is in the driver or busy elsewhere', () => {
    const inDatabase = dump([...exec(8, 'TIMED_WAITING', plainBegun), ...exec(1, 'RUNNABLE', inDriver, 20)]);
    expect(waits({ dumps: [inDatabase, inDatabase] })).toMatchObject([{ begunStuck: 0, inDriver: 1 }]);
    const busy = dump([
      ...exec(8, 'TIMED_WAITING', plainBegun),
      ...exec(1, 'RUNNABLE', ['com.acme.Pdf.render(Pdf.java:1)', place, ...begun], 20),
    ]);
    expect(waits({ dumps: [busy, busy] })).toMatchObject([
      { begunStuck: 0, inTransaction: 1, inTransactionAt: 'com.acme.Pdf.render(Pdf.java:1)' },
    ]);
  });

  it('is likely where a method below the borrow borrows for itself in another thread', () => {
    const outer = [...hikari(), 'com.acme.OrderDao.place(OrderDao.java:78)', ...api];
    const inner = (line: number) => [
      ...hikari(),
      'com.acme.AuditDao.insert(AuditDao.java:94)',
      `com.acme.OrderDao.place(OrderDao.java:${line})`,
      ...api,
    ];
    const after = dump([...exec(10, 'TIMED_WAITING', inner(81)), ...exec(10, 'TIMED_WAITING', outer, 10)]);
    expect(waits({ dumps: [after] })).toMatchObject([
      {
        plainNested: 10,
        nestedAt: 'com.acme.AuditDao.insert(AuditDao.java:94)',
        outerAt: 'com.acme.OrderDao.place(OrderDao.java:81)',
        neededSize: 21,
      },
    ]);
    const before = dump([...exec(10, 'TIMED_WAITING', inner(70)), ...exec(10, 'TIMED_WAITING', outer, 10)]);
    expect(waits({ dumps: [before] })).toMatchObject([{ plainNested: 0, nested: false }]);
  });

  it('is likely, too, where another dump shows the method as a borrower', () => {
    const outer = dump(
      exec(2, 'TIMED_WAITING', [...hikari(), 'com.acme.OrderDao.place(OrderDao.java:78)', ...api], 30),
    );
    const inner = dump(
      exec(10, 'TIMED_WAITING', [...hikari(), find, 'com.acme.OrderDao.place(OrderDao.java:81)', ...api]),
    );
    expect(waits({ dumps: [outer, inner] })).toMatchObject([{ plainNested: 10 }]);
    expect(waits({ dumps: [inner, inner] })).toMatchObject([{ plainNested: 0 }]);
  });

  it('is not read into two transactions one after the other', () => {
    const load = [...hikari(), ...firstTransaction, 'com.acme.Api.post(Api.java:10)', ...api.slice(1)];
    const save = [
      ...hikari(),
      ...firstTransaction,
      'com.acme.OrderService.save(OrderService.java:5)',
      'com.acme.Api.post(Api.java:20)',
      ...api.slice(1),
    ];
    const found = waits({ dumps: [dump([...exec(5, 'TIMED_WAITING', load), ...exec(5, 'TIMED_WAITING', save, 5)])] });
    expect(found).toMatchObject([{ plainNested: 0, nested: false }]);
  });

  it('may be asked for by a child the transaction waits for', () => {
    const parent = thread(
      'http-nio-8080-exec-1',
      'WAITING',
      [...park('java.util.concurrent.FutureTask.get(F.java:1)'), place, ...begun, ...api],
      { id: 1 },
    );
    const child = thread(
      'pool-3-thread-1',
      'TIMED_WAITING',
      [
        ...hikari(),
        'com.acme.AuditDao.insert(AuditDao.java:94)',
        'java.util.concurrent.FutureTask.run(F.java:1)',
        'java.util.concurrent.ThreadPoolExecutor$Worker.run(T.java:1)',
        'java.lang.Thread.run(Thread.java:1)',
      ],
      { id: 2 },
    );
    expect(waits({ dumps: [dump([parent, child])] })).toMatchObject([{ waitsForChild: 1, nested: true }]);
  });
});
