import { describe, expect, it } from 'vitest';
import threadsNamespace from '../../../src/facts/threads.ts';
import { factAt, missingReason } from '../../support/facts.ts';
import { dump, evidence, thread, vmThread } from '../../support/threads.ts';

const spin = ['com.acme.Spin.step(Spin.java:7)', 'com.acme.Spin.run(Spin.java:3)', 'java.lang.Thread.run'];
const at = (given: Parameters<typeof evidence>[0], path: string) => factAt(threadsNamespace, evidence(given), path);

describe('a thread that uses CPU', () => {
  const moment = (elapsedMs: number, cpuMs: number, lines = spin) =>
    dump([
      thread('spin', 'RUNNABLE', lines, { elapsedMs, cpuMs }),
      thread('calm', 'WAITING', ['java.lang.Object.wait', 'com.acme.A.run'], { elapsedMs, cpuMs: 5 }),
      vmThread('C2 CompilerThread0', { elapsedMs, cpuMs: cpuMs * 2 }),
    ]);

  it('is measured between two dumps, by its own age', () => {
    const given = { dumps: [moment(10_000, 1_000), moment(15_000, 5_500)] };
    expect(at(given, 'hot/spin/cores')).toBeCloseTo(0.9);
    expect(at(given, 'hot/spin/lifetime')).toBe(false);
    expect(at(given, 'hot/spin/sameFrames')).toBe(true);
    expect(at(given, 'hot/spin/applicationFrame')).toBe('com.acme.Spin.step(Spin.java:7)');
    expect(at(given, 'hot')).toHaveLength(1);
  });

  it('moves on when its place changes', () => {
    const given = {
      dumps: [
        moment(10_000, 1_000),
        moment(15_000, 5_500, ['com.acme.Other.work(Other.java:1)', 'java.lang.Thread.run']),
      ],
    };
    expect(at(given, 'hot/spin/sameFrames')).toBe(false);
  });

  it('is measured over its life from one dump', () => {
    const given = { dumps: [moment(100_000, 95_000)] };
    expect(at(given, 'hot/spin/cores')).toBeCloseTo(0.95);
    expect(at(given, 'hot/spin/lifetime')).toBe(true);
  });

  it('is measured by the kernel on JDK 8', () => {
    const eight = () => dump([thread('spin', 'RUNNABLE', spin, { nativeId: 77 })], { jdk: 8 });
    const snapshot = (takenAtMs: number, cpuMs: number, startedAtMs = 5) => ({
      takenAtMs,
      pid: 1,
      tasks: [{ nativeId: 77, comm: 'spin', cpuMs, startedAtMs }],
    });
    const given = { dumps: [eight(), eight()], snapshots: [snapshot(1_000, 100), snapshot(3_000, 1_700)] };
    expect(at(given, 'hot/spin/cores')).toBeCloseTo(0.8);
    const reused = { dumps: [eight(), eight()], snapshots: [snapshot(1_000, 100), snapshot(3_000, 1_700, 2_000)] };
    expect(missingReason(threadsNamespace, evidence(reused), 'hot')).toContain('CPU per thread');
  });

  it('is told though it has ended before the newest dump, or is calm in it', () => {
    const gone = {
      dumps: [
        moment(10_000, 1_000),
        moment(12_000, 2_900),
        dump([thread('calm', 'WAITING', spin, { elapsedMs: 14_000, cpuMs: 6 })]),
      ],
    };
    expect(at(gone, 'hot/spin/cores')).toBeCloseTo(0.95);
    expect([at(gone, 'hot/spin/past'), at(gone, 'hot/spin/sameFrames')]).toEqual([true, false]);
    const calm = { dumps: [moment(10_000, 1_000), moment(12_000, 2_900), moment(20_000, 2_910)] };
    expect(at(calm, 'hot/spin/cores')).toBeCloseTo(0.95);
    expect(at(calm, 'hot')).toHaveLength(1);
    const now = { dumps: [moment(10_000, 1_000), moment(12_000, 2_900), moment(14_000, 4_800)] };
    expect(at(now, 'hot/spin/past')).toBe(false);
  });

  it('is unknown where nothing tells of CPU', () => {
    const given = { dumps: [dump([thread('spin', 'RUNNABLE', spin)], { jdk: 8 })] };
    expect(missingReason(threadsNamespace, evidence(given), 'hot')).toContain('CPU per thread');
  });
});
