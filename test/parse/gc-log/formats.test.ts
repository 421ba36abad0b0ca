import { describe, expect, it } from 'vitest';
import type { GcEvent, GcJvm, GcMark } from '../../../src/model/gc-series.ts';
import gcLog from '../../../src/parse/gc-log.ts';
import { fixtureText, head, read, readCut } from '../read.ts';

type Kinds = Partial<Record<GcEvent['kind'], number>>;

/** Counted with grep in the files. */
type Expected = readonly [
  name: string,
  collector: GcJvm['collector'],
  kinds: Kinds,
  marks?: Partial<Record<GcMark, number>>,
];
const logs: readonly Expected[] = [
  ['jdk8-serial', 'Serial', { young: 4, full: 16 }],
  ['jdk8-serial-all', 'Serial', { young: 3 }],
  ['jdk8-parallel', 'Parallel', { young: 4, full: 22 }],
  ['jdk8-parallel-all', 'Parallel', { young: 3, full: 1 }],
  ['jdk8-parallel-printgc', 'Parallel', { young: 4, full: 5 }],
  ['jdk8-cms', 'CMS', { young: 7, pause: 10, cycle: 5 }],
  ['jdk8-cms-all', 'CMS', { young: 3, full: 1, pause: 2, cycle: 1 }],
  ['jdk8-g1', 'G1', { young: 7, full: 1, pause: 2, cycle: 1 }, { 'evacuation-failure': 1 }],
  ['jdk8-g1-all', 'G1', { young: 4 }],
  ['jdk8-g1-printgc', 'G1', { young: 13, mixed: 1, pause: 4, cycle: 2 }],
  ['jdk11-serial', 'Serial', { young: 10, full: 6 }],
  ['jdk11-parallel', 'Parallel', { young: 4, full: 6 }],
  ['jdk11-cms', 'CMS', { young: 7, pause: 9, cycle: 4 }],
  ['jdk11-g1', 'G1', { young: 9 }],
  ['jdk11-zgc', 'ZGC', { pause: 12, cycle: 4, stall: 1 }, { 'allocation-stall': 1 }],
  ['jdk17-serial', 'Serial', { young: 10, full: 5 }],
  ['jdk17-parallel', 'Parallel', { young: 3, full: 6 }],
  ['jdk17-g1', 'G1', { young: 7 }],
  ['jdk17-g1-all-decorations', 'G1', { young: 4 }],
  ['jdk17-g1-no-decorations', 'G1', { young: 4 }],
  ['jdk17-g1-uptime-only', 'G1', { young: 15, mixed: 1, pause: 6, cycle: 3 }],
  ['jdk17-zgc', 'ZGC', { pause: 9, cycle: 2 }],
  ['jdk17-shen', 'Shenandoah', { pause: 12, cycle: 3 }],
  ['jdk17-epsilon', 'Epsilon', {}],
  ['jdk21-g1', 'G1', { young: 7 }],
  ['jdk21-zgc', 'ZGC', { pause: 9, cycle: 2 }],
  ['jdk21-zgcgen', 'ZGC generational', { pause: 18, cycle: 3 }],
  ['jdk21-shen', 'Shenandoah', { pause: 12, cycle: 3 }],
  ['jdk25-serial', 'Serial', { young: 4, full: 6 }],
  ['jdk25-parallel', 'Parallel', { young: 2, full: 5 }],
  ['jdk25-g1', 'G1', { young: 6, pause: 2 }],
  ['jdk25-g1-debug-safepoint', 'G1', { young: 1 }],
  ['jdk25-zgc', 'ZGC generational', { pause: 18, cycle: 3 }],
  ['jdk25-shen', 'Shenandoah', { pause: 9, cycle: 2 }],
  ['jdk25-shengen', 'Shenandoah generational', { pause: 8, cycle: 2 }],
];

const events = async (text: string | Uint8Array, chunkBytes?: number) => {
  const { pieces, ...reading } = await read(gcLog, text, chunkBytes === undefined ? {} : { chunkBytes });
  return {
    reading,
    pieces,
    events: pieces.flatMap((piece) => piece.events ?? []),
    jvm: Object.assign({}, ...pieces.map(({ jvm }) => jvm)) as GcJvm,
  };
};

const countKinds = (list: readonly GcEvent[]): Kinds => {
  const kinds: Kinds = {};
  for (const { kind } of list) kinds[kind] = (kinds[kind] ?? 0) + 1;
  return kinds;
};

const log = (name: string): string => fixtureText(`gc-log/${name}.log`);

const asked = logs.map(([name, collector, kinds, marks = {}]) => ({ name, collector, kinds, marks }));

