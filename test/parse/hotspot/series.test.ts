import { describe, expect, it } from 'vitest';
import type { ByteSource } from '../../../src/model/byte-source.ts';
import { fixture, named, readDumps } from './read.ts';

const dumpAt = (time: string, cpuMs: number, line = 42): string => `${time}
Full thread dump OpenJDK 64-Bit Server VM (17.0.15+6 mixed mode, sharing):

"worker" #12 prio=5 os_prio=0 cpu=${cpuMs.toFixed(2)}ms elapsed=2.00s tid=0x00007f58800d7e70 nid=0x4f4d runnable  [0x00007f586872b000]
   java.lang.Thread.State: RUNNABLE
\tat com.acme.Order.place(Order.java:${line})
\t- locked <0x00000000fed5e8b8> (a com.acme.Order)
\tat com.acme.Order.run(Order.java:7)

"other" #13 prio=5 os_prio=0 cpu=0.10ms elapsed=2.00s tid=0x00007f58800d7e71 nid=0x4f4e runnable  [0x00007f586872b000]
   java.lang.Thread.State: RUNNABLE
\tat com.acme.Order.place(Order.java:42)
\tat com.acme.Order.run(Order.java:7)

JNI global refs: 24, weak refs: 0

`;

describe('several dumps in one file', () => {
  it('come one by one, in order, with their own lines and times', async () => {
    const text = [
      dumpAt('2026-11-20 10:00:00', 1),
      dumpAt('2026-11-20 10:00:10', 2),
      dumpAt('2026-11-20 10:00:20', 3),
    ].join('');
    const { dumps, recognised, total } = await readDumps(text);
    expect(recognised).toBe(total);
    expect(dumps.map(({ line, endLine }) => [line, endLine])).toEqual([
      [1, 15],
      [17, 31],
      [33, 47],
    ]);
    expect(dumps.map(({ takenAtMs }) => takenAtMs)).toEqual([0, 10, 20].map((s) => Date.UTC(2026, 10, 20, 10, 0, s)));
    expect(dumps.map((dump) => named(dump, 'worker').cpuMs)).toEqual([1, 2, 3]);
    expect(dumps.every(({ complete }) => complete)).toBe(true);
  });

  it('share stacks, frames and locks that are equal, and no others', async () => {
    const { dumps } = await readDumps(dumpAt('2026-11-20 10:00:00', 1) + dumpAt('2026-11-20 10:00:10', 2, 43));
    const [first, second] = dumps as [(typeof dumps)[0], (typeof dumps)[0]];
    const stack = named(first, 'other').stack;
    expect(named(first, 'worker').stack).toBe(stack);
    expect(named(second, 'other').stack).toBe(stack);
    expect(named(second, 'worker').stack).not.toBe(stack);
    expect(named(second, 'worker').stack.frames[1]).toBe(stack.frames[1]);
    expect(named(second, 'worker').locks[0]).toBe(named(first, 'worker').locks[0]);
  });

  it('are timed from the capture’s clock, as far apart as their own clocks say', async () => {
    const text = dumpAt('2026-11-20 19:00:00', 1) + dumpAt('2026-11-20 19:00:10', 2);
    const takenAtMs = Date.UTC(2026, 10, 20, 10, 0, 3);
    const { dumps } = await readDumps(text, takenAtMs);
    expect(dumps.map((dump) => dump.takenAtMs)).toEqual([takenAtMs, takenAtMs + 10_000]);
    expect(dumps[0]).not.toHaveProperty('takenAtIsNaive');
  });

  it('understand a zone behind the time', async () => {
    const { dumps } = await readDumps(dumpAt('2026-11-20T19:00:00+0900', 1) + dumpAt('2026-11-20 10:00:10Z', 2));
    expect(dumps.map((dump) => dump.takenAtMs)).toEqual([0, 10].map((s) => Date.UTC(2026, 10, 20, 10, 0, s)));
    expect(dumps[0]).not.toHaveProperty('takenAtIsNaive');
  });

  it('may be without a time', async () => {
    const { dumps } = await readDumps(dumpAt('', 1).trimStart());
    expect(dumps[0]).not.toHaveProperty('takenAtMs');
  });

  it('of different tools may stand together', async () => {
    const both = Buffer.concat([
      fixture('hotspot-jdk17/jstack-l.txt'),
      fixture('hotspot-jdk11/jhsdb-jstack-locks.txt'),
    ]);
    const { dumps } = await readDumps(both);
    expect(dumps.map(({ format, threads }) => [format, threads.length])).toEqual([
      ['hotspot', 40],
      ['jstack-F', 27],
    ]);
  });

  it('are handed on while the file is still read, and hold little memory', async () => {
    const one = fixture('hotspot-jdk17/sigquit-stdout.txt');
    const copies = 400;
    const source: ByteSource = {
      name: 'many',
      async *stream() {
        for (let i = 0; i < copies; i++) yield one;
      },
    };
    const { default: hotspot } = await import('../../../src/parse/hotspot.ts');
    let read = 0;
    let firstAt: number | undefined;
    let dumps = 0;
    const before = process.memoryUsage().heapUsed;
    let most = 0;
    await hotspot.parse(source, {
      artifactId: 'a1',
      onProgress: (bytes) => (read = bytes),
      emit: () => {
        firstAt ??= read;
        dumps++;
        most = Math.max(most, process.memoryUsage().heapUsed - before);
      },
    });
    expect(dumps).toBe(copies);
    expect(firstAt).toBeLessThan(one.length * 5);
    // 11 MB of text; what is kept of it, with the garbage of the moment, stays well under a tenth of 1 GB.
    expect(most).toBeLessThan(100 * 1024 * 1024);
  });
});

describe('a long read', () => {
  it('ends at once when it is aborted', async () => {
    const one = fixture('hotspot-jdk17/sigquit-stdout.txt');
    const abort = new AbortController();
    const { default: hotspot } = await import('../../../src/parse/hotspot.ts');
    const endless: ByteSource = {
      name: 'endless',
      async *stream() {
        for (;;) yield one;
      },
    };
    setTimeout(() => abort.abort(new Error('interrupted')), 20);
    const parsing = hotspot.parse(endless, { artifactId: 'a1', signal: abort.signal, emit: () => {} });
    await expect(parsing).rejects.toThrow('interrupted');
  });
});
