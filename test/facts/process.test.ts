import { describe, expect, it } from 'vitest';
import processNamespace from '../../src/facts/process.ts';
import threadsNamespace from '../../src/facts/threads.ts';
import type { ProcessSnapshot } from '../../src/model/process.ts';
import { factAt, missingReason } from '../support/facts.ts';
import { dump, evidence, threads, vmThread } from '../support/threads.ts';

const snapshot = (over: Partial<ProcessSnapshot> = {}): ProcessSnapshot => ({
  takenAtMs: 1_700_000_000_000,
  pid: 7,
  uid: 1000,
  ...over,
});
const at = (snapshots: readonly ProcessSnapshot[], path: string) =>
  factAt(processNamespace, evidence({ snapshots }), path);
const reason = (snapshots: readonly ProcessSnapshot[], path: string) =>
  missingReason(processNamespace, evidence({ snapshots }), path);

const pod = snapshot({
  threadCount: 400,
  uidTaskCount: 420,
  kernelThreadsMax: 60_000,
  limits: { maxProcesses: 2_000 },
  cgroup: { version: 2, pidsCurrent: 450, pidsMax: 500 },
});

describe('the limits of threads', () => {
  it('are those that are set, with their use', () => {
    expect(at([pod], 'limits/pids.max/usedPct')).toBe(90);
    expect(at([pod], 'limits/ulimit -u/room')).toBe(1_580);
    expect(at([pod], 'nearestLimit')).toEqual({ name: 'pids.max', room: 50 });
    expect(at([pod], 'limitUsedPct')).toBe(90);
  });

  it('do not hold root by ulimit -u, nor where there is none', () => {
    const free = { ...pod, uid: 0, cgroup: { version: 2 as const, pidsCurrent: 450, pidsMax: 'max' as const } };
    expect(at([free], 'nearestLimit/name')).toBe('threads-max');
    expect(reason([snapshot({ limits: { maxProcesses: 'unlimited' } })], 'limitUsedPct')).toContain('no limit');
  });

  it('include memory once it is seen what a thread costs', () => {
    const memory = { version: 2 as const, memoryMaxBytes: 1_000_000_000 };
    const before = snapshot({ threadCount: 100, rssBytes: 400_000_000, cgroup: memory });
    const after = snapshot({ threadCount: 200, rssBytes: 500_000_000, cgroup: memory });
    expect(at([before, after], 'bytesPerThread')).toBe(1_000_000);
    expect(at([before, after], 'nearestLimit')).toEqual({ name: 'memory', room: 500 });
    expect(reason([after], 'bytesPerThread')).toContain('too few threads');
  });

  it('price a thread at 192 KiB where nothing shows its cost', () => {
    const memory = { version: 2 as const, memoryMaxBytes: 500 * 2 ** 20, pidsCurrent: 1, pidsMax: 'max' as const };
    const one = snapshot({ threadCount: 100, rssBytes: 404 * 2 ** 20, cgroup: memory });
    expect(at([one], 'limits/memory/room')).toBe(512);
    expect(at([one], 'nearestLimit')).toEqual({ name: 'memory', room: 512 });
  });

  it('are unknown without process information', () => {
    for (const path of ['threadCount', 'limits', 'limitUsedPct', 'nearestLimit']) {
      expect(missingReason(processNamespace, evidence(), path)).toContain('no process information');
    }
  });
});

describe('the time to the nearest limit', () => {
  const growing = dump([
    vmThread('VM Thread', { elapsedMs: 300_000 }),
    ...threads(200, 'report-#', 'WAITING', ['java.lang.Object.wait', 'com.acme.R.run'], (n) => ({
      elapsedMs: (201 - n) * 1_000,
    })),
  ]);

  it('is a range around room by rate', () => {
    const given = evidence({ dumps: [growing], snapshots: [pod] });
    const low = factAt(threadsNamespace, given, 'families/report-#/timeToLimitLow') as number;
    const high = factAt(threadsNamespace, given, 'families/report-#/timeToLimitHigh') as number;
    expect(factAt(threadsNamespace, given, 'families/report-#/nearestLimit')).toBe('pids.max');
    expect(low).toBeLessThan(50_000);
    expect(high).toBeGreaterThan(50_000);
    expect(high / low).toBeLessThan(1.5);
  });

  it('is wide where what a thread costs in memory was not measured', () => {
    const memory = { version: 2 as const, memoryMaxBytes: 500 * 2 ** 20 };
    const one = snapshot({ threadCount: 200, rssBytes: 404 * 2 ** 20, cgroup: memory });
    const given = evidence({ dumps: [growing], snapshots: [one] });
    const low = factAt(threadsNamespace, given, 'families/report-#/timeToLimitLow') as number;
    const high = factAt(threadsNamespace, given, 'families/report-#/timeToLimitHigh') as number;
    expect(factAt(threadsNamespace, given, 'families/report-#/nearestLimit')).toBe('memory');
    expect(high / low).toBeGreaterThan(16);
  });

  it('is unknown without limits or births', () => {
    expect(
      missingReason(threadsNamespace, evidence({ dumps: [growing] }), 'families/report-#/timeToLimitLow'),
    ).toContain('no process');
    const still = dump(threads(5, 'old-#', 'WAITING', [], () => ({ elapsedMs: 9_000_000 })));
    expect(
      missingReason(threadsNamespace, evidence({ dumps: [still], snapshots: [pod] }), 'families/old-#/timeToLimitLow'),
    ).toContain('no births');
  });
});
