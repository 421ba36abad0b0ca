import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ParseError } from '../../../src/model/parsed.ts';
import { fixture, frames, type Read, readDumps } from './read.ts';

const files = [
  'hotspot-jdk8/jstack-l.txt',
  'hotspot-jdk11/jhsdb-jstack-locks.txt',
  'hotspot-jdk17/sigquit-stdout.txt',
  'hotspot-jdk21/jstack.txt',
  'hotspot-jdk25/jstack-l.txt',
  'hotspot-visualvm/actuator-text.txt',
];

const readOrRefuse = async (bytes: Uint8Array): Promise<Read | undefined> => {
  try {
    return await readDumps(bytes);
  } catch (error) {
    if (error instanceof ParseError) return undefined;
    throw error;
  }
};

describe.each(files)('%s cut', (file) => {
  const bytes = fixture(file);

  it('at any byte gives the threads up to there, and never more than the whole', async () => {
    const whole = (await readDumps(bytes)).dumps[0]?.threads ?? [];
    let before = 0;
    const ends = Array.from({ length: Math.floor(bytes.length / 211) }, (_, i) => 1 + i * 211);
    for (const end of [...ends, bytes.length]) {
      const read = await readOrRefuse(bytes.subarray(0, end));
      const threads = read?.dumps.flatMap((dump) => dump.threads) ?? [];
      expect(threads.length, `cut at ${end}`).toBeGreaterThanOrEqual(before);
      before = threads.length;
      if (read !== undefined) expect(read.recognised).toBeLessThanOrEqual(read.total);
      // All but the last thread are as in the whole dump.
      threads.slice(0, -1).forEach((thread, index) => {
        expect(thread.name).toBe(whole[index]?.name);
        expect(frames(thread), `${thread.name}, cut at ${end}`).toEqual(frames(whole[index] as never));
      });
      const last = threads.at(-1);
      if (last !== undefined) expect(last.line, `cut at ${end}`).toBe(whole[threads.length - 1]?.line);
    }
    expect(before).toBe(whole.length);
  });

  it('at the front gives the threads from there on', async () => {
    const whole = (await readDumps(bytes)).dumps[0]?.threads ?? [];
    const text = bytes.toString('utf8');
    for (let start = text.indexOf('\n"') + 1; start < text.length * 0.7; start += 2531) {
      const read = await readOrRefuse(Buffer.from(text.slice(start)));
      const threads = read?.dumps.flatMap((dump) => dump.threads) ?? [];
      const rest = threads.slice(1).filter(({ kind }) => kind !== 'virtual');
      const expected = whole.filter(({ kind }) => kind !== 'virtual').slice(-rest.length || whole.length);
      expect(
        rest.map(({ name }) => name),
        `from ${start}`,
      ).toEqual(expected.map(({ name }) => name));
      expect(rest.length, `from ${start}`).toBeGreaterThan(0);
    }
  });
});

describe('a cut dump', () => {
  it('says so', async () => {
    const bytes = fixture('hotspot-jdk17/jstack-l.txt');
    const cut = await readDumps(bytes.subarray(0, bytes.length >> 1));
    expect(cut.dumps[0]?.complete).toBe(false);
    expect(cut.problems.map(({ message }) => message)).toContain('the thread dump ends in the middle');
  });

  it('at its start is partial, wherever the cut is', async () => {
    for (const file of files.filter((one) => !one.includes('jhsdb'))) {
      const text = fixture(file).toString('utf8').replace('READY\n', '');
      const banner = text.indexOf('\n', text.indexOf('Full thread dump'));
      for (let start = banner; start < text.length - 200; start += Math.ceil(text.length / 40)) {
        const read = await readOrRefuse(Buffer.from(text.slice(start)));
        if (read === undefined) continue;
        expect(
          read.dumps.map(({ complete }) => complete),
          `${file} from ${start}`,
        ).toEqual([false]);
        expect(read.cut, `${file} from ${start}`).toMatch(/the beginning is missing/);
      }
    }
  });

  it('at its start does not make the next one partial', async () => {
    const text = fixture('hotspot-jdk17/jstack-l.txt').toString('utf8');
    const { dumps, cut } = await readDumps(text.slice(text.length >> 1) + text);
    expect(dumps.map(({ complete }) => complete)).toEqual([false, true]);
    expect(cut).toMatch(/^the thread dump at line \d+: the beginning is missing/);
  });

  it('behind its end marker is complete', async () => {
    const text = fixture('hotspot-jdk17/jstack-l.txt').toString('utf8');
    const end = text.indexOf('\n', text.indexOf('JNI global refs'));
    expect((await readDumps(text.slice(0, end))).dumps[0]?.complete).toBe(true);
  });

  it('with a banner and no thread is refused, saying that it was one', async () => {
    const text = '2026-11-20 10:00:00\nFull thread dump OpenJDK 64-Bit Server VM (17.0.15+6 mixed mode):\n\n';
    await expect(readDumps(text)).rejects.toThrow(/begins in this file but no thread follows/);
    const whole = fixture('hotspot-jdk17/jstack-l.txt').toString('utf8');
    const { dumps, problems } = await readDumps(whole + text);
    expect(dumps).toHaveLength(1);
    expect(problems).toEqual([{ line: expect.any(Number), message: expect.stringContaining('no thread follows') }]);
  });
});

