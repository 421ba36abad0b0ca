import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDump, readDumps } from './read.ts';

const banner = '2026-11-20 10:00:00\nFull thread dump OpenJDK 64-Bit Server VM (17.0.15+6 mixed mode, sharing):\n\n';
const attributes =
  '#12 daemon prio=5 os_prio=0 cpu=1.50ms elapsed=2.00s tid=0x00007f58800d7e70 nid=0x4f4d waiting on condition  [0x00007f586872b000]';
const body =
  '\n   java.lang.Thread.State: TIMED_WAITING (sleeping)\n\tat java.lang.Thread.sleep(java.base@17.0.15/Native Method)\n\n';
const end = 'JNI global refs: 24, weak refs: 0\n';

const dumpOf = (...names: readonly string[]): string =>
  `${banner}${names.map((name) => `"${name}" ${attributes}${body}`).join('')}${end}`;

describe('thread names', () => {
  const odd = [
    '',
    ' ',
    '"',
    'quote "in" name',
    '" #7 prio=5 os_prio=0 tid=0x1 nid=0x2 runnable [0x0]',
    'name" Id=5 WAITING on java.lang.Object@1',
    'name" - Thread t@5',
    'owned by "x" Id=5',
    '결재-스레드 名前 😀',
    'ToeThread #18: http://www.example.com/urban/catalog/',
    'http-nio-127.0.0.1-18080-exec-9 [pool=1]',
    'a\tb\u001b[31m',
    '\\',
    'kafka-producer-network-thread | producer-1',
    'x'.repeat(5000),
    'constructor',
    '__proto__',
  ];
  it.each(odd)('%j', async (name) => {
    const dump = await readDump(dumpOf('before', name, 'after'));
    expect(dump.threads.map((thread) => thread.name)).toEqual(['before', name, 'after']);
    expect(dump.threads[1]).toMatchObject({
      id: 12,
      daemon: true,
      priority: 5,
      cpuMs: 1.5,
      elapsedMs: 2000,
      tid: '0x00007f58800d7e70',
      nativeId: 0x4f4d,
      state: 'TIMED_WAITING',
      stateText: 'sleeping',
    });
  });

  it('may run over lines, also several', async () => {
    for (const name of ['new\nline', 'three\nlines\nof it', 'one "quoted\nword" here', '\nstarts', 'ends\n']) {
      const { dumps, recognised, total, problems } = await readDumps(dumpOf('before', name, 'after'));
      expect(dumps[0]?.threads.map((thread) => thread.name)).toEqual(['before', name, 'after']);
      expect(problems).toEqual([]);
      expect(recognised).toBe(total);
      const [, thread] = dumps[0]?.threads ?? [];
      expect(thread?.line).toBe(8);
      expect(thread?.stack.frames).toHaveLength(1);
    }
  });

  it('that never go on are no names, and cost no other thread', async () => {
    const { dumps, problems } = await readDumps(
      dumpOf('before').replace(end, `"dangling\n\n"after" ${attributes}${body}${end}`),
    );
    expect(dumps[0]?.threads.map((thread) => thread.name)).toEqual(['before', 'after']);
    expect(problems).toEqual([{ line: 8, message: expect.stringContaining('not understood') }]);
  });

  it('of any text without line ends come back as they are', async () => {
    const text = fc
      .string({ unit: 'grapheme', maxLength: 30 })
      .filter((name) => !/[\n\r\ufeff\ufffd]|[\ud800-\udfff]/u.test(name));
    await fc.assert(
      fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 5 }), async (names) => {
        const dump = await readDump(dumpOf(...names));
        expect(dump.threads.map((thread) => thread.name)).toEqual(names);
      }),
    );
  });
});

describe('kinds', () => {
  it('a thread without #, state, stack and stack address is the JVM’s own', async () => {
    const dump = await readDump(
      `${banner}"VM Thread" os_prio=0 cpu=0.69ms elapsed=1.72s tid=0x00007f5880091d30 nid=0x4f41 runnable  \n\n"GC Thread#0" os_prio=0 cpu=0.04ms elapsed=1.74s tid=0x00007f58800388a0 nid=0x4f3c runnable  \n\n"C2 CompilerThread0" #7 daemon prio=9 os_prio=0 cpu=3.93ms elapsed=1.72s tid=0x00007f58800a2c70 nid=0x4f47 waiting on condition  [0x0000000000000000]\n   java.lang.Thread.State: RUNNABLE\n   No compile task\n\n${end}`,
    );
    expect(dump.threads.map(({ name, kind }) => [name, kind])).toEqual([
      ['VM Thread', 'vm'],
      ['GC Thread#0', 'vm'],
      ['C2 CompilerThread0', 'platform'],
    ]);
    expect(dump.threads[0]).not.toHaveProperty('state');
  });
});
