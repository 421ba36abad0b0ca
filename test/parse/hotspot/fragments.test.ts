import { describe, expect, it } from 'vitest';
import hotspot from '../../../src/parse/hotspot.ts';
import { headOf } from '../../../src/parse/text/decode.ts';
import { frames, readDump, readDumps } from './read.ts';

const recognise = (text: string) => hotspot.recognise(headOf(Buffer.from(text)));

describe('what people paste', () => {
  it('one thread without a banner', async () => {
    const text = `Seeing lots of this:
\`\`\`
"pool-12567-thread-3" #9252 prio=5 os_prio=0 tid=0x00007f2e64a72000 nid=0x75ce waiting on condition [0x00007f2dd1c2f000]
   java.lang.Thread.State: WAITING (parking)
\tat sun.misc.Unsafe.park(Native Method)
\t- parking to wait for  <0x00000006cd655740> (a java.util.concurrent.locks.AbstractQueuedSynchronizer$ConditionObject)
\tat java.util.concurrent.locks.LockSupport.park(LockSupport.java:175)

   Locked ownable synchronizers:
\t- None
\`\`\`
`;
    expect(recognise(text)).toBe('certain');
    const { dumps, recognised, total, problems } = await readDumps(text);
    expect(dumps[0]).toMatchObject({ complete: false, line: 3, endLine: 10 });
    expect(dumps[0]).not.toHaveProperty('jvm');
    expect(dumps[0]?.threads).toHaveLength(1);
    expect([recognised, total, problems]).toEqual([7, 10, []]);
  });

  it('the end of a cut thread, then a whole one', async () => {
    const dump = await readDump(`        at org.apache.tomcat.util.threads.TaskQueue.take(TaskQueue.java:33)
        at java.base@11.0.16/java.lang.Thread.run(Thread.java:829)

   Locked ownable synchronizers:
        - None

"http-nio-8080-exec-8" - Thread t@68
   java.lang.Thread.State: WAITING
        at java.base@11.0.16/jdk.internal.misc.Unsafe.park(Native Method)
        - parking to wait for <4f663f6b> (a java.util.concurrent.locks.AbstractQueuedSynchronizer$ConditionObject)
`);
    expect(dump.threads.map(({ name }) => name)).toEqual(['', 'http-nio-8080-exec-8']);
    expect(dump.threads[0]?.stack.frames).toHaveLength(2);
  });

  it('a header whose start is cut off', async () => {
    const dump =
      await readDump(`<threadID>" prio=10 tid=0x0000000002137800 nid=0x2ccf waiting for monitor entry [0x00007fc3352cd000]
   java.lang.Thread.State: BLOCKED (on object monitor)
\tat com.mchange.v2.resourcepool.BasicResourcePool.prelimCheckoutResource(BasicResourcePool.java:573)
   -  waiting to lock <0x0000000673d92218> (a com.mchange.v2.resourcepool.BasicResourcePool)
`);
    expect(dump.threads[0]).toMatchObject({
      name: '<threadID>',
      state: 'BLOCKED',
      locks: [{ kind: 'waiting-to-lock', address: '0x0000000673d92218', frame: 0 }],
    });
  });

  it('a state line and frames, with the middle left out', async () => {
    const dump = await readDump(`        java.lang.Thread.State: WAITING (parking)
        at sun.misc.Unsafe.park(Native Method)
        - parking to wait for  <0x00000000f0ce9c70> (a a.B)

       ...

        at clj_http.core$request.invoke(core.clj:412)
`);
    expect(dump.threads).toHaveLength(1);
    expect(frames(dump.threads[0] as never)).toEqual([
      'sun.misc.Unsafe.park(Native Method)',
      'clj_http.core$request.invoke(core.clj:412)',
    ]);
  });

  it('lines that lost their tabs and dashes', async () => {
    const dump =
      await readDump(`"OkHttp ConnectionPool" https://github.com/x/y/pull/3363 daemon prio=5 os_prio=0 tid=0x00007f403810d800 nid=0x1195 in Object.wait() [0x00007f362a373000]
java.lang.Thread.State: TIMED_WAITING (on object monitor)
at java.lang.Object.wait(Native Method)
at java.lang.Object.wait(Object.java:460)
`);
    expect(dump.threads[0]).toMatchObject({ name: 'OkHttp ConnectionPool', daemon: true, state: 'TIMED_WAITING' });
    expect(dump.threads[0]?.stack.frames).toHaveLength(2);
  });

  it('no blank lines at all', async () => {
    const dump = await readDump(`Full thread dump Java HotSpot(TM) 64-Bit Server VM (24.65-b04 mixed mode):
"a" daemon prio=10 tid=0x00007f8d8c120000 nid=0x227a runnable [0x0000000000000000]
   java.lang.Thread.State: RUNNABLE
"VM Thread" prio=10 tid=0x00007f8d8c0eb000 nid=0x226f runnable 
JNI global references: 545
`);
    expect(dump).toMatchObject({ jdk: 7, complete: true });
    expect(dump.threads.map(({ kind }) => kind)).toEqual(['platform', 'vm']);
  });

  it('prose in the middle is counted, not swallowed', async () => {
    const { dumps, recognised, total, problems } =
      await readDumps(`Full thread dump Java HotSpot(TM) 64-Bit Server VM (20.14-b01 mixed mode):

"a" daemon prio=10 tid=0x00007f8d8c120000 nid=0x227a runnable [0x0000000000000000]
   java.lang.Thread.State: RUNNABLE

This is

no dump
JNI global references: 545
`);
    expect(dumps[0]?.complete).toBe(true);
    expect([recognised, total]).toEqual([4, 6]);
    expect(problems.map(({ line }) => line)).toEqual([6, 8]);
  });

  it('problems are named up to fifty, and counted beyond', async () => {
    const noise = Array.from({ length: 300 }, (_, i) => `noise ${i}`).join('\n');
    const { problems } = await readDumps(
      `Full thread dump OpenJDK 64-Bit Server VM (17.0.1+1 mixed mode):\n"a" #1 prio=5 tid=0x1 nid=0x2 runnable\n${noise}\nJNI global refs: 1\n`,
    );
    expect(problems).toHaveLength(51);
    expect(problems.at(-1)?.message).toMatch(/250 more/);
  });
});

