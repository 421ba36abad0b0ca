import { describe, expect, it } from 'vitest';
import { figuresOf, type Tick } from '../../../src/app/record/figures.ts';
import type { PodEvent } from '../../../src/model/pod-api.ts';
import { container } from '../../kube/support/pod.ts';

const at = (atMs: number, rest: Partial<Tick> = {}): Tick => ({ atMs, ...rest });
const mib = 2 ** 20;
const unhealthy = (count: number, lastAtMs: number): PodEvent => ({
  type: 'Warning',
  reason: 'Unhealthy',
  message: 'Liveness probe failed: HTTP probe failed with statuscode: 503',
  count,
  lastAtMs,
});

describe('the figures of a reading', () => {
  it('memory is counted as kubectl top does: without the page cache that nobody used of late', () => {
    const snapshot = {
      takenAtMs: 0,
      pid: 1,
      cgroup: { version: 2, memoryCurrentBytes: 900 * mib, memoryMaxBytes: 1000 * mib },
    } as const;
    expect(figuresOf(at(0, { snapshot, memoryStat: `inactive_file ${500 * mib}\n` }), undefined).memoryPct).toBe(40);
    expect(figuresOf(at(0, { snapshot }), undefined).memoryPct).toBe(90);
  });

  it('without a limit there is no share of it', () => {
    const snapshot = {
      takenAtMs: 0,
      pid: 1,
      cgroup: { version: 2, memoryCurrentBytes: 5, memoryMaxBytes: 'max' },
    } as const;
    expect(figuresOf(at(0, { snapshot }), undefined)).not.toHaveProperty('memoryPct');
  });

  it('what is counted since the last reading is not known at the first', () => {
    const sample = (atMs: number, gcTimeMs: number, fullGcCount: number) => ({ atMs, gcTimeMs, fullGcCount });
    const jvm = { collector: 'G1' } as const;
    const first = at(0, { sample: sample(0, 1_000, 4), jvm });
    const next = at(10_000, { sample: sample(10_000, 4_000, 6), jvm });
    expect(figuresOf(first, undefined)).not.toHaveProperty('gcPct');
    expect(figuresOf(next, first)).toMatchObject({ gcPct: 30, fullGcs: 2 });
  });

  it('the time of concurrent cycles is no pause', () => {
    const jvm = { collector: 'Shenandoah' } as const;
    const first = at(0, { sample: { atMs: 0, gcTimeMs: 0, safepointTimeMs: 0 }, jvm });
    const next = at(10_000, { sample: { atMs: 10_000, gcTimeMs: 9_900, safepointTimeMs: 100 }, jvm });
    expect(figuresOf(next, first).gcPct).toBe(1);
  });

  it('counters that fell are of another life and say nothing', () => {
    const jvm = { collector: 'G1' } as const;
    const first = at(0, { sample: { atMs: 0, gcTimeMs: 500, fullGcCount: 9 }, jvm });
    expect(figuresOf(at(10, { sample: { atMs: 10, gcTimeMs: 1, fullGcCount: 0 }, jvm }), first)).toEqual({});
  });

  it('a probe failed when its event is new or was seen again, or the pod is ready no more', () => {
    const pod = (events: readonly PodEvent[], ready = true) => ({
      phase: 'Running',
      container: container({ ready }),
      events,
    });
    const failed = (now: Tick, before?: Tick) => figuresOf(now, before).probeFailed;
    const calm = at(100_000, { pod: pod([unhealthy(3, 1_000)]) });
    expect(failed(calm)).toBe(false);
    expect(failed(at(110_000, { pod: pod([unhealthy(3, 1_000)]) }), calm)).toBe(false);
    expect(failed(at(110_000, { pod: pod([unhealthy(4, 109_000)]) }), calm)).toBe(true);
    expect(failed(at(110_000, { pod: pod([unhealthy(3, 1_000)], false) }), calm)).toBe(true);
    expect(failed(at(100_000, { pod: pod([unhealthy(1, 95_000)]) }))).toBe(true);
    // One that starts is not ready yet: nothing failed.
    const starting = at(0, { pod: pod([], false) });
    expect(failed(at(10, { pod: pod([], false) }), starting)).toBe(false);
    expect(failed(at(0))).toBeUndefined();
  });
});
