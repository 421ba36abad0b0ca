import { describe, expect, it } from 'vitest';
import { observed } from '../../../src/facts/thread/by-process.ts';
import { processView, threadsViews } from '../../../src/facts/thread/view.ts';
import threadsNamespace from '../../../src/facts/threads.ts';
import type { ProcessSnapshot } from '../../../src/model/process.ts';
import { factAt, missingReason } from '../../support/facts.ts';
import { dump, evidence, threads } from '../../support/threads.ts';

const takenAtMs = 1_700_000_600_000;

/** `count` threads of one leak, one a second up to the moment, beside a Tomcat that is as old as the JVM. */
const snapshot = (count: number, more: Partial<ProcessSnapshot> = {}): ProcessSnapshot => {
  const startedAtMs = takenAtMs - 600_000;
  const tasks = [
    { nativeId: 1, comm: 'java', startedAtMs, cpuMs: 100 },
    ...Array.from({ length: 20 }, (_, i) => ({ nativeId: 10 + i, comm: 'http-nio-8080-e', startedAtMs, cpuMs: 0 })),
    ...Array.from({ length: count }, (_, i) => ({
      nativeId: 100 + i,
      comm: `report-worker-${i}`.slice(0, 15),
      startedAtMs: takenAtMs - 1_000 * (count - i),
      cpuMs: 0,
    })),
  ];
  return { artifactId: 'p1', takenAtMs, pid: 1, startedAtMs, threadCount: tasks.length, tasks, ...more };
};

describe('threads without a dump', () => {
  const seen = evidence({ snapshots: [snapshot(300)] });

  it('are those of /proc', () => {
    expect(factAt(threadsNamespace, seen, 'byProcess')).toBe(true);
    expect(factAt(threadsNamespace, seen, 'platform')).toBe(321);
    expect(factAt(threadsNamespace, seen, 'uptimeMs')).toBe(600_000);
    expect(factAt(threadsNamespace, seen, 'families/report-worker-#/count')).toBe(300);
    expect(factAt(threadsNamespace, seen, 'families/report-worker-#/birthsLast10Min')).toBe(300);
    expect(factAt(threadsNamespace, seen, 'families/report-worker-#/birthsContinue')).toBe(true);
    expect(factAt(threadsNamespace, seen, 'unexplained/count')).toBe(301);
    expect(factAt(threadsNamespace, seen, 'unexplained/largest')).toBe('report-worker-#');
  });

  it('do not show what they do: that is missing, not nothing', () => {
    expect(missingReason(threadsNamespace, seen, 'families/report-worker-#/idlePct')).toContain('/proc does not show');
    expect(missingReason(threadsNamespace, seen, 'workers')).toContain('no thread dump');
    expect(missingReason(threadsNamespace, seen, 'total')).toContain('no thread dump');
  });

  it('are not known when the kernel counts more than can be seen', () => {
    const hidden = evidence({ snapshots: [snapshot(300, { threadCount: 900 })] });
    expect(missingReason(threadsNamespace, hidden, 'families')).toContain('no thread dump');
    expect(threadsViews(hidden, 'jvm-1')).toEqual([]);
  });

  it('have a view of what is known', () => {
    const [view, ...others] = threadsViews(seen, 'jvm-1');
    expect(others).toEqual([]);
    expect(view).toMatchObject({
      source: 'process',
      subject: 'jvm-1',
      artifact: 'p1',
      jdk: null,
      jvm: null,
      uptimeMs: 600_000,
      total: 321,
      byState: {},
      stacks: [],
      locks: [],
      deadlocks: [],
    });
    expect(view?.families[0]).toMatchObject({ name: 'report-worker-#', count: 300, idle: null, cpuCores: null });
    expect(view?.families[0]?.birthsPerMinute).toBeCloseTo(60, 0);
    expect(view?.families[1]).toMatchObject({ name: 'http-nio-#-exec-#', library: 'Tomcat', count: 20 });
  });

  it('have CPU between two snapshots', () => {
    const later = snapshot(300, { takenAtMs: takenAtMs + 10_000 });
    const busy = {
      ...later,
      tasks: (later.tasks ?? []).map((task) => ({ ...task, cpuMs: (task.cpuMs ?? 0) + 5_000 })),
    };
    const view = processView(evidence({ snapshots: [snapshot(300), busy] }), 'jvm-1');
    expect(view?.families.find(({ name }) => name === 'java')?.cpuCores).toBeCloseTo(0.5);
  });
});

describe('threads with a dump', () => {
  it('are those of the dump', () => {
    const both = evidence({ dumps: [dump(threads(3, 'job-#', 'RUNNABLE', []))], snapshots: [snapshot(300)] });
    expect(observed(both)).toBe(both);
    expect(factAt(threadsNamespace, both, 'byProcess')).toBe(false);
    expect(factAt(threadsNamespace, both, 'platform')).toBe(3);
    expect(processView(both, 'jvm-1')).toBeUndefined();
    expect(threadsViews(both, 'jvm-1')[0]).not.toHaveProperty('source');
  });
});
