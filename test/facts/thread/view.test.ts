import { describe, expect, it } from 'vitest';
import { threadsViews } from '../../../src/facts/thread/view.ts';
import { dump, evidence, thread, threads, vmThread } from '../../support/threads.ts';

const take = [
  'jdk.internal.misc.Unsafe.park',
  'java.util.concurrent.LinkedBlockingQueue.take',
  'java.util.concurrent.ThreadPoolExecutor.getTask',
  'java.lang.Thread.run',
];
const work = ['com.acme.Work.step(Work.java:2)', 'com.acme.Work.run(Work.java:1)', 'java.lang.Thread.run'];

const moment = (elapsedMs: number, cpuMs: number) =>
  dump([
    vmThread('VM Thread', { elapsedMs: 100_000 + elapsedMs, cpuMs: 1 }),
    ...threads(3, 'pool-1-thread-#', 'WAITING', take, () => ({ elapsedMs: 50_000 + elapsedMs, cpuMs: 7 })),
    ...threads(2, 'job-#', 'RUNNABLE', work, () => ({ elapsedMs, cpuMs })),
  ]);

describe('the view of dumps', () => {
  const views = threadsViews(evidence({ dumps: [moment(10_000, 500), moment(20_000, 5_500)] }), 'jvm-1');
  const newest = views.at(-1);

  it('has one entry per dump, with its place, time and JVM', () => {
    expect(views.map(({ artifact }) => artifact)).toEqual(['a1', 'a2']);
    expect(newest).toMatchObject({
      subject: 'jvm-1',
      jdk: 17,
      total: 6,
      uptimeMs: 120_000,
      intervalMs: 10_000,
      byState: { WAITING: 3, RUNNABLE: 2, '(vm)': 1 },
    });
    expect(newest?.takenAt).toBe('2023-11-14T22:13:30.000Z');
  });

  it('lists families with idle share, births and CPU', () => {
    expect(newest?.families[0]).toEqual({
      name: 'pool-#-thread-#',
      count: 3,
      idle: 3,
      library: 'Executors',
      birthsPerMinute: 0,
      cpuCores: 0,
    });
    expect(newest?.families[1]).toMatchObject({ name: 'job-#', count: 2, idle: 0, cpuCores: 1 });
    expect(newest?.familiesTotal).toBe(3);
  });

  it('groups equal stacks, the busy ones first', () => {
    expect(newest?.stacks.map(({ count, idle }) => [count, idle])).toEqual([
      [2, false],
      [3, true],
    ]);
    expect(newest?.stacks[0]).toMatchObject({ state: 'RUNNABLE', totalFrames: 3, threads: ['job-1', 'job-2'] });
    expect(newest?.stacks[0]?.frames[0]).toBe('com.acme.Work.step(Work.java:2)');
  });

  it('says null where it cannot know', () => {
    const [bare] = threadsViews(evidence({ dumps: [dump([thread('main', 'RUNNABLE', work)], { jdk: 8 })] }), 's');
    expect(bare?.families[0]).toMatchObject({ birthsPerMinute: null, cpuCores: null });
    expect(bare?.uptimeMs).toBeNull();
  });

  it('shows a deadlock once, whether the JVM reports it or only its locks show it', () => {
    const one = (name: string, has: string, wants: string) =>
      thread(name, 'BLOCKED', [
        'com.acme.Transfer.run',
        `- waiting to lock <${wants}> (a X)`,
        'com.acme.Transfer.begin',
        `- locked <${has}> (a X)`,
      ]);
    const crossed = [one('a', '0x1', '0x2'), one('b', '0x2', '0x1')];
    const reported = { members: [{ thread: 'a' }, { thread: 'b' }], line: 90, endLine: 99 };
    for (const deadlocks of [[], [reported]]) {
      const [view] = threadsViews(evidence({ dumps: [dump(crossed, { deadlocks })] }), 's');
      expect(view?.deadlocks.map(({ members }) => members.map(({ name }) => name).sort())).toEqual([['a', 'b']]);
    }
  });

  it('is empty without a dump', () => expect(threadsViews(evidence(), 's')).toEqual([]));

  it('caps long lists and counts all', () => {
    const many = Array.from({ length: 300 }, (_, i) =>
      thread(String.fromCharCode(0xac00 + i), 'RUNNABLE', [`com.acme.C${i}.run`]),
    );
    const [view] = threadsViews(evidence({ dumps: [dump(many)] }), 's');
    expect(view?.families).toHaveLength(100);
    expect(view?.familiesTotal).toBe(300);
    expect(view?.stacks).toHaveLength(50);
    expect(view?.stacksTotal).toBe(300);
  });
});
