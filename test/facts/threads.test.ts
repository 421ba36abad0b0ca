import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import threadsNamespace from '../../src/facts/threads.ts';
import { MissingFact } from '../../src/model/fact.ts';
import type { Thread } from '../../src/model/thread-dump.ts';
import { factAt, missingReason } from '../support/facts.ts';
import { dump, evidence, thread, threads, vmThread } from '../support/threads.ts';

const take = [
  'jdk.internal.misc.Unsafe.park',
  'java.util.concurrent.locks.LockSupport.park',
  'java.util.concurrent.LinkedBlockingQueue.take',
  'java.util.concurrent.ThreadPoolExecutor.getTask',
  'java.util.concurrent.ThreadPoolExecutor.runWorker',
  'java.lang.Thread.run',
];
const own = ['java.lang.Object.wait', 'com.acme.Report.run(Report.java:9)', 'java.lang.Thread.run'];

const at = (given: Parameters<typeof evidence>[0], path: string) => factAt(threadsNamespace, evidence(given), path);
const reason = (given: Parameters<typeof evidence>[0], path: string) =>
  missingReason(threadsNamespace, evidence(given), path);

const oldVm = (elapsedMs: number): Thread => vmThread('VM Thread', { elapsedMs, cpuMs: 10 });

/** A thread every `everyMs`, the newest born `everyMs` before the dump. */
const stream = (count: number, everyMs: number, name = 'report-#'): Thread[] =>
  threads(count, name, 'WAITING', own, (n) => ({ elapsedMs: (count + 1 - n) * everyMs }));

describe('the threads of a dump', () => {
  const some = dump([
    thread('main', 'RUNNABLE', own),
    ...threads(3, 'pool-1-thread-#', 'WAITING', take),
    thread('v', 'WAITING', own, { kind: 'virtual' }),
    vmThread('GC Thread#0'),
  ]);

  it('are counted by kind and state', () => {
    expect(at({ dumps: [some] }, 'total')).toBe(6);
    expect(at({ dumps: [some] }, 'platform')).toBe(5);
    expect(at({ dumps: [some] }, 'byState')).toEqual([
      { state: '(vm)', count: 1 },
      { state: 'RUNNABLE', count: 1 },
      { state: 'WAITING', count: 4 },
    ]);
  });

  it('fall into families with their idle share and library', () => {
    expect(at({ dumps: [some] }, 'families/pool-#-thread-#/count')).toBe(3);
    expect(at({ dumps: [some] }, 'families/pool-#-thread-#/idlePct')).toBe(100);
    expect(at({ dumps: [some] }, 'families/pool-#-thread-#/library')).toBe('Executors');
    expect(at({ dumps: [some] }, 'families/pool-#-thread-#/maxIndex')).toBe(3);
    expect(at({ dumps: [some] }, 'families/main/applicationFrames')).toEqual(['com.acme.Report.run(Report.java:9)']);
  });

  it('get their library from their frames where the name says nothing', () => {
    const send = ['java.lang.Object.wait', 'org.apache.kafka.clients.producer.KafkaProducer.doSend', 'com.acme.E.run'];
    expect(at({ dumps: [dump(threads(30, 'Thread-#', 'WAITING', send))] }, 'families/Thread-#/library')).toBe('Kafka');
  });

  it('are unknown without a dump, and in a jstack -F text', () => {
    expect(reason({}, 'total')).toBe('no thread dump');
    expect(reason({ dumps: [dump([thread('main', 'BLOCKED')], { format: 'jstack-F' })] }, 'families')).toContain(
      'jstack -F',
    );
  });

  it('come from the plain dump where a dump_to_file stands beside it', () => {
    const toFile = dump([thread('main', undefined)], { format: 'dump-to-file-json' });
    expect(at({ dumps: [some, toFile] }, 'total')).toBe(6);
    expect(at({ dumps: [toFile] }, 'total')).toBe(1);
  });
});

