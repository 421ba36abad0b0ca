import { describe, expect, it } from 'vitest';
import hotspot from '../../../src/parse/hotspot.ts';
import { headOf } from '../../../src/parse/text/decode.ts';
import { fixture, frames, named, readDump, readDumps } from './read.ts';

describe('the serviceability agent (jstack -F, jhsdb jstack)', () => {
  it.each(['hotspot-jdk11/jhsdb-jstack-locks.txt', 'hotspot-jdk17/jhsdb-jstack-mixed.txt'])('%s', async (file) => {
    const { dumps, recognised, total } = await readDumps(fixture(file));
    expect(recognised).toBe(total);
    expect(dumps).toHaveLength(1);
    expect(dumps[0]).toMatchObject({ format: 'jstack-F', jdk: file.includes('11') ? 11 : 17 });
    expect(dumps[0]?.deadlocks.map(({ members }) => members.length)).toEqual([2, 2]);
    expect(dumps[0]?.deadlocks[0]?.members[0]?.wants?.className).toMatch(/^java\./);
    expect(dumps[0]?.pid).toBeGreaterThan(0);
  });

  it('frames have no file, lock classes become dotted', async () => {
    const dump = await readDump(fixture('hotspot-jdk11/jhsdb-jstack-locks.txt'));
    const parked = named(dump, 'pool-1-thread-1');
    expect(frames(parked).slice(0, 2)).toEqual([
      'jdk.internal.misc.Unsafe.park(Unknown Source)',
      'java.util.concurrent.locks.LockSupport.park(line 194)',
    ]);
    expect(parked.locks).toEqual([
      {
        kind: 'parking',
        address: '0x00000000ffe42840',
        className: 'java.util.concurrent.locks.AbstractQueuedSynchronizer$ConditionObject',
        frame: 0,
      },
    ]);
    expect(dump.hasOwnableSynchronizers).toBe(true);
    expect(named(dump, 'lock-deadlock-1').ownedSynchronizers).toHaveLength(1);
  });

  it('of JDK 8 names threads by their native id only', async () => {
    const dump = await readDump(`Attaching to process ID 7604, please wait...
Debugger attached successfully.
Server compiler detected.
JVM version is 25.131-b11
Deadlock Detection:

No deadlocks found.

Thread 7626: (state = BLOCKED)
 - java.lang.Object.wait(long) @bci=0 (Compiled frame; information may be imprecise)
 - java.lang.ref.ReferenceQueue.remove(long) @bci=59, line=144 (Interpreted frame)

Locked ownable synchronizers:
    - None

Thread 7625: (state = IN_NATIVE)


`);
    expect(dump).toMatchObject({ format: 'jstack-F', jdk: 8, pid: 7604, complete: true });
    expect(dump.threads).toMatchObject([
      { name: 'Thread 7626', nativeId: 7626, state: 'BLOCKED', stateText: 'BLOCKED', ownedSynchronizers: [] },
      { name: 'Thread 7625', nativeId: 7625, state: 'RUNNABLE', stateText: 'IN_NATIVE', kind: 'platform' },
    ]);
    expect(dump.threads[0]?.stack.frames).toHaveLength(2);
  });

  it('in mixed mode stars the Java frames, which alone are kept', async () => {
    const dump = await readDump(`Attaching to process ID 1, please wait...
Debugger attached successfully.
JVM version is 17.0.15+6
Deadlock Detection:

No deadlocks found.

----------------- 20346 -----------------
"main" #1 prio=5 tid=0x00007f5880017f90 nid=0x4f3b waiting on condition [0x00007f588711e000]
   java.lang.Thread.State: TIMED_WAITING (sleeping)
   JavaThread state: _thread_blocked
0x00007f58886a3f16\t__futex_abstimed_wait_common + 0xc6
0x00007f586fa3c53a\t* java.lang.Thread.sleep(long) bci:0 (Interpreted frame)
0x00007f586fa37c0d\t* com.acme.Order.place(java.lang.String[]) bci:57 line:37 (Interpreted frame)
`);
    expect(frames(dump.threads[0] as never)).toEqual([
      'java.lang.Thread.sleep(Unknown Source)',
      'com.acme.Order.place(line 37)',
    ]);
  });

  it('that failed before the first thread is named as that', async () => {
    await expect(readDumps(fixture('hotspot-jdk8/jstack-F-failed.txt'))).rejects.toMatchObject({
      name: 'ParseError',
      looksLike: expect.stringContaining('jstack -F'),
    });
  });
});

