import { describe, expect, it } from 'vitest';
import { fixture, readDump, readDumps } from './read.ts';

const whole = fixture('hotspot-jdk17/jstack-l.txt').toString('utf8');
const lines = whole.split('\n');
const header = lines.findIndex((line) => /^"object-wait"/.test(line));
const inStack = header + 2;

const withLine = (at: number, ...inserted: readonly string[]): string =>
  [...lines.slice(0, at), ...inserted, ...lines.slice(at)].join('\n');

const replaced = (at: number, text: string): string => lines.with(at, text).join('\n');

describe('a dump with lines that are not understood', () => {
  it('is whole without them', async () => {
    const { dumps, cut } = await readDumps(whole);
    expect(dumps[0]?.complete).toBe(true);
    expect(cut).toBeUndefined();
    expect(lines[inStack]).toMatch(/^\tat /);
  });

  const torn = {
    'a frame that is garbled': replaced(inStack, '\tat com.acme.\u0000\u0000'),
    'a state that is garbled': replaced(header + 1, '   java.lang.Thr'),
    'a header that is garbled': replaced(header, '"object-wai'),
    'a header that is gone': replaced(header, ''),
    'a frame torn by a log line': replaced(inStack, `2026-11-20 10:00:00.1 INFO 1 --- served ${lines[inStack]}`),
    'words inside of a stack': withLine(inStack, 'something else entirely'),
    'an exception inside of a stack': withLine(
      inStack,
      'java.lang.IllegalStateException: no',
      '\tat com.acme.A.b(A.java:1)',
    ),
  };
  it.each(Object.entries(torn))('inside of a thread is partial: %s', async (_name, text) => {
    const { dumps, cut } = await readDumps(text);
    expect(dumps[0]?.complete).toBe(false);
    expect(cut).toMatch(/^the thread dump at line \d+: /);
  });

  const others = {
    'a log line inside of a stack': withLine(inStack, '2026-11-20 10:00:00.123  INFO 1 --- [exec-3] c.a.Api : served'),
    'a JSON log line inside of a stack': withLine(inStack, '{"level":"info","msg":"served"}'),
    'a log line between threads': withLine(header, '2026-11-20 10:00:00.123  INFO 1 --- [exec-3] c.a.Api : served'),
    'an exception between threads': withLine(
      header,
      'java.lang.IllegalStateException: no',
      '\tat com.acme.A.b(A.java:1)',
      '\t... 3 more',
      'and a word about it',
    ),
  };
  it.each(Object.entries(others))('of somebody else beside whole threads stays whole: %s', async (_name, text) => {
    const { dumps } = await readDumps(text);
    expect(dumps[0]?.complete).toBe(true);
    expect(dumps[0]?.threads.map(({ stack }) => stack.frames.length)).toEqual(
      (await readDump(whole)).threads.map(({ stack }) => stack.frames.length),
    );
  });
});

const monitor = (name: string, wants: string, holds: string, id: number): string =>
  `"${name}" #${id} prio=5 os_prio=0 tid=0x00007f0${id} nid=0x${id} waiting for monitor entry  [0x0000700${id}]
   java.lang.Thread.State: BLOCKED (on object monitor)
\tat com.acme.A.b(A.java:1)
\t- waiting to lock <${wants}> (a java.lang.Object)
\t- locked <${holds}> (a java.lang.Object)

`;
const member = (name: string, object: string, holder: string): string =>
  `"${name}":
  waiting to lock monitor 0x00007f01 (object ${object}, a java.lang.Object),
  which is held by "${holder}"

`;
const deadlocked = (first: string, second: string, section: string): string =>
  `Full thread dump OpenJDK 64-Bit Server VM (17.0.15+6 mixed mode, sharing):

${monitor(first, '0x01', '0x02', 21)}${monitor(second, '0x02', '0x01', 22)}JNI global refs: 24, weak refs: 0


Found one Java-level deadlock:
=============================
${section}`;
const stacks = (first: string, second: string): string => `Java stack information for the threads listed above:
===================================================
"${first}":
\tat com.acme.A.b(A.java:1)
"${second}":
\tat com.acme.A.b(A.java:1)

Found 1 deadlock.
`;

describe('a reported deadlock', () => {
  const names = [
    ['Thread-A', 'Thread-B'],
    ['Thread-A\nnewline', 'B'],
    ['B', 'Thread-A\nnewline'],
    ['three\nlines\nof it', '\nstarts'],
    ['ends\n', 'has "quotes"'],
  ] as const;
  it.each(names)('of %j and %j has both members', async (first, second) => {
    const section = member(first, '0x01', second) + member(second, '0x02', first) + stacks(first, second);
    const { dumps, recognised, total, problems, cut } = await readDumps(deadlocked(first, second, section));
    expect(dumps).toHaveLength(1);
    expect(dumps[0]?.deadlocks.map(({ members }) => members)).toMatchObject([
      [
        { thread: first, heldBy: second },
        { thread: second, heldBy: first },
      ],
    ]);
    expect(dumps[0]?.threads.map(({ name }) => name)).toEqual([first, second]);
    expect(dumps[0]?.complete).toBe(true);
    expect([problems, recognised, cut]).toEqual([[], total, undefined]);
  });

  const odd = {
    'without members': '',
    'with one member': member('Thread-A', '0x01', 'Thread-B'),
    'with a holder that is no member': member('Thread-A', '0x01', 'Thread-B') + member('Thread-B', '0x02', 'Nobody'),
    'with a line that is none of it': `${member('Thread-A', '0x01', 'Thread-B')}%%%%\n${member('Thread-B', '0x02', 'Thread-A')}`,
  };
  it.each(Object.entries(odd))('%s makes the dump partial', async (_name, section) => {
    const { dumps, cut } = await readDumps(deadlocked('Thread-A', 'Thread-B', section));
    expect(dumps[0]?.complete).toBe(false);
    expect(cut).toMatch(/deadlock|not understood/);
  });
});
