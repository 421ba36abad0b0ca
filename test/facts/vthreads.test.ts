import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { threadSeries } from '../../src/facts/thread/series.ts';
import vthreads from '../../src/facts/vthreads.ts';
import type { Evidence } from '../../src/model/evidence.ts';
import { MissingFact } from '../../src/model/fact.ts';
import type { Thread, ThreadDump } from '../../src/model/thread-dump.ts';
import { dump, thread } from '../support/threads.ts';

const start = 1_700_000_000_000;
const continuation = [
  'jdk.internal.vm.Continuation.run(C.java:248)',
  'java.lang.VirtualThread.runContinuation(V.java:245)',
];
const onCarrier = [
  'jdk.internal.misc.Unsafe.park(Native Method)',
  'java.lang.VirtualThread.parkOnCarrierThread(V.java:661)',
];
const load = 'com.acme.Cache.load(Cache.java:12)';

const carrier = (n: number, carrying: number | undefined, cpuMs = 5): Thread =>
  thread(`ForkJoinPool-1-worker-${n}`, undefined, continuation, {
    id: 100 + n,
    cpuMs,
    ...(carrying === undefined ? {} : { carrying }),
  });
const virtual = (id: number, lines: readonly string[]): Thread => thread('', undefined, lines, { id, kind: 'virtual' });
const main = thread('main', 'RUNNABLE', ['com.acme.App.main(App.java:1)'], { id: 1 });

/** A dump and, where given, the list beside it, taken half a second later. */
type Given = { readonly dump: readonly Thread[]; readonly list?: readonly Thread[] };

const evidence = (moments: readonly Given[], words: readonly string[] = [], jdk = 21): Evidence => {
  const series = threadSeries();
  for (const [index, { dump: threads, list }] of moments.entries()) {
    const takenAtMs = start + index * 10_000;
    const about: Partial<ThreadDump> = { jdk };
    series.add(dump([main, ...threads], { ...about, artifactId: `a${index}`, takenAtMs }));
    if (list === undefined) continue;
    series.add(
      dump([main, ...list], {
        ...about,
        format: 'dump-to-file-json',
        artifactId: `l${index}`,
        takenAtMs: takenAtMs + 500,
      }),
    );
  }
  const snapshots = [{ takenAtMs: start, pid: 1, cmdline: ['java', ...words, 'App'] }];
  return { models: { 'thread-dump': series.value(), process: { snapshots } }, partial: {}, failed: {} };
};

const value = (name: string, given: Evidence): unknown => {
  try {
    return vthreads.facts[name]?.derive(given);
  } catch (error) {
    if (error instanceof MissingFact) return error.reason;
    throw error;
  }
};
const two = ['-Djdk.virtualThreadScheduler.parallelism=2'];

describe('virtual threads in use', () => {
  it.each<[string, boolean, readonly Thread[]]>([
    ['a carrier that carries one', true, [carrier(1, 22)]],
    ['the timer of JDK 21', true, [thread('VirtualThread-unparker', 'WAITING', [])]],
    ['the monitor hand-over of JDK 24', true, [thread('VirtualThread-unblocker', 'RUNNABLE', [])]],
    ['an idle fork-join worker may be anybody', false, [carrier(1, undefined)]],
  ])('%s: %s', (_, used, threads) => {
    expect(value('inUse', evidence([{ dump: threads }]))).toBe(used);
  });

  it('by the list where the dump shows nothing', () => {
    expect(value('inUse', evidence([{ dump: [], list: [virtual(22, onCarrier)] }]))).toBe(true);
  });
});