describe('VisualVM’s layout', () => {
  it('is read from Spring Boot’s text endpoint', async () => {
    const { dumps, recognised, total, problems } = await readDumps(fixture('hotspot-visualvm/actuator-text.txt'));
    expect([recognised, problems]).toEqual([total, []]);
    expect(dumps[0]).toMatchObject({ jdk: 17, complete: true, hasOwnableSynchronizers: true });
    expect(dumps[0]?.threads).toHaveLength(21);
    const waiter = dumps[0]?.threads.find(({ name }) => name === 'stock-waiter');
    expect(waiter?.id).toBe(27);
    expect(frames(waiter as never)[0]).not.toContain('java.base');
    expect(waiter).toMatchObject({ state: 'BLOCKED', waitsForThread: { id: 25, name: 'stock-owner' } });
    expect(waiter?.locks[0]?.kind).toBe('waiting-to-lock');
    const parked = dumps[0]?.threads.find(({ name }) => name === 'lock-waiter');
    expect(parked).toMatchObject({ state: 'WAITING', waitsForThread: { id: 26 } });
    expect(parked?.locks).toMatchObject([{ kind: 'parking', address: '35588b06', frame: 0 }]);
    const owner = dumps[0]?.threads.find(({ name }) => name === 'lock-owner');
    expect(owner?.ownedSynchronizers).toEqual([
      { address: '35588b06', className: 'java.util.concurrent.locks.ReentrantLock$NonfairSync' },
    ]);
  });

  it('of JDK 6 names the object beside the state only', async () => {
    const dump = await readDump(`2008-11-20 09:28:02
Full thread dump Java HotSpot(TM) 64-Bit Server VM (11.0-b15 mixed mode):

"Timer-180" - Thread t@332
   java.lang.Thread.State: TIMED_WAITING on java.util.TaskQueue@7311acb7
\tat java.lang.Object.wait(Native Method)
\tat java.util.TimerThread.mainLoop(Timer.java:509)

   Locked ownable synchronizers:
\t- None

"blocked" - Thread t@333
   java.lang.Thread.State: BLOCKED on java.lang.Object@5284339c owned by: Timer-180
\tat com.acme.Order.place(Order.java:42)
\t- locked java.io.BufferedInputStream@11

   Locked ownable synchronizers:
\t- locked java.util.concurrent.locks.ReentrantLock$NonfairSync@7a29682f

`);
    expect(dump).toMatchObject({ jdk: 6, complete: true, takenAtMs: Date.UTC(2008, 10, 20, 9, 28, 2) });
    expect(dump.threads[0]?.locks).toEqual([
      { kind: 'waiting-on', address: '7311acb7', className: 'java.util.TaskQueue', frame: -1 },
    ]);
    expect(dump.threads[1]?.locks).toEqual([
      { kind: 'waiting-to-lock', address: '5284339c', className: 'java.lang.Object', frame: -1 },
      { kind: 'locked', address: '11', className: 'java.io.BufferedInputStream', frame: 0 },
    ]);
    expect(dump.threads[1]?.ownedSynchronizers).toEqual([
      { address: '7a29682f', className: 'java.util.concurrent.locks.ReentrantLock$NonfairSync' },
    ]);
  });
});

