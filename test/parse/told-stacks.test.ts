import { describe, expect, it } from 'vitest';
import { ParseError } from '../../src/model/parsed.ts';
import format from '../../src/parse/told-stacks.ts';
import { frames, head, read, readCut, readOne } from './read.ts';

const stack = [
  'sun.misc.Unsafe.park(Native Method)',
  'java.util.concurrent.locks.LockSupport.park(LockSupport.java:175)',
  'com.alibaba.druid.pool.DruidDataSource.takeLast(DruidDataSource.java:1008)',
  'com.acme.Dao.find(Dao.java:12)',
];
const at = stack.map((frame) => `\tat ${frame}\n`).join('');
const bare = stack.map((frame) => `  ${frame}\n`).join('');

describe('a server tells of one thread that does not come back', () => {
  it.each([
    [
      'Vert.x',
      `2020-07-10 00:17:02,682 WARNING [io.ver.cor.imp.BlockedThreadChecker] Thread Thread[vert.x-worker-thread-1,5,main]=Thread[vert.x-worker-thread-1,5,main] has been blocked for 173021 ms, time limit is 60000 ms: io.vertx.core.VertxException: Thread blocked\n${at}`,
      'vert.x-worker-thread-1',
    ],
    [
      'WebSphere',
      `[13-10-24 10:00:17:420 CST] 27 ThreadMonitor W   WSVR0605W: Thread "WebContainer : 11" (00000025) has been active for 733344 milliseconds and may be hung.\n${at}`,
      'WebContainer : 11',
    ],
    [
      'WebSphere in Chinese',
      `[13-10-24 10:00:17:420 CST] 27 ThreadMonitor W   WSVR0605W: 线程“WebContainer : 11”（00000025）已保持活动状态 733344 毫秒\n${at}`,
      'WebContainer : 11',
    ],
    [
      'Tomcat',
      `WARNING: Thread [http-nio-8080-exec-1] (id=[23]) has been active for [65,001] milliseconds (since [x]) to serve the same request for [http://h/] and may be stuck\n${at}`,
      'http-nio-8080-exec-1',
    ],
    [
      'WebLogic',
      `Thread-44 "[STUCK] ExecuteThread: '9' for queue: 'q'" <alive, in native, suspended, priority=1, DAEMON> {\n${bare}}\n`,
      "[STUCK] ExecuteThread: '9' for queue: 'q'",
    ],
    [
      'a program that lists its threads',
      `26, qtp643395775-26, TIMED_WAITING\nLocked Monitors:\nLocked Synchronizers:\nStacktrace:\n${bare}`,
      'qtp643395775-26',
    ],
  ])('%s', async (_, text, name) => {
    expect(format.recognise(head(text))).toBe('possible');
    const { piece, reading } = await readOne(format, text);
    expect(piece.threads).toHaveLength(1);
    expect(piece.threads[0]?.name).toBe(name);
    expect(frames(piece.threads[0]!)).toEqual(stack);
    expect(reading.cut).toContain('no thread dump');
  });

  it('again and again: the thread counts once, as it was last', async () => {
    const told = (frame: string) => `x WSVR0605W: Thread "W : 1" (25) has been active\n${at}\tat ${frame}\n`;
    const { piece } = await readOne(format, `${told('com.acme.A.a(A.java:1)')}${told('com.acme.B.b(B.java:2)')}`);
    expect(piece.threads).toMatchObject([{ name: 'W : 1', line: 7 }]);
  });
});

describe('a stack without its header', () => {
  it('is a thread where a wait is on top, also without at', async () => {
    const { piece } = await readOne(format, `It hangs:\n\`\`\`\n${bare.replace('Method)', 'Method) native')}\`\`\`\n`);
    expect(piece.threads).toMatchObject([{ name: '', state: 'WAITING' }]);
  });

  it.each([
    ['of an exception', `java.lang.InterruptedException\n${at}`],
    [
      'of a cause',
      `x failed: java.lang.RuntimeException: y\n\tat com.acme.A.b(A.java:1)\nCaused by: java.lang.InterruptedException\n${at}`,
    ],
    ['that computes', bare.split('\n').slice(2).join('\n')],
    ['of two frames', bare.split('\n').slice(0, 2).join('\n')],
  ])('%s is none', async (_, text) => {
    await expect(read(format, text)).rejects.toBeInstanceOf(ParseError);
  });

  it('cut anywhere it is less or nothing', async () => {
    for (const { read: reading } of await readCut(format, `prose\n${bare}`, 30))
      if (reading !== undefined) expect(reading.pieces[0]?.threads).toHaveLength(1);
  });
});