describe('the carriers', () => {
  const still: Given = {
    dump: [carrier(1, 22), carrier(2, 24)],
    list: [carrier(1, undefined), virtual(22, onCarrier)],
  };

  it('stand still when they carry the same thread in two dumps without using CPU', () => {
    expect(value('carriers', evidence([still, still], two))).toMatchObject({
      total: 2,
      busy: 2,
      parallelism: 2,
      busyPct: 100,
      stuck: 2,
      stuckPct: 100,
    });
  });

  it('compute when they use CPU', () => {
    const later: Given = { dump: [carrier(1, 22, 900), carrier(2, 24, 900)] };
    expect(value('carriers', evidence([still, later], two))).toMatchObject({ busyPct: 100, stuck: 0 });
  });

  it('get on when they carry others', () => {
    const later: Given = { dump: [carrier(1, 30), carrier(2, 31)] };
    expect(value('carriers', evidence([still, later], two))).toMatchObject({ busyPct: 100, stuck: 0 });
  });

  it('threads of the list without frames that the dump does not know have never run', () => {
    const list = [
      thread('a', undefined, [], { id: 50 }),
      thread('b', undefined, [], { id: 51 }),
      virtual(22, onCarrier),
    ];
    const starved: Given = { dump: still.dump, list };
    expect(value('carriers', evidence([starved, starved]))).toMatchObject({ unstarted: 2, starving: true, stuck: 2 });
  });

  it('without quota and property the share is unknown, never full', () => {
    const { busyPct, stuckPct } = value('carriers', evidence([still, still])) as Record<string, unknown>;
    expect([busyPct, stuckPct]).toEqual([expect.any(MissingFact), expect.any(MissingFact)]);
  });

  it('one dump cannot show that they stay', () => {
    const { stuck, busyPct } = value('carriers', evidence([still], two)) as Record<string, unknown>;
    expect([stuck, busyPct]).toEqual([expect.any(MissingFact), expect.any(MissingFact)]);
  });

  it('nobody is busy: nothing is saturated, whatever the parallelism', () => {
    const idle: Given = { dump: [carrier(1, undefined), thread('VirtualThread-unparker', 'WAITING', [])] };
    expect(value('carriers', evidence([idle, idle]))).toMatchObject({
      busy: 0,
      busyPct: 0,
      stuckPct: 0,
      starving: false,
    });
  });

  it('never more stuck than busy, and a share within 0 to 100', () => {
    const someDump = fc.array(
      fc.record({ carrying: fc.option(fc.integer({ min: 20, max: 24 }), { nil: undefined }), cpu: fc.nat(9) }),
      {
        maxLength: 6,
      },
    );
    fc.assert(
      fc.property(someDump, someDump, (first, second) => {
        const of = (rows: typeof first): Given => ({
          dump: rows.map(({ carrying, cpu }, i) => carrier(i + 1, carrying, cpu)),
        });
        const facts = value('carriers', evidence([of(first), of(second)], two)) as Record<string, number>;
        expect(facts['stuck']).toBeLessThanOrEqual(facts['busy'] ?? 0);
        expect(facts['busyPct']).toBeGreaterThanOrEqual(0);
        expect(facts['busyPct']).toBeLessThanOrEqual(100);
      }),
    );
  });
});