describe('births, from the ages in one dump', () => {
  it.each([
    [120, 500],
    [60, 1_000],
    [200, 2_500],
    [24, 20_000],
  ])('%i threads, one each %i ms, give the rate', (count, everyMs) => {
    const given = { dumps: [dump([oldVm(3_600_000), ...stream(count, everyMs)])] };
    const rate = at(given, 'families/report-#/birthsPerMinute') as number;
    expect(Math.abs(rate * everyMs - 60_000) / 60_000).toBeLessThan(0.1);
    expect(at(given, 'families/report-#/birthsContinue')).toBe(true);
    expect(at(given, 'families/report-#/evenlySpread')).toBe(true);
  });

  it('know a steady stream from a pool that was filled at once', () => {
    const filled = threads(100, 'order-#', 'WAITING', own, (n) => ({ elapsedMs: 60_000 - n }));
    const given = { dumps: [dump([oldVm(61_000), ...filled])] };
    expect(at(given, 'families/order-#/birthsLast10Min')).toBe(100);
    expect(at(given, 'families/order-#/birthsContinue')).toBe(false);
    expect(at(given, 'families/order-#/evenlySpread')).toBe(false);
    expect(at(given, 'families/order-#/birthsPerMinute')).toBe(0);
  });

  it('leave out who was born long ago', () => {
    const old = threads(50, 'old-#', 'WAITING', own, () => ({ elapsedMs: 7_200_000 }));
    expect(at({ dumps: [dump(old)] }, 'families/old-#/birthsLast10Min')).toBe(0);
  });

  it('see that members die by gaps in the numbering', () => {
    const gaps = threads(50, 'Thread-#', 'WAITING', own, (n) => ({ elapsedMs: (51 - n) * 1_000 })).map((one, i) => ({
      ...one,
      name: `Thread-${i * 40}`,
    }));
    expect(at({ dumps: [dump([oldVm(100_000), ...gaps])] }, 'families/Thread-#/dying')).toBe(true);
    expect(at({ dumps: [dump([oldVm(100_000), ...stream(50, 1_000)])] }, 'families/report-#/dying')).toBe(false);
  });

  it('do not claim to know of deaths where idle threads end after a minute', () => {
    const cached = threads(120, 'worker', 'WAITING', own, (n) => ({ elapsedMs: n * 500 }));
    const given = { dumps: [dump([oldVm(3_600_000), ...cached])] };
    expect(reason(given, 'families/worker/dying')).toContain('second dump');
  });

  it('come from the kernel on JDK 8', () => {
    const takenAtMs = 1_700_000_000_000;
    const young = threads(60, 'report-#', 'WAITING', own, (n) => ({ nativeId: 100 + n }));
    const tasks = young.map((one, i) => ({
      nativeId: one.nativeId as number,
      comm: 'report',
      startedAtMs: takenAtMs - (i + 1) * 1_000,
    }));
    const snapshot = { takenAtMs, pid: 7, startedAtMs: takenAtMs - 3_600_000, tasks };
    const given = { dumps: [dump(young, { jdk: 8, takenAtMs })], snapshots: [snapshot] };
    expect(at(given, 'families/report-#/birthsLast10Min')).toBe(60);
    expect(at(given, 'families/report-#/birthsPerMinute')).toBeCloseTo(60, 0);
    expect(at(given, 'uptimeMs')).toBe(3_600_000);
  });

  it('are unknown on JDK 8 without it', () => {
    const given = { dumps: [dump(threads(60, 'Thread-#', 'WAITING', own), { jdk: 8 })] };
    expect(reason(given, 'families/Thread-#/birthsLast10Min')).toContain('no thread ages');
    expect(reason(given, 'uptimeMs')).toContain('when the JVM started');
  });
});

describe('change between dumps', () => {
  const grown = (counts: readonly number[]) =>
    counts.map((count) => dump([thread('main', 'RUNNABLE', own), ...threads(count, 'Thread-#', 'WAITING', own)]));

  it('is counted by identity', () => {
    const given = { dumps: grown([100, 130, 160]), everyMs: 30_000 };
    expect(at(given, 'families/Thread-#/added')).toBe(60);
    expect(at(given, 'families/Thread-#/addedPct')).toBe(60);
    expect(at(given, 'families/Thread-#/addedPerMinute')).toBeCloseTo(180);
    expect(at(given, 'families/Thread-#/monotonic')).toBe(true);
    expect(at(given, 'families/Thread-#/dying')).toBe(false);
    expect(at(given, 'families/Thread-#/birthsLast10Min')).toBe(60);
  });

  it('tells a pool that breathes from one that grows', () => {
    expect(at({ dumps: grown([100, 130, 110]) }, 'families/Thread-#/monotonic')).toBe(false);
    expect(at({ dumps: grown([100, 100, 100]) }, 'families/Thread-#/monotonic')).toBe(false);
  });

  it('sees the dead behind a count that stands still', () => {
    const before = dump(threads(80, 'worker', 'WAITING', own, (n) => ({ id: n, elapsedMs: 1_000 * n })));
    const after = dump(threads(80, 'worker', 'WAITING', own, (n) => ({ id: n + 40, elapsedMs: 1_000 * n })));
    expect(at({ dumps: [before, after] }, 'families/worker/deaths')).toBe(40);
    expect(at({ dumps: [before, after] }, 'families/worker/dying')).toBe(true);
  });

  it('is unknown from one dump', () => {
    expect(reason({ dumps: grown([10]) }, 'families/Thread-#/added')).toContain('take two');
  });
});