describe('anything', () => {
  const pieces = fc.constantFrom(
    'Full thread dump OpenJDK 64-Bit Server VM (17.0.15+6 mixed mode):',
    '2026-11-20 10:00:00',
    '"t" #12 prio=5 os_prio=0 tid=0x00007f nid=0x4f50 runnable  [0x0]',
    '"',
    '" #',
    '""""" #7 prio=5 tid=0x1',
    '   java.lang.Thread.State: WAITING (parking)',
    '   java.lang.Thread.State: ',
    '\tat a.B.c(B.java:1)',
    '\tat (',
    '\tat .(',
    '\t- locked <0x1> (a a.B)',
    '\t- locked <',
    '\t- waiting on',
    '   Locked ownable synchronizers:',
    '\t- None',
    '   Mounted virtual thread #9',
    '   Carrying virtual thread #',
    'Found one Java-level deadlock:',
    '"t":',
    '  which is held by "t"',
    'Java stack information for the threads listed above:',
    'Found 1 deadlock.',
    'Threads class SMR info:',
    '}',
    'JNI global refs: 1, weak refs: 0',
    'Heap',
    'Debugger attached successfully.',
    ' - a.B.c() @bci=1, line=2 (Interpreted frame)',
    '{"log":"\\tat a.B.c(B.java:1)\\n"}',
    '{"log":"{\\"log\\":\\"{}\\"}"}',
    '2026 INFO "t" #12 prio=5 tid=0x1 nid=0x2 runnable',
    'Caused by: java.lang.Error',
    '',
    ' ',
  );

  it('made of the lines of dumps in any order is read or refused, with honest counts', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(pieces, { maxLength: 60 }), async (lines) => {
        const read = await readOrRefuse(Buffer.from(lines.join('\n')));
        if (read === undefined) return;
        expect(read.recognised).toBeLessThanOrEqual(read.total);
        expect(read.total).toBe(lines.filter((line) => line.trim() !== '').length);
        for (const dump of read.dumps) {
          expect(dump.line).toBeGreaterThanOrEqual(1);
          expect(dump.endLine).toBeLessThanOrEqual(lines.length);
          for (const { line, endLine, locks, stack } of dump.threads) {
            expect(line).toBeGreaterThanOrEqual(dump.line);
            expect(endLine).toBeGreaterThanOrEqual(line);
            expect(endLine).toBeLessThanOrEqual(dump.endLine);
            for (const { frame } of locks) expect(frame).toBeLessThan(stack.frames.length);
          }
        }
      }),
      { numRuns: 250 },
    );
  });

  it('made to be slow is read or refused: a quadratic pattern would run into the time limit here', async () => {
    const unit = [
      '"',
      '" #1 ',
      '" owned by "',
      '"x" Id=1 ',
      '@1',
      '(',
      ')',
      '/1',
      'a.',
      ' ',
      '\t',
      '{"',
      '[',
      '- locked <',
      '0x1 ',
    ];
    const starts = [
      '"t" #1 prio=5 ',
      '"',
      '\tat ',
      '\t- ',
      '   java.lang.Thread.State: ',
      '2026 INFO "t" tid=',
      '{"log":"',
      '',
    ];
    for (const start of starts) {
      const lines = unit.map((text) => start + text.repeat(60_000 / text.length));
      const endless = start + (unit[starts.indexOf(start)] as string).repeat(1_000_000);
      await readOrRefuse(Buffer.from(['"t" #1 prio=5 tid=0x1 nid=0x2 runnable', ...lines, endless].join('\n')));
    }
  });

  it('of bytes is read or refused', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 3000 }), async (bytes) => {
        await readOrRefuse(bytes);
      }),
      { numRuns: 100 },
    );
  });
});
