import { describe, expect, it } from 'vitest';
import { readDump } from './read.ts';

const dumpWith = (lines: string, state = 'WAITING (on object monitor)', header = 'in Object.wait()') =>
  readDump(`2026-11-20 10:00:00
Full thread dump OpenJDK 64-Bit Server VM (17.0.15+6 mixed mode, sharing):

"t" #12 prio=5 os_prio=0 cpu=1.00ms elapsed=1.00s tid=0x00007f58800d7e70 nid=0x4f4d ${header}  [0x00007f586872b000]
   java.lang.Thread.State: ${state}
${lines}
JNI global refs: 24, weak refs: 0
`);

const locksOf = async (lines: string) => (await dumpWith(lines)).threads[0]?.locks;

describe('lock lines', () => {
  const cases: readonly (readonly [string, object])[] = [
    ['- locked <0x00000000fed5e8b8> (a java.lang.Object)', { kind: 'locked', address: '0x00000000fed5e8b8' }],
    [
      '- locked <0x00000000fed5e8b8> (a java.lang.Class for com.acme.Order)',
      { className: 'java.lang.Class for com.acme.Order' },
    ],
    ['- waiting to lock <0x1f> (a [I)', { kind: 'waiting-to-lock', address: '0x1f', className: '[I' }],
    ['- waiting on <0x1f> (a java.lang.Object)', { kind: 'waiting-on' }],
    ['- waiting to re-lock in wait() <0x1f> (a java.lang.Object)', { kind: 'waiting-to-relock', address: '0x1f' }],
    ['- parking to wait for  <0x1f> (a a.B$Sync)', { kind: 'parking', className: 'a.B$Sync' }],
    ['- eliminated <0x1f> (a java.lang.Object)', { kind: 'eliminated' }],
    ['- locked <0xffffffffe2875c0b> (a hudson.model.Queue)', { address: '0xffffffffe2875c0b' }],
    [
      '- waiting on the Class initialization monitor for com.acme.Slow',
      { kind: 'class-init', className: 'com.acme.Slow' },
    ],
  ];
  it.each(cases)('%s', async (line, expected) => {
    const locks = await locksOf(`\tat a.B.c(B.java:1)\n\t${line}\n`);
    expect(locks).toMatchObject([{ frame: 0, ...expected }]);
  });

  const withoutAddress = [
    ['- waiting on <no object reference available>', 'waiting-on'],
    ['- locked <no object reference available>', 'locked'],
    ['- parking to wait for  <no object reference available>', 'parking'],
  ] as const;
  it.each(withoutAddress)('%s has no address', async (line, kind) => {
    expect(await locksOf(`\tat a.B.c(B.java:1)\n\t${line}\n`)).toEqual([{ kind, frame: 0 }]);
  });

  it('of a replaced owner keep the class, not an address', async () => {
    expect(
      await locksOf('\tat a.B.c(B.java:1)\n\t- eliminated <owner is scalar replaced> (a java.lang.Object)\n'),
    ).toEqual([{ kind: 'eliminated', className: 'java.lang.Object', frame: 0 }]);
  });

  it('belong to the frame above them, in order', async () => {
    const locks = await locksOf(`\tat java.lang.Object.wait(Native Method)
\t- waiting on <0x1> (a a.Q)
\tat a.B.c(B.java:1)
\t- locked <0x1> (a a.Q)
\t- locked <0x2> (a a.R)
\tat a.B.d(B.java:2)
`);
    expect(locks?.map(({ address, frame }) => [address, frame])).toEqual([
      ['0x1', 0],
      ['0x1', 1],
      ['0x2', 1],
    ]);
  });
});

describe('state text', () => {
  it('is the state line’s, else the header’s', async () => {
    expect((await dumpWith('', 'TIMED_WAITING (sleeping)', 'waiting on condition')).threads[0]?.stateText).toBe(
      'sleeping',
    );
    expect((await dumpWith('', 'RUNNABLE', 'in Object.wait()')).threads[0]?.stateText).toBe('in Object.wait()');
  });
});

describe('deadlock sections', () => {
  const head = `2026-11-20 10:00:00
Full thread dump OpenJDK 64-Bit Server VM (17.0.15+6 mixed mode, sharing):

"a" #12 prio=5 os_prio=0 tid=0x01 nid=0x1 waiting for monitor entry  [0x0000000000000000]
   java.lang.Thread.State: BLOCKED (on object monitor)
\tat a.B.c(B.java:1)

JNI global refs: 24, weak refs: 0

`;
  it('may mix monitors and synchronizers, and hold blank lines', async () => {
    const dump = await readDump(`${head}Found one Java-level deadlock:
=============================
"a":
  waiting to lock monitor 0x00007f (object 0xfeb8, a java.lang.Object),
  which is held by "b \\" c"

"b \\" c":
  waiting for ownable synchronizer 0xfeb9, (a java.util.concurrent.locks.ReentrantLock$NonfairSync),
  which is held by "a"

Java stack information for the threads listed above:
===================================================
"a":
\tat a.B.c(B.java:1)
\t- waiting to lock <0xfeb8> (a java.lang.Object)
"b \\" c":
\tat a.B.d(B.java:1)

Found 1 deadlock.

`);
    expect(dump.threads).toHaveLength(1);
    expect(dump.deadlocks).toMatchObject([
      {
        line: 10,
        endLine: 26,
        members: [
          { thread: 'a', wants: { address: '0xfeb8', className: 'java.lang.Object' }, heldBy: 'b \\" c' },
          { thread: 'b \\" c', wants: { address: '0xfeb9' }, heldBy: 'a' },
        ],
      },
    ]);
  });

  it('of JDK 8 start with threads that only queue: the cycle alone is kept', async () => {
    const dump = await readDump(`${head}Found one Java-level deadlock:
=============================
"behind":
  waiting to lock monitor 0x01 (object 0x0a, a java.lang.Object),
  which is held by "left"
"left":
  waiting to lock monitor 0x02 (object 0x0b, a java.lang.Object),
  which is held by "right"
"right":
  waiting to lock monitor 0x01 (object 0x0a, a java.lang.Object),
  which is held by "left"
`);
    expect(dump.deadlocks[0]?.members.map(({ thread }) => thread)).toEqual(['left', 'right']);
  });

  it('may name an unknown owner or native code', async () => {
    const dump = await readDump(`${head}Found one Java-level deadlock:
=============================
"a":
  waiting to lock monitor 0x01 (object 0x0a, a java.lang.Object),
  in JNI, which is held by UNKNOWN_owner_addr=0x00007f
`);
    expect(dump.deadlocks[0]?.members).toEqual([
      { thread: 'a', wants: { address: '0x0a', className: 'java.lang.Object' } },
    ]);
  });

  it('pasted without the dump above is still a finding', async () => {
    const dump = await readDump(`We see this:

    Found one Java-level deadlock:
    =============================
    "Aggregate":
      waiting to lock Monitor@0x00007f9958004848 (Object@0x00000000803c6648, a org/acme/RateLimitedLogger),
      which is held by "Flushing"
    "Flushing":
      waiting to lock Monitor@0x00007f99580049a8 (Object@0x00000000801e6290, a org/acme/Appender),
      which is held by "Aggregate"

Any idea?
`);
    expect(dump.threads).toEqual([]);
    expect(dump.complete).toBe(false);
    expect(dump.deadlocks[0]?.members).toMatchObject([
      { thread: 'Aggregate', wants: { className: 'org.acme.RateLimitedLogger' }, heldBy: 'Flushing' },
      { thread: 'Flushing', heldBy: 'Aggregate' },
    ]);
  });
});
