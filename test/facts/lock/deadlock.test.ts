import { describe, expect, it } from 'vitest';
import { deadlocksOf } from '../../../src/facts/lock/deadlock.ts';
import { MissingFact } from '../../../src/model/fact.ts';
import type { ReportedDeadlock } from '../../../src/model/thread-dump.ts';
import { dump, series, thread } from '../../support/threads.ts';

const transfer = (name: string, holds: string, wants: string) =>
  thread(name, 'BLOCKED', [
    'com.acme.Transfer.run(Transfer.java:51)',
    `- waiting to lock <${wants}> (a com.acme.Account)`,
    `- locked <${holds}> (a com.acme.Account)`,
    'com.acme.Batch.main(Batch.java:9)',
  ]);
const pair = [transfer('transfer-1', '0x1', '0x2'), transfer('transfer-2', '0x2', '0x1')];

const parked = (name: string, wants: string) =>
  thread(name, 'WAITING', [
    'jdk.internal.misc.Unsafe.park(Native Method)',
    `- parking to wait for <${wants}> (a java.util.concurrent.locks.ReentrantLock$NonfairSync)`,
    'java.util.concurrent.locks.ReentrantLock.lock(R.java:1)',
    'com.acme.Transfer.run(Transfer.java:60)',
  ]);

const report = (...members: readonly (readonly [string, string, string])[]): ReportedDeadlock => ({
  members: members.map(([name, address, heldBy]) => ({
    thread: name,
    wants: { address, className: 'com.acme.Account' },
    heldBy,
  })),
  line: 90,
  endLine: 120,
});
const reported = report(['transfer-1', '0x2', 'transfer-2'], ['transfer-2', '0x1', 'transfer-1']);

describe('deadlocks', () => {
  it('say who holds what, wants what and where', () => {
    const [found, ...others] = deadlocksOf(series([dump(pair)]));
    expect(others).toEqual([]);
    expect(found).toMatchObject({
      reportedByJvm: false,
      size: 2,
      names: ['transfer-1', 'transfer-2'],
      members: [
        {
          thread: 'transfer-1',
          holds: 'com.acme.Account',
          wants: 'com.acme.Account',
          heldBy: 'transfer-2',
          at: 'com.acme.Transfer.run(Transfer.java:51)',
          calledFrom: 'com.acme.Batch.main(Batch.java:9)',
          source: { artifact: 'a1', line: 3, endLine: 11 },
        },
        { thread: 'transfer-2' },
      ],
    });
  });

  it('are one, whether the JVM reports them, the lock lines show them, or both, in however many dumps', () => {
    const both = dump(pair, { deadlocks: [reported] });
    const found = deadlocksOf(series([both, dump(pair), both]));
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({
      reportedByJvm: true,
      dumps: 3,
      source: { artifact: 'a3', line: 90, endLine: 120 },
    });
  });

  it('have the same key in another run: numbers and addresses are left out', () => {
    const keyOf = (threads: typeof pair) => deadlocksOf(series([dump(threads)]))[0];
    const again = [transfer('transfer-17', '0xf1', '0xf2'), transfer('transfer-4', '0xf2', '0xf1')];
    expect(keyOf(again)).toMatchObject({ key: (keyOf(pair) as { key: string }).key });
  });

  it('are found by the report alone where the lines do not name the owners of the locks', () => {
    const found = deadlocksOf(
      series([dump([parked('transfer-1', '0x2'), parked('transfer-2', '0x1')], { deadlocks: [reported] })]),
    );
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({
      reportedByJvm: true,
      members: [{ heldBy: 'transfer-2', at: 'com.acme.Transfer.run(Transfer.java:60)' }, { heldBy: 'transfer-1' }],
    });
  });

  it('tell namesakes apart by the lock they want', () => {
    const others = [transfer('transfer-1', '0x3', '0x4'), transfer('transfer-2', '0x4', '0x3')];
    const second = report(['transfer-1', '0x4', 'transfer-2'], ['transfer-2', '0x3', 'transfer-1']);
    const found = deadlocksOf(series([dump([...pair, ...others], { deadlocks: [reported, second] })]));
    expect(found).toMatchObject([
      { reportedByJvm: true, members: [{ source: { line: 3 } }, { source: { line: 13 } }] },
      { reportedByJvm: true, members: [{ source: { line: 23 } }, { source: { line: 33 } }] },
    ]);
  });

  it('are believed of jstack -F only where it reports them', () => {
    expect(deadlocksOf(series([dump(pair, { format: 'jstack-F' })]))).toEqual([]);
    expect(deadlocksOf(series([dump(pair, { format: 'jstack-F', deadlocks: [reported] })]))).toHaveLength(1);
  });

  it('are told even when their threads were lost with the head of the dump', () => {
    const [found] = deadlocksOf(series([dump([], { deadlocks: [reported] })]));
    expect(found).toMatchObject({
      names: ['transfer-1', 'transfer-2'],
      members: [{ wants: 'com.acme.Account', at: expect.any(MissingFact), source: { line: 90 } }, {}],
    });
  });

  it('count who queues up behind them, also behind each other', () => {
    const behind = thread('x', 'BLOCKED', [
      'com.acme.A.a(A.java:1)',
      '- waiting to lock <0x1> (a com.acme.Account)',
      '- locked <0x9> (a B)',
    ]);
    const further = thread('y', 'BLOCKED', ['com.acme.A.a(A.java:1)', '- waiting to lock <0x9> (a B)']);
    expect(deadlocksOf(series([dump([...pair, behind, further])]))).toMatchObject([{ size: 2, blockedBehind: 2 }]);
  });

  it('are none where a member sits in Object.wait and has given its monitor back', () => {
    const waiting = thread('transfer-2', 'WAITING', [
      'java.lang.Object.wait(Native Method)',
      '- waiting on <no object reference available>',
      'com.acme.Transfer.run(Transfer.java:51)',
      '- locked <0x2> (a com.acme.Account)',
    ]);
    expect(deadlocksOf(series([dump([pair[0]!, waiting])]))).toEqual([]);
  });

  it('that the JVM reports in part are the cycle of the lock lines', () => {
    const part = report(['transfer-2', '0x1', 'transfer']);
    const lost = report(['transfer-1', '0x2', 'transfer'], ['transfer-2', '0x1', 'transfer-1']);
    for (const deadlock of [part, lost]) {
      const found = deadlocksOf(series([dump(pair, { deadlocks: [deadlock] })]));
      expect(found).toMatchObject([{ size: 2, reportedByJvm: true, names: ['transfer-1', 'transfer-2'] }]);
    }
  });

  it('of a single thread are none', () => {
    const part = report(['transfer-9', '0x1', 'transfer']);
    expect(deadlocksOf(series([dump([], { deadlocks: [part] })]))).toEqual([]);
    expect(deadlocksOf(series([dump(pair, { deadlocks: [part] })]))).toMatchObject([{ size: 2, reportedByJvm: false }]);
  });
});
