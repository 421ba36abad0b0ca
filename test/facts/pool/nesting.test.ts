import { describe, expect, it } from 'vitest';
import pools from '../../../src/facts/pools.ts';
import type { Thread } from '../../../src/model/thread-dump.ts';
import { dump, evidence, thread, threads } from '../../support/threads.ts';
import { api } from './stacks.ts';

const wait = ['java.lang.Object.wait(Native Method)', '- waiting on <0x9> (a kr.co.mybank.Broker)'];
const borrow = [...wait, 'kr.co.mybank.Broker.take(B.java:9)', 'kr.co.mybank.BankDataSource.getConnection(D.java:5)'];
const begin = ['kr.co.mybank.TxManager.begin(T.java:24)'];
const runs = (line: number): string => `kr.co.mybank.TxManager.run(T.java:${line})`;
const transfer = ['com.acme.Transfer.book(F.java:30)', runs(32), 'com.acme.Transfer.transfer(F.java:20)', ...api];
const audit = 'com.acme.Audit.write(A.java:18)';
const task = [
  'java.util.concurrent.FutureTask.run(F.java:1)',
  'java.util.concurrent.ThreadPoolExecutor$Worker.run(T.java:1)',
];
const future = ['jdk.internal.misc.Unsafe.park(Native Method)', 'java.util.concurrent.FutureTask.get(F.java:1)'];

const first = (count: number): Thread[] =>
  threads(count, 'http-nio-8080-exec-#', 'TIMED_WAITING', [
    ...borrow,
    ...begin,
    runs(30),
    'com.acme.Transfer.transfer(F.java:20)',
    ...api,
  ]);
const waitOf = (all: readonly Thread[]) =>
  (pools.facts['waits']!.derive(evidence({ dumps: [dump(all)] })) as readonly Record<string, unknown>[])[0];

describe('a transaction of a house framework', () => {
  it('inside of another one holds a connection while it waits for the second', () => {
    const nested = threads(10, 'http-nio-8080-exec-9#', 'TIMED_WAITING', [
      ...borrow,
      ...begin,
      runs(30),
      audit,
      ...transfer,
    ]);
    expect(waitOf([...first(10), ...nested])).toMatchObject({
      pool: 'BankDataSource',
      waiters: 20,
      plainNested: 10,
      connectionsEach: 2,
      neededSize: 21,
      nestedAt: audit,
      outerAt: 'com.acme.Transfer.transfer(F.java:20)',
    });
  });

  it('by itself holds nothing', () => {
    expect(waitOf(first(20))).toMatchObject({ waiters: 20, plainNested: 0, nested: false });
  });

  it('is not taken for two where the method calls itself before it asks', () => {
    const walks = threads(5, 'http-nio-8080-exec-#', 'TIMED_WAITING', [
      ...borrow,
      'com.acme.Tree.walk(T.java:40)',
      'com.acme.Tree.walk(T.java:22)',
      ...api,
    ]);
    expect(waitOf(walks)).toMatchObject({ plainNested: 0 });
  });
});

describe('a child thread', () => {
  const children = threads(10, 'audit-writer-#', 'TIMED_WAITING', [...borrow, ...begin, runs(30), audit, ...task]);
  const parents = threads(10, 'http-nio-8080-exec-9#', 'WAITING', [
    ...future,
    'com.acme.AuditThread.write(W.java:24)',
    ...transfer,
  ]);

  it('that waits for the pool, with parents that wait for it and hold connections', () => {
    expect(waitOf([...first(10), ...children, ...parents])).toMatchObject({
      waitsForChild: 10,
      neededSize: 21,
      nestedAt: audit,
      outerAt: 'com.acme.AuditThread.write(W.java:24)',
    });
  });

  it('of parents without a connection is an ordinary waiter', () => {
    const idleParents = threads(10, 'http-nio-8080-exec-9#', 'WAITING', [
      ...future,
      'com.acme.Report.wait(R.java:4)',
      ...api,
    ]);
    expect(waitOf([...first(10), ...children, ...idleParents])).toMatchObject({ waitsForChild: 0, nested: false });
  });

  it('is needed: parents alone wait for something else', () => {
    expect(waitOf([...first(10), ...parents])).toMatchObject({ waitsForChild: 0 });
  });

  it('names the application, not the pool, as the place that asks', () => {
    const callers = waitOf([...first(3), thread('main', 'RUNNABLE')])?.['callers'] as readonly { frame: string }[];
    expect(callers[0]?.frame).toBe('kr.co.mybank.TxManager.begin(T.java:24)');
  });
});