describe('ThreadInfo.toString', () => {
  const text = `"worker-2" Id=22 BLOCKED on java.lang.Object@1b2c3d owned by "worker "1"" Id=21
\tat com.acme.Order.place(Order.java:42)
\t-  blocked on java.lang.Object@1b2c3d
\tat com.acme.Order.run(Order.java:7)

\tNumber of locked synchronizers = 1
\t- java.util.concurrent.locks.ReentrantLock$NonfairSync@77

"pool-34-thread-1" prio=5 Id=512 WAITING on java.util.concurrent.locks.AbstractQueuedSynchronizer$ConditionObject@6cef7362
\tat sun.misc.Unsafe.park(Native Method)
\t-  waiting on java.util.concurrent.locks.AbstractQueuedSynchronizer$ConditionObject@6cef7362
\tat java.util.concurrent.locks.LockSupport.park(LockSupport.java:175)
\t...

`;
  it('names the owner and counts as parked under a park', async () => {
    expect(hotspot.recognise(headOf(Buffer.from(text)))).toBe('certain');
    const { dumps, recognised, total } = await readDumps(text);
    expect(recognised).toBe(total);
    const dump = dumps[0] as NonNullable<(typeof dumps)[0]>;
    expect(dump.complete).toBe(false);
    expect(dump.threads[0]).toMatchObject({
      name: 'worker-2',
      id: 22,
      state: 'BLOCKED',
      waitsForThread: { id: 21, name: 'worker "1"' },
      locks: [{ kind: 'waiting-to-lock', address: '1b2c3d', className: 'java.lang.Object', frame: 0 }],
      ownedSynchronizers: [{ address: '77' }],
    });
    expect(dump.threads[1]).toMatchObject({ id: 512, priority: 5, locks: [{ kind: 'parking', address: '6cef7362' }] });
    expect(dump.threads[1]?.stack.frames).toHaveLength(2);
  });

  it('is whole with a thread that every JVM has, and a part without it', async () => {
    const everyJvms = `"Reference Handler" Id=2 WAITING on java.lang.ref.Reference$Lock@5\n\tat java.lang.Object.wait(Native Method)\n\n`;
    expect((await readDump(text + everyJvms)).complete).toBe(true);
    const { dumps, cut } = await readDumps(text);
    expect(dumps[0]?.complete).toBe(false);
    expect(cut).toMatch(/the beginning is missing/);
  });

  it('of JConsole’s kind says "id=3149 in RUNNABLE"', async () => {
    const dump = await readDump(`2007-11-06 10:30:41
Full thread dump Java HotSpot(TM) Client VM 1.6.0_03-b05

"RMI TCP Connection(23)-127.0.1.1" id=3149 in RUNNABLE (running in native)
    at java.net.SocketInputStream.socketRead0(Native Method)

    Locked synchronizers: count = 1
      - java.util.concurrent.locks.ReentrantLock$NonfairSync@166fba

"Timer-0" id=9 in TIMED_WAITING on lock=java.util.TaskQueue@18bc3e4
    at java.lang.Object.wait(Native Method)
    - waiting on <0x18bc3e4> (a java.util.TaskQueue)

    Locked synchronizers: count = 0

`);
    expect(dump.jdk).toBe(6);
    expect(dump.threads).toMatchObject([
      { id: 3149, state: 'RUNNABLE', ownedSynchronizers: [{ address: '166fba' }] },
      { id: 9, state: 'TIMED_WAITING', ownedSynchronizers: [], locks: [{ kind: 'waiting-on', frame: 0 }] },
    ]);
  });
});