describe('what is no dump', () => {
  const texts = {
    'an exception in a log': `2026-11-20 10:00:00.000 ERROR 1 --- [main] c.a.Api : failed
java.lang.IllegalStateException: no stock
\tat com.acme.Stock.take(Stock.java:7)
\tat com.acme.Order.run(Order.java:9)
Caused by: java.io.IOException: reset
\tat com.acme.Net.read(Net.java:1)
\t... 2 more
`,
    'an exception alone': `Exception in thread "main" java.lang.Error
\tat com.acme.Stock.take(Stock.java:7)
`,
    'a few frames': `\tat com.acme.Stock.take(Stock.java:7)\n\tat com.acme.Order.run(Order.java:9)\n`,
    prose: 'Dear colleague,\nthe thread "main" #1 seems to hang.\n',
    nothing: '',
    'blank lines': '\n\n \n',
  };
  it.each(Object.entries(texts))('%s', async (_name, text) => {
    await expect(readDumps(text)).rejects.toMatchObject({ name: 'ParseError' });
    expect(recognise(text)).not.toBe('certain');
  });

  it('is named as what it looks like', async () => {
    await expect(readDumps(texts['an exception in a log'])).rejects.toMatchObject({ looksLike: 'a log' });
    await expect(readDumps(Buffer.from('JAVA PROFILE 1.0.2\0\0\0\0\x08'))).rejects.toMatchObject({
      looksLike: expect.stringContaining('hprof'),
    });
    await expect(readDumps('')).rejects.toMatchObject({ looksLike: 'an empty file' });
  });
});
