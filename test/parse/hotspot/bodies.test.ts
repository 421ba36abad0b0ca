import { describe, expect, it } from 'vitest';
import type { Thread } from '../../../src/model/thread-dump.ts';
import { readDumps } from './read.ts';

const header = (name: string, words: string): string =>
  `"${name}" #12 prio=5 os_prio=0 cpu=1.00ms elapsed=900.00s tid=0x00007f0000001000 nid=0x2a ${words}  [0x00007f0000001000]`;

const read = async (threads: readonly (readonly [name: string, words: string, body: string])[]) => {
  const text = [
    '2026-11-20 10:00:00',
    'Full thread dump OpenJDK 64-Bit Server VM (21.0.5+11 mixed mode):',
    '',
    ...threads.map(([name, words, body]) => `${header(name, words)}\n${body}`),
    'JNI global refs: 10, weak refs: 0',
    '',
  ].join('\n');
  const { dumps, recognised, total } = await readDumps(text);
  return { threads: dumps[0]?.threads ?? [], complete: dumps[0]?.complete, foreign: total - recognised };
};

const withoutLines = ({ line, endLine, ...thread }: Thread) => ({ ...thread, lines: endLine - line });

const parked = `   java.lang.Thread.State: WAITING (parking)
\tat jdk.internal.misc.Unsafe.park(java.base@21.0.5/Native Method)
\t- parking to wait for  <0x00000000ff0a4a18> (a java.util.concurrent.SynchronousQueue$Transferer)
\tat java.util.concurrent.locks.LockSupport.park(java.base@21.0.5/LockSupport.java:221)
\tat java.lang.Thread.run(java.base@21.0.5/Thread.java:1583)
`;

/** What may stand below a header, up to the next one. */
const bodies: Readonly<Record<string, string>> = {
  'a stack with a lock': parked,
  'a state without words': '   java.lang.Thread.State: RUNNABLE\n\tat com.acme.Main.main(Main.java:5)\n',
  'a state alone': '   java.lang.Thread.State: RUNNABLE\n',
  'no line at all': '',
  'a list of synchronizers below a blank line': `${parked}\n   Locked ownable synchronizers:\n\t- <0x00000000ff0a4a20> (a java.util.concurrent.locks.ReentrantLock$FairSync)\n`,
  'a stack that goes on below a blank line': `${parked}\n\tat com.acme.More.run(More.java:1)\n`,
  'a line of a log': parked.replace(
    '\tat java.lang.Thread.run',
    '2026-11-20 10:00:00 INFO hello\n\tat java.lang.Thread.run',
  ),
  'a date': parked.replace('\tat java.lang.Thread.run', '2026-11-20 10:00:05\n\tat java.lang.Thread.run'),
  'a carrier alone': `   Carrying virtual thread #37\n${parked}`,
  'an owner': parked.replace('Transferer)', 'Transferer) owned by "other" Id=7'),
  'a virtual thread it carries': `   Carrying virtual thread #37\n${parked}   Mounted virtual thread #37\n\tat com.acme.Order.place(Order.java:9)\n`,
};

describe('threads that share the lines below their headers', () => {
  it.each(Object.entries(bodies))('say the same as each alone: %s', async (_, body) => {
    const first = ['first', 'waiting on condition', body] as const;
    const second = ['second', 'runnable', body] as const;
    const third = ['third', 'waiting on condition', parked] as const;
    const alone = await Promise.all([first, second, third].map((one) => read([one])));
    const together = await read([first, second, third]);
    expect(together.threads.map(withoutLines)).toEqual(alone.flatMap(({ threads }) => threads.map(withoutLines)));
    expect(together.foreign).toBe(alone.reduce((sum, { foreign }) => sum + foreign, 0));
  });

  it('have the lines they stand on', async () => {
    const { threads } = await read(['a', 'b', 'c'].map((name) => [name, 'runnable', parked]));
    expect(threads.map(({ line, endLine }) => [line, endLine])).toEqual([
      [4, 9],
      [11, 16],
      [18, 23],
    ]);
  });

  it('are cut where one of them is', async () => {
    const whole = await read([
      ['a', 'runnable', parked],
      ['b', 'runnable', parked],
    ]);
    expect(whole.complete).toBe(true);
    const text = `Full thread dump OpenJDK 64-Bit Server VM (21.0.5+11 mixed mode):\n\n${header('a', 'runnable')}\n${parked}\n${header('b', 'runnable')}\n${parked.slice(0, -60)}`;
    const { dumps } = await readDumps(text);
    expect(dumps[0]?.complete).toBe(false);
    expect(dumps[0]?.threads.map(({ stack }) => stack.frames.length)).toEqual([3, 2]);
  });
});
