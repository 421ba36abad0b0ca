import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { growthOf } from '../../../src/facts/thread/growth.ts';
import { limitUsedPct, nearestLimit, threadLimits, timeToLimit } from '../../../src/facts/thread/limit.ts';
import { MissingFact } from '../../../src/model/fact.ts';
import type { ProcessSnapshot } from '../../../src/model/process.ts';
import { dump, evidence, thread, threads } from '../../support/threads.ts';

const takenAtMs = 1_700_000_000_000;
const snapshot = (more: Partial<ProcessSnapshot> = {}): ProcessSnapshot => ({ takenAtMs, pid: 1, uid: 1000, ...more });
const mib = 2 ** 20;

/** A leak of `perMinute` threads a minute, `spanMs` old: each birth up to `jitter` of an interval early or late. */
const leak = (perMinute: number, spanMs: number, jitter: readonly number[]) => {
  const intervalMs = 60_000 / perMinute;
  const count = Math.floor(spanMs / intervalMs);
  const members = threads(
    count,
    'report-#',
    'TIMED_WAITING',
    ['java.lang.Thread.sleep', 'com.acme.Report.run'],
    (n) => ({
      elapsedMs: Math.max(1, (n - 0.5 + (jitter[n % jitter.length] as number)) * intervalMs),
    }),
  );
  const main = thread('main', 'RUNNABLE', ['com.acme.Main.main'], { elapsedMs: spanMs + 120_000 });
  return { members, dumps: [dump([main, ...members], { takenAtMs })], count };
};

const known = <T>(value: T | MissingFact): T => {
  if (value instanceof MissingFact) throw value;
  return value;
};

const series = fc.record({
  perMinute: fc.double({ min: 5, max: 600, noNaN: true }),
  births: fc.integer({ min: 20, max: 300 }),
  jitter: fc.array(fc.double({ min: -0.4, max: 0.4, noNaN: true }), { minLength: 7, maxLength: 7 }),
  room: fc.integer({ min: 50, max: 20_000 }),
});

describe('time to the nearest limit, of a leak whose rate is known', () => {
  it.each([
    ['pids.max', (room: number) => ({ cgroup: { version: 2 as const, pidsCurrent: 400, pidsMax: 400 + room } })],
    ['ulimit -u', (room: number) => ({ uidTaskCount: 400, limits: { maxProcesses: 400 + room } })],
    ['threads-max', (room: number) => ({ threadCount: 400, kernelThreadsMax: 400 + room })],
  ])('%s: within 10 %, and inside of the range that is told', (name, limited) => {
    fc.assert(
      fc.property(series, ({ perMinute, births, jitter, room }) => {
        const spanMs = Math.min(590_000, (births * 60_000) / perMinute);
        const { members, dumps, count } = leak(perMinute, spanMs, jitter);
        // Births of less than five seconds are taken for five: a pool that fills is no rate.
        fc.pre(count >= 20 && spanMs >= 6_000);
        const given = evidence({ dumps, snapshots: [snapshot(limited(room))] });
        const growth = growthOf(given, given.models['thread-dump']!.dumps[0]!.threads.slice(1, members.length + 1));
        const truthMs = (60_000 * room) / perMinute;
        expect(growth.nearestLimit).toBe(name);
        const told = (60_000 * nearestLimit(given).room) / (known(growth.birthsPerMinute) as number);
        expect(Math.abs(told / truthMs - 1)).toBeLessThan(0.1);
        expect(known(growth.timeToLimitLow)).toBeLessThanOrEqual(truthMs);
        expect(known(growth.timeToLimitHigh)).toBeGreaterThanOrEqual(truthMs);
      }),
      { numRuns: 40 },
    );
  });

  it('memory: by what each born thread cost between two snapshots', () => {
    fc.assert(
      fc.property(
        fc.record({
          perThreadBytes: fc.integer({ min: 30_000, max: 2 * mib }),
          noise: fc.double({ min: -0.03, max: 0.03, noNaN: true }),
          born: fc.integer({ min: 20, max: 400 }),
          left: fc.integer({ min: 64, max: 4_096 }),
        }),
        ({ perThreadBytes, noise, born, left }) => {
          const rssBytes = 900 * mib + Math.round(born * perThreadBytes * (1 + noise));
          const snapshots = [
            snapshot({ threadCount: 300, rssBytes: 900 * mib }),
            snapshot({
              takenAtMs: takenAtMs + 4_000,
              threadCount: 300 + born,
              rssBytes,
              cgroup: { version: 2, memoryMaxBytes: rssBytes + left * mib },
            }),
          ];
          const { limit, lowMs, highMs } = timeToLimit(evidence({ snapshots }), { perMinute: 60, births: 10_000 });
          const truthMs = (1_000 * left * mib) / perThreadBytes;
          expect(limit).toBe('memory');
          expect(lowMs).toBeLessThan(truthMs);
          expect(highMs).toBeGreaterThan(truthMs);
          // The more births were seen, the less room for doubt.
          expect(highMs / lowMs).toBeLessThan(born < 100 ? 12 : 4);
        },
      ),
    );
  });
});