describe('logs of every collector and JDK', () => {
  it.each(asked)(
    '$name: every line understood, every collection counted',
    async ({ name, collector, kinds, marks }) => {
      const text = log(name);
      expect(gcLog.recognise(head(text))).toBe('certain');
      const { events: found, reading, jvm } = await events(text);
      expect(jvm.collector).toBe(collector);
      expect(countKinds(found)).toEqual(kinds);
      const counted: Record<string, number> = {};
      for (const mark of found.flatMap((event) => event.marks ?? [])) counted[mark] = (counted[mark] ?? 0) + 1;
      expect(counted).toEqual(marks);
      // Without decorations a line of the start-up cannot be told from other text.
      if (name !== 'jdk17-g1-no-decorations') expect(reading.recognised).toBe(reading.total);
    },
  );

  it.each(asked)('$name: cut anywhere, nothing but less', async ({ name }) => {
    const whole = (await events(log(name))).events.length;
    for (const { read: cut } of await readCut(gcLog, log(name), 12)) {
      if (cut !== undefined)
        expect(cut.pieces.flatMap((piece) => piece.events ?? []).length).toBeLessThanOrEqual(whole);
    }
  });

  it('reads the same from pieces of any size', async () => {
    for (const name of ['jdk8-g1-all', 'jdk17-g1', 'jdk25-zgc']) {
      expect((await events(log(name), 97)).events).toEqual((await events(log(name))).events);
    }
  });
});

describe('the figures of a collection', () => {
  it('of Parallel on JDK 8: generations, metaspace, times', async () => {
    const { events: found, jvm } = await events(log('jdk8-parallel'));
    expect(jvm).toMatchObject({ jdk: 8, heapMaxBytes: 67108864, collector: 'Parallel' });
    const full = found.find(({ kind }) => kind === 'full');
    expect(full).toEqual({
      kind: 'full',
      line: 6,
      artifactId: 'a-1',
      uptimeMs: 650,
      atMs: Date.parse('2026-11-20T13:35:11.669Z'),
      cause: 'Ergonomics',
      young: { beforeBytes: 2550 * 1024, afterBytes: 0, capacityBytes: 18944 * 1024 },
      old: { beforeBytes: 28060 * 1024, afterBytes: 22887 * 1024, capacityBytes: 44032 * 1024 },
      heap: { beforeBytes: 30611 * 1024, afterBytes: 22887 * 1024, capacityBytes: 62976 * 1024 },
      metaspace: { beforeBytes: 2801 * 1024, afterBytes: 2801 * 1024, capacityBytes: 1056768 * 1024 },
      durationMs: 12.4975,
      userMs: 10,
      systemMs: 0,
      realMs: 10,
    });
  });

  it('of Serial on JDK 8: the old generation is the heap less the young one', async () => {
    const { events: found } = await events(log('jdk8-serial'));
    expect(found[0]).toMatchObject({
      kind: 'young',
      durationMs: 27.9779,
      old: { beforeBytes: 0, afterBytes: (16808 - 2176) * 1024, capacityBytes: (63360 - 19648) * 1024 },
    });
  });

  it('of a collection that JDK 8 spreads over nine lines', async () => {
    const { events: found } = await events(log('jdk8-cms-all'));
    expect(found.find(({ kind }) => kind === 'full')).toMatchObject({
      cause: 'Allocation Failure',
      old: { capacityBytes: 43712 * 1024 },
    });
    expect(found.filter(({ kind }) => kind === 'young')[1]).toMatchObject({
      young: { beforeBytes: 19648 * 1024, afterBytes: 2176 * 1024, capacityBytes: 19648 * 1024 },
      heap: { beforeBytes: 34288 * 1024, afterBytes: 23350 * 1024 },
      durationMs: 10.2523,
      endLine: expect.any(Number),
    });
  });

  it('of G1 on JDK 17: regions become bytes', async () => {
    const { events: found, jvm } = await events(log('jdk17-g1'));
    expect(jvm).toMatchObject({ jdk: 17, regionBytes: 1048576, heapMaxBytes: 64 * 1048576, cpus: 2 });
    expect(found[0]).toMatchObject({
      kind: 'young',
      id: 0,
      cause: 'G1 Evacuation Pause',
      clockAtEnd: true,
      uptimeMs: 183,
      durationMs: 49.24,
      heap: { beforeBytes: 6 * 1048576, afterBytes: 6 * 1048576, capacityBytes: 64 * 1048576 },
      young: { beforeBytes: 6 * 1048576, afterBytes: 1048576 },
      old: { beforeBytes: 0, afterBytes: 5 * 1048576 },
      humongousRegions: { before: 0, after: 0 },
      metaspace: { afterBytes: 79 * 1024, capacityBytes: 320 * 1024 },
      realMs: 50,
    });
  });

  it('of Parallel on JDK 25: capacities before and after', async () => {
    const { events: found } = await events(log('jdk25-parallel'));
    expect(found[0]?.old).toEqual({ beforeBytes: 1166 * 1024, afterBytes: 19150 * 1024, capacityBytes: 44032 * 1024 });
  });

  it('of a ZGC cycle: what marking found alive is the floor', async () => {
    const { events: found } = await events(log('jdk11-zgc'));
    expect(found.find(({ kind }) => kind === 'cycle')).toMatchObject({
      cause: 'Warmup',
      heap: { beforeBytes: 24 * 1048576, afterBytes: 24 * 1048576 },
      liveBytes: 20 * 1048576,
    });
    expect(found.find(({ kind }) => kind === 'stall')).toMatchObject({
      durationMs: 10.568,
      marks: ['allocation-stall'],
    });
  });

  it('of generational ZGC: both generations', async () => {
    const { events: found } = await events(log('jdk25-zgc'));
    const major = found.find(({ kind }) => kind === 'cycle');
    expect(major).toMatchObject({ phase: 'Major Collection', cause: 'Warmup', durationMs: 11 });
    expect(major?.liveBytes).toBeGreaterThan(0);
    expect(major?.old?.afterBytes).toBe(0);
  });
});