describe('what nothing accounts for', () => {
  it('leaves out the JVM, request workers, event loops and virtual threads', () => {
    const given = {
      dumps: [
        dump([
          vmThread('GC Thread#0'),
          ...threads(300, 'http-nio-8080-exec-#', 'WAITING', take),
          ...threads(16, 'nioEventLoopGroup-2-#', 'RUNNABLE', own),
          ...threads(1_000, 'v-#', 'WAITING', own, () => ({ kind: 'virtual' })),
          ...threads(40, 'session-#', 'WAITING', own),
        ]),
      ],
    };
    expect(at(given, 'unexplained/count')).toBe(40);
    expect(at(given, 'unexplained/largest')).toBe('session-#');
    expect(at(given, 'families/http-nio-#-exec-#/bounded')).toBe(true);
  });

  it('does not excuse an event loop group per client', () => {
    const groups = Array.from({ length: 40 }, (_, i) =>
      threads(4, `nioEventLoopGroup-${i + 2}-#`, 'RUNNABLE', own),
    ).flat();
    expect(at({ dumps: [dump(groups)] }, 'unexplained/count')).toBe(160);
  });

  it('grows when one of its families does', () => {
    const given = { dumps: [dump([oldVm(400_000), ...stream(300, 1_000)])] };
    expect(at(given, 'unexplained/growing')).toBe(true);
    expect(at(given, 'unexplained/birthsPerMinute')).toBeCloseTo(60, 0);
  });
});

describe('the collector', () => {
  it('is judged by the CPU of its threads since the start', () => {
    const collectors = [
      vmThread('GC Thread#0', { cpuMs: 9_000, elapsedMs: 100_000 }),
      vmThread('G1 Conc#0', { cpuMs: 1_000, elapsedMs: 100_000 }),
    ];
    expect(
      at({ dumps: [dump([...collectors, vmThread('VM Thread', { cpuMs: 50, elapsedMs: 100_000 })])] }, 'gcCores'),
    ).toBeCloseTo(0.1);
    expect(reason({ dumps: [dump([thread('main', 'RUNNABLE')])] }, 'gcCores')).toContain('JDK 11');
  });
});

const anyThread = fc
  .record({
    name: fc.constantFrom(
      'http-nio-8080-exec-',
      'pool-1-thread-',
      'OkHttp Dispatcher',
      'kafka-producer-network-thread | p',
      'Thread-',
      'x',
    ),
    number: fc.nat(500),
    state: fc.constantFrom('WAITING' as const, 'RUNNABLE' as const, 'BLOCKED' as const),
    stack: fc.constantFrom(take, own, [], ['okhttp3.RealCall.execute', 'com.acme.A.b(A.java:1)']),
    elapsedMs: fc.integer({ min: 1, max: 900_000 }),
    cpuMs: fc.nat(900_000),
  })
  .map(({ name, number, state, stack, elapsedMs, cpuMs }) =>
    thread(`${name}${number}`, state, stack, { elapsedMs, cpuMs }),
  );

const plain = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (_, item) => (item instanceof MissingFact ? item.reason : item)));

describe('whatever the threads are', () => {
  it('every thread is in exactly one family', () => {
    fc.assert(
      fc.property(fc.array(anyThread, { maxLength: 60 }), (given) => {
        const families = at({ dumps: [dump(given)] }, 'families') as readonly { count: number; idle: number }[];
        expect(families.reduce((sum, { count }) => sum + count, 0)).toBe(given.length);
        for (const { count, idle } of families) expect(idle).toBeLessThanOrEqual(count);
      }),
    );
  });

  it('their order in the dump changes no fact', () => {
    const numbered = fc.array(anyThread, { minLength: 1, maxLength: 40 }).map((given) => dump(given).threads);
    const pair = numbered.chain((given) =>
      fc.tuple(fc.constant(given), fc.shuffledSubarray([...given], { minLength: given.length })),
    );
    fc.assert(
      fc.property(pair, ([given, shuffled]) => {
        for (const [name, fact] of Object.entries(threadsNamespace.facts)) {
          const of = (list: readonly Thread[]): unknown => {
            const one = { ...dump([]), threads: list };
            try {
              return plain(fact.derive(evidence({ dumps: [one] })));
            } catch (error) {
              if (error instanceof MissingFact) return error.reason;
              throw error;
            }
          };
          expect(of(shuffled), name).toEqual(of(given));
        }
      }),
      { numRuns: 60 },
    );
  });
});
