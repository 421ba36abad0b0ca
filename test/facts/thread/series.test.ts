import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sameLife, threadSeries } from '../../../src/facts/thread/series.ts';
import type { ThreadDump } from '../../../src/model/thread-dump.ts';
import { dump, thread, threads, vmThread } from '../../support/threads.ts';

const moments = (count: number): ThreadDump[] =>
  Array.from({ length: count }, (_, i) =>
    dump([thread('main', 'RUNNABLE'), ...threads(i, 'Thread-#', 'WAITING', [])], {
      artifactId: `a${i}`,
      takenAtMs: 1_000 * i,
    }),
  );

const fold = (dumps: readonly ThreadDump[]) => {
  const series = threadSeries();
  for (const one of dumps) series.add(one);
  return series.value();
};

describe('a series of dumps', () => {
  it('keeps the first two and the newest six whole, the others as counts', () => {
    const { dumps, total, summaries } = fold(moments(20));
    expect(dumps.map(({ artifactId }) => artifactId)).toEqual(['a0', 'a1', 'a14', 'a15', 'a16', 'a17', 'a18', 'a19']);
    expect(total).toBe(20);
    expect(summaries).toHaveLength(20);
    expect(summaries[10]).toMatchObject({
      artifactId: 'a10',
      total: 11,
      byState: { RUNNABLE: 1, WAITING: 10 },
      families: { 'Thread-#': 10, main: 1 },
    });
  });

  it('is in the order of the dumps own time, however they come', () => {
    const given = moments(7);
    fc.assert(
      fc.property(fc.shuffledSubarray(given, { minLength: given.length }), (shuffled) => {
        expect(fold(shuffled)).toEqual(fold(given));
      }),
    );
  });

  it('stays in the order of arrival without times', () => {
    const given = moments(3).map(({ takenAtMs: _, ...rest }) => rest);
    expect(fold(given).summaries.map(({ artifactId }) => artifactId)).toEqual(['a0', 'a1', 'a2']);
  });

  it('leaves out and counts a dump that is given again, from whatever file', () => {
    const given = moments(3);
    const series = threadSeries();
    for (const one of [...given, ...given.map((again) => ({ ...again, artifactId: 'copy' }))]) series.add(one);
    expect(series.duplicates).toBe(3);
    expect(series.value()).toEqual(fold(given));
  });

  it('keeps dumps that differ in time, threads, CPU, age, state or stack', () => {
    const main = thread('main', 'RUNNABLE', ['a.B.c(B.java:1)'], { id: 1, cpuMs: 5, elapsedMs: 9 });
    const changes = [
      main,
      { ...main, id: 2 },
      { ...main, name: 'other' },
      { ...main, cpuMs: 6 },
      { ...main, elapsedMs: 10 },
      thread('main', 'WAITING', ['a.B.c(B.java:1)'], { id: 1, cpuMs: 5, elapsedMs: 9 }),
      thread('main', 'RUNNABLE', ['a.B.c(B.java:2)'], { id: 1, cpuMs: 5, elapsedMs: 9 }),
    ];
    const dumps = changes.map((one) => dump([one], { takenAtMs: 1_000 }));
    expect(fold([...dumps, dump([main], { takenAtMs: 2_000 })]).total).toBe(changes.length + 1);
  });

  it('is bounded over thousands of dumps', () => {
    const one = moments(1)[0] as ThreadDump;
    const { dumps, total, summaries } = fold(Array.from({ length: 5_000 }, (_, i) => ({ ...one, takenAtMs: i })));
    expect(dumps).toHaveLength(8);
    expect(total).toBe(5_000);
    expect(summaries).toHaveLength(2_000);
  });
});

describe('one JVM life', () => {
  const life = (over: Partial<ThreadDump> = {}, elapsedMs = 60_000) =>
    dump(
      [
        vmThread('VM Thread', { tid: '0x7f01', elapsedMs }),
        thread('main', 'RUNNABLE', [], { tid: '0x7f02', elapsedMs }),
      ],
      { takenAtMs: 1_000_000, ...over },
    );

  it('goes on from dump to dump', () => {
    expect(sameLife(life(), life({ takenAtMs: 1_010_000 }, 70_000))).toBe(true);
  });

  it('ends with another pid, banner, start, or with other threads', () => {
    expect(sameLife(life({ pid: 1 }), life({ pid: 2 }))).toBe(false);
    expect(sameLife(life({ jvm: 'A' }), life({ jvm: 'B' }))).toBe(false);
    expect(sameLife(life(), life({ takenAtMs: 1_100_000 }, 5_000))).toBe(false);
    const restarted = dump([thread('main', 'RUNNABLE', [], { tid: '0x5501' })]);
    expect(sameLife(life(), restarted)).toBe(false);
  });

  it('is not told apart by the banner of another layout', () => {
    expect(sameLife(life({ jvm: 'A' }), life({ jvm: '21.0.1', format: 'dump-to-file-json' }))).toBe(true);
  });

  it('is told by the names behind ids where there are no addresses', () => {
    const ids = (names: readonly string[]) => ({
      ...dump([]),
      threads: names.map((name, i) => thread(name, 'RUNNABLE', [], { id: 40 + i })),
    });
    expect(sameLife(ids(['a', 'b', 'c']), ids(['a', 'x', 'c']))).toBe(true);
    expect(sameLife(ids(['a', 'b', 'c']), ids(['x', 'y', 'z']))).toBe(false);
  });

  it('is assumed of fragments that cannot tell', () => {
    expect(sameLife({ ...dump([]), threads: [] }, life())).toBe(true);
  });
});