it('memory, of a real leak whose heap grew in steps: the limit was reached 35 s later, by 200 KB a thread it were 58 s', () => {
  const kib = 1024;
  const snapshots = [
    snapshot({ threadCount: 538, rssBytes: 261_496 * kib }),
    snapshot({
      takenAtMs: takenAtMs + 5_526,
      threadCount: 596,
      rssBytes: 273_092 * kib,
      cgroup: { version: 2, memoryMaxBytes: 384 * mib },
    }),
  ];
  const { lowMs, highMs } = timeToLimit(evidence({ snapshots }), { perMinute: 616.4, births: 581 });
  expect(lowMs).toBeLessThan(35_000);
  expect(highMs).toBeGreaterThan(35_000);
});

describe('limits', () => {
  it('the nearest is the one with the least room, whatever its share', () => {
    const given = evidence({
      snapshots: [
        snapshot({
          threadCount: 900,
          kernelThreadsMax: 1_000,
          uidTaskCount: 5_000,
          limits: { maxProcesses: 5_050 },
          cgroup: { version: 1, pidsCurrent: 10, pidsMax: 100 },
        }),
      ],
    });
    expect(nearestLimit(given)).toMatchObject({ name: 'ulimit -u', room: 50 });
    expect(limitUsedPct(given)).toBeCloseTo(99, 0);
  });

  it('root has no process limit, "max" and "unlimited" are none', () => {
    const given = evidence({
      snapshots: [
        snapshot({ uid: 0, threadCount: 900, limits: { maxProcesses: 1_000 } }),
        snapshot({
          uid: 0,
          threadCount: 900,
          limits: { maxProcesses: 1_000 },
          cgroup: { version: 2, pidsCurrent: 900, pidsMax: 'max', memoryMaxBytes: 'max' },
        }),
      ],
    });
    expect(threadLimits(given)).toEqual([]);
    expect(() => nearestLimit(given)).toThrow('no limit of threads is set or readable');
  });

  it('memory without a measured cost of a thread has room for a wide range of them', () => {
    const one = snapshot({ threadCount: 50, rssBytes: mib, cgroup: { version: 2, memoryMaxBytes: 65 * mib } });
    const { name, roomRange } = nearestLimit(evidence({ snapshots: [one] }));
    expect({ name, roomRange }).toEqual({ name: 'memory', roomRange: { least: 64, most: 1024 } });
  });

  it('are not known without a process, and not approached without births', () => {
    expect(() => nearestLimit(evidence({}))).toThrow('its limits are not known');
    expect(() => timeToLimit(evidence({ snapshots: [snapshot()] }), { perMinute: 0, births: 0 })).toThrow('no births');
  });
});
