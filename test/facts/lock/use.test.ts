import { describe, expect, it } from 'vitest';
import { lockUse } from '../../../src/facts/lock/use.ts';
import { thread, vmThread } from '../../support/threads.ts';

const heldBy = (...args: Parameters<typeof thread>) => lockUse(thread(...args)).held.map(({ address }) => address);
const wantOf = (...args: Parameters<typeof thread>) => lockUse(thread(...args)).want;

const waitsOn = (line: string, ...rest: readonly string[]) => ['java.lang.Object.wait(Native Method)', line, ...rest];

describe('a thread in Object.wait', () => {
  it('has given back the monitor its waiting line names, and keeps the others', () => {
    const lines = waitsOn(
      '- waiting on <0xa> (a A)',
      'com.acme.A.a(A.java:1)',
      '- locked <0xa> (a A)',
      'com.acme.B.b(B.java:2)',
      '- locked <0xb> (a B)',
    );
    expect(heldBy('t', 'WAITING', lines)).toEqual(['0xb']);
    expect(wantOf('t', 'WAITING', lines)).toBeUndefined();
  });

  it.each([
    ['no object reference', '- waiting on <no object reference available>'],
    ['a stranger', '- waiting on <0x999> (a X)'],
  ])('has given back the first locked monitor when the waiting line names %s', (_, line) => {
    const lines = waitsOn(
      line,
      'com.acme.A.a(A.java:1)',
      '- locked <0xa> (a A)',
      'com.acme.B.b(B.java:2)',
      '- locked <0xb> (a B)',
    );
    expect(heldBy('t', 'TIMED_WAITING', lines)).toEqual(['0xb']);
  });

  it('waits on the outer monitor while it keeps the inner one: nested monitor lockout', () => {
    const lines = waitsOn(
      '- waiting on <0xb> (a B)',
      'com.acme.A.a(A.java:1)',
      '- locked <0xa> (a A)',
      '- locked <0xb> (a B)',
    );
    expect(heldBy('t', 'WAITING', lines)).toEqual(['0xa']);
  });

  it('has given a monitor back as often as it had entered it', () => {
    const lines = waitsOn(
      '- waiting on <0xa> (a A)',
      'com.acme.A.a(A.java:1)',
      '- locked <0xa> (a A)',
      'com.acme.A.b(A.java:2)',
      '- locked <0xa> (a A)',
    );
    expect(heldBy('t', 'WAITING', lines)).toEqual([]);
  });

  it('does not hold what JDK 11 says it will lock again', () => {
    const lines = waitsOn(
      '- waiting on <no object reference available>',
      'com.acme.A.a(A.java:1)',
      '- waiting to re-lock in wait() <0xa> (a A)',
      'com.acme.B.b(B.java:2)',
      '- locked <0xb> (a B)',
    );
    expect(heldBy('t', 'WAITING', lines)).toEqual(['0xb']);
    expect(wantOf('t', 'WAITING', lines)).toBeUndefined();
  });

  it.each(['java.lang.Object.wait0(Native Method)', 'java.lang.Object.wait(Native Method)'])(
    'is known by %s',
    (frame) => {
      expect(heldBy('t', 'WAITING', [frame, 'com.acme.A.a(A.java:1)', '- locked <0xa> (a A)'])).toEqual([]);
    },
  );

  it('is known by its header where the stack was cut', () => {
    const lines = ['com.acme.A.a(A.java:1)', '- locked <0xa> (a A)'];
    expect(heldBy('t', 'WAITING', lines, { stateText: 'in Object.wait()' })).toEqual([]);
    expect(heldBy('t', 'RUNNABLE', lines, { stateText: 'in Object.wait()' })).toEqual(['0xa']);
  });

  it('wants its monitor back once it was notified', () => {
    const old = waitsOn('- waiting on <0xa> (a A)', 'com.acme.A.a(A.java:1)', '- locked <0xa> (a A)');
    expect(wantOf('t', 'BLOCKED', old)).toMatchObject({ kind: 'monitor', address: '0xa' });
    expect(heldBy('t', 'BLOCKED', old)).toEqual([]);
    const relock = waitsOn(
      '- waiting on <no object reference available>',
      'com.acme.A.a(A.java:1)',
      '- waiting to re-lock in wait() <0xa> (a A)',
    );
    expect(wantOf('t', 'BLOCKED', relock)).toMatchObject({ address: '0xa', className: 'A' });
  });
});