describe('decorations', () => {
  const line = 'GC(3) Pause Full (Ergonomics) 133M->95M(144M) 170.305ms\n';
  it.each([
    ['[14.371s] ', { uptimeMs: 14371 }],
    ['[14371ms] ', { uptimeMs: 14371 }],
    ['[14371000000ns] ', { uptimeMs: 14371 }],
    ['[1795181842959ms] ', { atMs: 1795181842959 }],
    ['[1795181842959ms][14371ms] ', { atMs: 1795181842959, uptimeMs: 14371 }],
    ['[11235901074445ns][14371000000ns] ', { uptimeMs: 14371 }],
    ['[2026-11-20T13:37:22.959+0900] ', { atMs: Date.parse('2026-11-20T04:37:22.959Z') }],
    [
      '[2026-11-20T13:37:22.959-0330][14.371s][info ][gc ] ',
      { atMs: Date.parse('2026-11-20T17:07:22.959Z'), uptimeMs: 14371 },
    ],
    ['[gc,start] ', {}],
    ['[host-1][553][557][info][gc] ', {}],
    ['', {}],
  ])('%s', async (decorations, clock) => {
    const { events: found } = await events(`${decorations}${line}`);
    expect(found).toHaveLength(1);
    const [{ atMs, uptimeMs, ...rest } = { kind: 'young' } as GcEvent] = found;
    expect({ ...(atMs === undefined ? {} : { atMs }), ...(uptimeMs === undefined ? {} : { uptimeMs }) }).toEqual(clock);
    expect(rest).toMatchObject({ kind: 'full', cause: 'Ergonomics', durationMs: 170.305 });
  });
});

describe('time at safepoints of JDK 8', () => {
  const safepoints = async (text: string) =>
    (await events(text)).events
      .filter(({ kind }) => kind === 'safepoint')
      .map(({ uptimeMs, durationMs, syncMs, phase }) => ({ uptimeMs, durationMs, syncMs, phase }));
  const stopped = (at: number, seconds: number, sync: number) =>
    `${at.toFixed(3)}: Total time for which application threads were stopped: ${seconds} seconds, Stopping threads took: ${sync} seconds\n`;
  const young = (at: number) =>
    `${at.toFixed(3)}: [GC (Allocation Failure) [PSYoungGen: 16384K->2534K(18944K)] 16384K->10742K(62976K), 0.2000000 secs] [Times: user=0.00 sys=0.01, real=0.20 secs]\n`;

  it('is not counted twice where a collection ran at it', async () => {
    expect(await safepoints(young(5) + stopped(5.3, 0.21, 0.0001))).toEqual([]);
  });

  it('is what it is without a collection', async () => {
    expect(await safepoints(young(5) + stopped(5.3, 0.21, 0.0001) + stopped(6, 0.05, 0.0001))).toEqual([
      { uptimeMs: 6000, durationMs: 50, syncMs: 0.1, phase: undefined },
    ]);
  });

  it('is the time to reach it, before the collection, where that is long', async () => {
    expect(await safepoints(young(20) + stopped(20.3, 7.6, 7.4))).toEqual([
      { uptimeMs: 20_100, durationMs: 7400, syncMs: 7400, phase: 'reaching it' },
    ]);
  });
});