describe('pinned', () => {
  const waits = [
    'java.lang.Object.wait0(Native Method)',
    'java.lang.Object.wait(Object.java:366)',
    load,
    'com.acme.Job.run(Job.java:3)',
  ];
  const asleep = [...onCarrier, 'java.lang.Thread.sleep(T.java:1)', load, 'com.acme.Job.run(Job.java:3)'];

  it('a thread that parks its carrier, with the places below', () => {
    const given: Given = { dump: [carrier(1, 22)], list: [virtual(22, asleep), virtual(23, asleep)] };
    expect(value('pinned', evidence([given, given]))).toMatchObject([
      {
        at: load,
        callers: ['com.acme.Job.run(Job.java:3)'],
        top: 'java.lang.VirtualThread.parkOnCarrierThread(V.java:661)',
        count: 2,
        same: 2,
        monitorsPin: true,
        source: { artifact: 'l1' },
      },
    ]);
  });

  it.each([
    [21, 1],
    [23, 1],
    [24, 0],
    [25, 0],
  ])('Object.wait on JDK %i: %i places', (jdk, places) => {
    expect(value('pinned', evidence([{ dump: [carrier(1, 22)], list: [virtual(22, waits)] }], [], jdk))).toHaveLength(
      places,
    );
  });

  it('a class initializer is a native frame', () => {
    const list = [virtual(22, [...onCarrier, 'com.acme.Prices.<clinit>(P.java:4)', load])];
    expect(value('pinned', evidence([{ dump: [carrier(1, 22)], list }], [], 25))).toMatchObject([
      { inInitializer: true },
    ]);
  });

  it('JDK 21 without the list: the stacks are not shown', () => {
    expect(value('pinned', evidence([{ dump: [carrier(1, 22)] }]))).toMatch(/JDK 21 does not show the stack/);
  });

  it('JDK 25 shows the mounted ones in the dump itself', () => {
    expect(value('pinned', evidence([{ dump: [carrier(1, 22), virtual(22, asleep)] }], [], 25))).toMatchObject([
      { count: 1 },
    ]);
  });
});

describe('a monitor without a visible owner', () => {
  const wants = (n: number): Thread =>
    thread(
      `request-${n}`,
      'BLOCKED',
      ['com.acme.Account.balance(A.java:9)', '- waiting to lock <0x1> (a com.acme.Account)'],
      { id: 200 + n },
    );
  const holds = thread('owner', 'RUNNABLE', ['com.acme.Account.pay(A.java:5)', '- locked <0x1> (a com.acme.Account)'], {
    id: 300,
  });

  it('the same threads in two dumps', () => {
    const given: Given = { dump: [carrier(1, 22), wants(1), wants(2)] };
    expect(value('ownerless', evidence([given, given]))).toMatchObject([
      { className: 'com.acme.Account', waiters: 2, same: 2 },
    ]);
  });

  it('somebody holds it', () => {
    expect(value('ownerless', evidence([{ dump: [carrier(1, 22), wants(1), holds] }]))).toEqual([]);
  });
});

describe('a crowd', () => {
  const call = [
    'java.lang.VirtualThread.park(V.java:1)',
    'java.util.concurrent.Semaphore.acquire(S.java:1)',
    'com.acme.Gateway.call(G.java:17)',
  ];
  const crowd = (count: number): readonly Thread[] => Array.from({ length: count }, (_, i) => virtual(1000 + i, call));

  it('counts the place with most threads, and how fast it grows', () => {
    const moments = [
      { dump: [], list: crowd(100) },
      { dump: [], list: [...crowd(140), virtual(9, onCarrier)] },
    ];
    expect(value('crowd', evidence(moments))).toMatchObject({
      total: 141,
      count: 140,
      growth: 40,
      perMinute: 240,
      at: 'com.acme.Gateway.call(G.java:17)',
    });
  });

  it('is not seen without a list', () => {
    expect(value('crowd', evidence([{ dump: [carrier(1, 22)] }]))).toMatch(/does not list virtual threads/);
  });
});

describe('what locks of virtual threads are hidden', () => {
  it.each<[string, Evidence, string | RegExp]>([
    ['no virtual threads', evidence([{ dump: [] }]), ''],
    ['only Thread.print', evidence([{ dump: [carrier(1, 22)] }]), /take Thread.dump_to_file/],
    ['the list of JDK 21', evidence([{ dump: [carrier(1, 22)], list: [virtual(22, onCarrier)] }]), /before JDK 24/],
    [
      'the list of JDK 25',
      evidence([{ dump: [], list: [{ ...virtual(22, onCarrier), state: 'WAITING' as const }] }], [], 25),
      '',
    ],
  ])('%s', (_, given, said) => {
    const hidden = value('hidden', given);
    if (said instanceof RegExp) expect(hidden).toMatch(said);
    else expect(hidden).toBe(said);
  });
});