describe('a thread that waits for a lock', () => {
  it('wants the monitor of its waiting-to-lock line and holds the rest', () => {
    const lines = [
      'com.acme.A.a(A.java:1)',
      '- waiting to lock <0xa> (a A)',
      'com.acme.B.b(B.java:2)',
      '- locked <0xb> (a B)',
    ];
    expect(wantOf('t', 'BLOCKED', lines)).toEqual({ kind: 'monitor', address: '0xa', className: 'A', frame: 0 });
    expect(heldBy('t', 'BLOCKED', lines)).toEqual(['0xb']);
  });

  it('is BLOCKED though its top frame shows the monitor as locked already', () => {
    const lines = ['com.acme.A.a(A.java:1)', '- locked <0xa> (a A)', 'com.acme.B.b(B.java:2)', '- locked <0xb> (a B)'];
    expect(wantOf('t', 'BLOCKED', lines)).toMatchObject({ address: '0xa' });
    expect(heldBy('t', 'BLOCKED', lines)).toEqual(['0xb']);
  });

  it('wants a lock it does not name', () => {
    expect(wantOf('t', 'BLOCKED', ['com.acme.A.a(A.java:1)'])).toEqual({ kind: 'monitor', frame: 0 });
  });

  it('is known by its header before JDK 6', () => {
    const lines = ['com.acme.A.a(A.java:1)', '- waiting to lock <0xa> (a A)'];
    expect(wantOf('t', undefined, lines, { stateText: 'waiting for monitor entry' })).toMatchObject({ address: '0xa' });
  });

  it.each(['ReentrantLock$NonfairSync', 'ReentrantLock$FairSync', 'ReentrantReadWriteLock$NonfairSync', 'StampedLock'])(
    'wants a %s it is parked on, asked for by the first frame outside of the lock',
    (name) => {
      const lines = [
        'jdk.internal.misc.Unsafe.park(Native Method)',
        `- parking to wait for <0xa> (a java.util.concurrent.locks.${name})`,
        'java.util.concurrent.locks.LockSupport.park(LockSupport.java:1)',
        'java.util.concurrent.locks.ReentrantLock.lock(ReentrantLock.java:1)',
        'com.acme.A.a(A.java:1)',
      ];
      expect(wantOf('t', 'WAITING', lines)).toMatchObject({ kind: 'synchronizer', address: '0xa', frame: 3 });
    },
  );

  it.each([
    'java.util.concurrent.locks.AbstractQueuedSynchronizer$ConditionObject',
    'java.util.concurrent.CountDownLatch$Sync',
    'java.util.concurrent.Semaphore$NonfairSync',
    'java.util.concurrent.SynchronousQueue$TransferQueue',
    'java.util.concurrent.FutureTask',
  ])('does not want a %s: nobody owns one', (name) => {
    expect(
      wantOf('t', 'WAITING', [
        'jdk.internal.misc.Unsafe.park(Native Method)',
        `- parking to wait for <0xa> (a ${name})`,
        'com.acme.A.a(A.java:1)',
      ]),
    ).toBeUndefined();
  });

  it('wants what Actuator names an owner for', () => {
    expect(wantOf('t', 'WAITING', ['com.acme.A.a(A.java:1)'], { waitsForThread: { id: 7 } })).toMatchObject({
      kind: 'synchronizer',
    });
  });
});

describe('what is no lock', () => {
  it('counts no eliminated lock and no class initialisation', () => {
    const lines = [
      'com.acme.A.a(A.java:1)',
      '- eliminated <0xa> (a A)',
      '- waiting on the Class initialization monitor for com.acme.B',
    ];
    expect(lockUse(thread('t', 'RUNNABLE', lines))).toEqual({ held: [] });
  });

  it('lets a thread without a state want nothing', () => {
    const lines = ['com.acme.A.a(A.java:1)', '- waiting to lock <0xa> (a A)'];
    expect(wantOf('ForkJoinPool-1-worker-1', undefined, lines)).toBeUndefined();
    expect(lockUse(vmThread('VM Thread'))).toEqual({ held: [] });
  });

  it('adds the synchronizers a section says the thread owns', () => {
    const owned = {
      ownedSynchronizers: [{ address: '0xc', className: 'java.util.concurrent.locks.ReentrantLock$FairSync' }],
    };
    expect(heldBy('t', 'RUNNABLE', ['com.acme.A.a(A.java:1)', '- locked <0xa> (a A)'], owned)).toEqual(['0xa', '0xc']);
  });
});
