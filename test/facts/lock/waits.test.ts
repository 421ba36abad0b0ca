import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classInitCycles } from '../../../src/facts/lock/class-init-cycle.ts';
import { locksHeldWhileWaiting } from '../../../src/facts/lock/held-while-waiting.ts';
import { ownerlessLocks } from '../../../src/facts/lock/ownerless.ts';
import { MissingFact } from '../../../src/model/fact.ts';
import type { LockLine, Thread } from '../../../src/model/thread-dump.ts';
import { dump, series, thread, threads } from '../../support/threads.ts';

const held = '- locked <0x1> (a com.acme.Ledger)';
const onFuture = [
  'jdk.internal.misc.Unsafe.park',
  'java.util.concurrent.FutureTask.get',
  'com.acme.Ledger.settle(Ledger.java:32)',
  held,
  'com.acme.Batch.run',
];
const asks = [
  'com.acme.Ledger.post(Ledger.java:40)',
  '- waiting to lock <0x1> (a com.acme.Ledger)',
  'java.util.concurrent.ThreadPoolExecutor.runWorker',
];
const holder = (lines = onFuture, state: Thread['state'] = 'WAITING') => thread('settlement', state, lines, { id: 1 });
const victims = (count: number, from = 10) =>
  threads(count, 'pool-1-thread-#', 'BLOCKED', asks, (n) => ({ id: from + n }));

describe('a lock held while waiting for something else', () => {
  const of = (...given: readonly (readonly Thread[])[]) => locksHeldWhileWaiting(series(given.map((one) => dump(one))));

  it('names the holder, what it waits for, and the workers behind the lock', () => {
    const both = [holder(), ...victims(2)];
    expect(of(both, both)).toMatchObject([
      {
        holder: 'settlement',
        waitsFor: 'the result of a task',
        call: 'java.util.concurrent.FutureTask.get',
        untimed: true,
        same: true,
        victims: 2,
        workers: ['pool-1-thread-1', 'pool-1-thread-2'],
      },
    ]);
  });

  it('is not the same when the holder stood elsewhere before', () => {
    const before = holder(['com.acme.Ledger.sum', held, 'com.acme.Batch.run'], 'RUNNABLE');
    expect(of([before, ...victims(1)], [holder(), ...victims(1)])).toMatchObject([{ compared: true, same: false }]);
    expect(of([holder(), ...victims(1)])).toMatchObject([{ compared: false, same: false }]);
  });

  it('is none in a sleep, in a remote call, or when nobody wants the lock', () => {
    const asleep = [
      'java.lang.Thread.sleep',
      'com.acme.Ledger.settle',
      held,
      'com.acme.Batch.run',
      'com.acme.Batch.go',
    ];
    const remote = [
      'java.net.SocketInputStream.socketRead0',
      'org.postgresql.core.PGStream.receiveChar',
      'com.acme.Ledger.settle',
      held,
    ];
    expect(of([holder(asleep, 'TIMED_WAITING'), ...victims(1)])).toEqual([]);
    expect(of([holder(remote, 'RUNNABLE'), ...victims(1)])).toEqual([]);
    expect(of([holder()])).toEqual([]);
  });

  it('is none for the monitor an Object.wait has given back', () => {
    const waits = [
      'java.lang.Object.wait',
      '- waiting on <0x1> (a com.acme.Ledger)',
      'com.acme.Ledger.settle',
      held,
      'com.acme.Batch.run',
    ];
    expect(of([holder(waits), ...victims(1)])).toEqual([]);
  });
});

describe('a lock without an owner', () => {
  const of = (...given: readonly (readonly Thread[])[]) => ownerlessLocks(series(given.map((one) => dump(one))));

  it('is wanted by the same threads in two dumps, wherever the collector moved it', () => {
    const moved = victims(3).map((one) => ({ ...one, locks: one.locks.map((lock) => ({ ...lock, address: '0x99' })) }));
    expect(of(victims(3), moved)).toMatchObject([
      { lock: 'com.acme.Ledger', lockKind: 'monitor', waiters: 3, same: 3 },
    ]);
  });

  it('may be changing hands when other threads want it, or in one dump', () => {
    expect(of(victims(3), victims(3, 500))).toMatchObject([{ same: 0 }]);
    expect(() => of(victims(3))).toThrow(/take two dumps/);
  });

  it('proves nothing in a dump that is cut', () => {
    const cut = [victims(3), victims(3)].map((one) => dump(one, { complete: false }));
    expect(() => ownerlessLocks(series(cut))).toThrow(MissingFact);
  });

  it('is none of java.util.concurrent without the section of owned locks', () => {
    const parks = threads(3, 'w-#', 'WAITING', [
      'jdk.internal.misc.Unsafe.park',
      '- parking to wait for <0x5> (a java.util.concurrent.locks.ReentrantLock$NonfairSync)',
      'com.acme.A.b',
    ]);
    expect(of(parks, parks)).toEqual([]);
    const withSection = [parks, parks].map((one) => dump(one, { hasOwnableSynchronizers: true }));
    expect(ownerlessLocks(series(withSection))).toMatchObject([{ lockKind: 'synchronizer', same: 3 }]);
  });

  it('is none as long as any thread holds it, however many wait', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 0, max: 30 }), (waiting, place) => {
        const all: Thread[] = victims(waiting);
        all.splice(Math.min(place, all.length), 0, holder());
        expect(of(all, all)).toEqual([]);
      }),
    );
  });
});

describe('static initialisers that need each other', () => {
  const waits = (className: string): LockLine => ({ kind: 'class-init', className });
  const loader = (name: string, own: string, wanted: string | undefined): Thread => ({
    ...thread(name, 'RUNNABLE', [`${own}.<clinit>`, 'com.acme.Main.load', 'java.lang.Thread.run'], {
      stateText: 'in Object.wait()',
    }),
    locks: wanted === undefined ? [] : [{ ...waits(wanted), frame: 0 }],
  });
  const of = (...given: readonly Thread[]) => classInitCycles(series([dump(given)]));

  it('are a cycle of two, with those who wait behind it', () => {
    const user = { ...thread('user', 'RUNNABLE', ['com.acme.Api.get']), locks: [{ ...waits('com.acme.A'), frame: 0 }] };
    expect(of(loader('a', 'com.acme.A', 'com.acme.B'), loader('b', 'com.acme.B', 'com.acme.A'), user)).toMatchObject([
      {
        size: 2,
        classes: ['com.acme.A', 'com.acme.B'],
        names: ['a', 'b'],
        members: [
          { thread: 'a', wants: 'com.acme.B', heldBy: 'b' },
          { thread: 'b', wants: 'com.acme.A', heldBy: 'a' },
        ],
        blockedBehind: 1,
      },
    ]);
  });

  it('are none while the other one goes on', () => {
    const running = thread('b', 'RUNNABLE', ['com.acme.Db.read', 'com.acme.B.<clinit>', 'com.acme.Main.load']);
    expect(of(loader('a', 'com.acme.A', 'com.acme.B'), running)).toEqual([]);
  });

  it('are not known where the dump does not name the classes', () => {
    expect(() => of(loader('a', 'com.acme.A', undefined), loader('b', 'com.acme.B', undefined))).toThrow(
      /before JDK 17/,
    );
  });

  it('are every cycle once, whatever its length', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 12 }), (size) => {
        const ring = Array.from({ length: size }, (_, i) =>
          loader(`t${i}`, `com.acme.C${i}x`, `com.acme.C${(i + 1) % size}x`),
        );
        expect(of(...ring).map((cycle) => cycle.size)).toEqual([size]);
      }),
    );
  });
});