describe('old and odd HotSpot', () => {
  it('JDK 5 has no states, no ids and no end marker', async () => {
    const dump = await readDump(`Full thread dump Java HotSpot(TM) 64-Bit Server VM (1.5.0_13-b05 mixed mode):

"Lease Task" daemon prio=1 tid=0x0000002ac6c9b0a0 nid=0x57f8 in Object.wait() [0x0000000051d6d000..0x0000000051d6dd30]
\tat java.lang.Object.wait(Native Method)
\t- waiting on <0x0000002aa55b63a0> (a com.sun.jini.thread.TaskManager)

"DestroyJavaVM" prio=1 tid=0x0805c840 nid=0x2d42 waiting on condition [0x00000000..0xbff16fb0]

"VM Thread" prio=1 tid=0x08099f60 nid=0x2d43 runnable 

"VM Periodic Task Thread" prio=1 tid=0x080b0e38 nid=0x2d4a waiting on condition 
`);
    expect(dump).toMatchObject({ jdk: 5, complete: true });
    expect(dump.threads.map(({ kind }) => kind)).toEqual(['platform', 'platform', 'vm', 'vm']);
    expect(dump.threads[0]).toMatchObject({ daemon: true, nativeId: 0x57f8, stateText: 'in Object.wait()' });
    expect(dump.threads[0]).not.toHaveProperty('state');
  });

  it('HP-UX writes the date into the banner and addresses without 0x', async () => {
    const dump =
      await readDump(`Full thread dump  [Mar 15 14:48:56 KST 2008] (Java HotSpot(TM) 64-Bit Server VM 1.5.0.11 jinteg:11.07.07-18:21 IA64W mixed mode):

"ACJH-w13 [container1-361]" prio=10 tid=60000000044e3840 nid=1194 lwp_id=9992026 runnable [9fffffffb6f00000..9fffffffb6f00a40]
\tat java.net.SocketInputStream.socketRead0(Native Method)
\t- locked <9fffffff59c52280> (a java.io.BufferedInputStream)

`);
    expect(dump.jdk).toBe(5);
    expect(dump.threads[0]).toMatchObject({
      name: 'ACJH-w13 [container1-361]',
      nativeId: 1194,
      stateText: 'runnable',
      locks: [{ kind: 'locked', address: '9fffffff59c52280' }],
    });
  });

  it('macOS and old builds leave the 0x out, native ids are large', async () => {
    const dump = await readDump(`2016-02-08 09:41:08
Full thread dump Java HotSpot(TM) 64-Bit Server VM (20.65-b04-462 mixed mode):

"process reaper" daemon prio=5 tid=7ff3eaea7800 nid=0x135ec3000 runnable [135ec2000]
   java.lang.Thread.State: RUNNABLE

JNI global references: 971
`);
    expect(dump.threads[0]).toMatchObject({ tid: '7ff3eaea7800', nativeId: 0x135ec3000, stateText: 'runnable' });
  });

  it('JDK 26 has a second banner line and no colon', async () => {
    const dump = await readDump(`79422:
2026-03-06 19:31:41
Full thread dump OpenJDK 64-Bit Server VM (26-ea+29-2803 mixed mode, sharing)
                 JDK version: OpenJDK Runtime Environment (26.0+29) (build 26-ea+29-2803)

"main" #3 [5123] prio=5 os_prio=31 cpu=20.13ms elapsed=1.28s tid=0x0000000104dc1fe0 nid=5123 waiting on condition  [0x000000016baa2000]
   java.lang.Thread.State: TIMED_WAITING (sleeping)
\tat java.lang.Thread.sleepNanos0(java.base@26-ea/Native Method)

JNI global refs: 6, weak refs: 0
`);
    expect(dump).toMatchObject({
      jdk: 26,
      pid: 79422,
      line: 1,
      jvm: 'OpenJDK 64-Bit Server VM (26-ea+29-2803 mixed mode, sharing)',
    });
    expect(dump.threads[0]).toMatchObject({ id: 3, nativeId: 5123, cpuMs: 20.13, elapsedMs: 1280 });
  });

  it('the SMR section may hold a second list, of threads that have just ended', async () => {
    const { dumps, recognised, total, problems } = await readDumps(`2026-11-20 11:09:10
Full thread dump OpenJDK 64-Bit Server VM (25.0.3+9 mixed mode, sharing):

Threads class SMR info:
_java_thread_list=0x00007fd6f8056440, length=2, elements={
0x00007fd70005ad10, 0x00007fd70005ad11
}
_to_delete_list=0x00007fd6f8057760, length=1, elements={
0x00007fd74c02ac50
}

"main" #3 [5123] prio=5 os_prio=31 tid=0x0000000104dc1fe0 nid=5123 runnable  [0x000000016baa2000]
   java.lang.Thread.State: RUNNABLE

JNI global refs: 6, weak refs: 0
`);
    expect([recognised, problems]).toEqual([total, []]);
    expect(dumps[0]?.threads.map(({ name }) => name)).toEqual(['main']);
  });

  it('a locale may write numbers with a comma', async () => {
    const dump = await readDump(
      '"t" #16 prio=5 os_prio=0 cpu=5,37ms elapsed=465,71s tid=0x00007fafb8ef8000 nid=0x1edfe runnable [0x0]\n',
    );
    expect(dump.threads[0]).toMatchObject({ cpuMs: 5.37, elapsedMs: 465_710 });
  });

  it('an IDE shows who holds what', async () => {
    const dump = await readDump(`"main@1" prio=5 tid=0x1 nid=NA waiting for monitor entry
  java.lang.Thread.State: BLOCKED
\t waiting for Thread-1@612 to release lock on <0x267> (a java.lang.Object)
\t  at com.acme.Order.place(Order.java:42)
\t  - locked <0x268> (a java.lang.Object)
`);
    expect(dump.threads[0]).toMatchObject({
      state: 'BLOCKED',
      waitsForThread: { name: 'Thread-1' },
      locks: [
        { kind: 'waiting-to-lock', address: '0x267', frame: -1 },
        { kind: 'locked', frame: 0 },
      ],
    });
    expect(dump.threads[0]).not.toHaveProperty('nativeId');
  });
});
