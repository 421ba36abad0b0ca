import { describe, expect, it } from 'vitest';
import threadsNamespace from '../../../src/facts/threads.ts';
import type { Thread } from '../../../src/model/thread-dump.ts';
import { factAt, missingReason } from '../../support/facts.ts';
import { dump, evidence, thread, threads } from '../../support/threads.ts';

const twice = (build: (elapsedMs: number) => readonly Thread[]) =>
  [60_000, 62_000].map((elapsedMs) => dump(build(elapsedMs)));
const given = (build: (elapsedMs: number) => readonly Thread[], property?: string) =>
  evidence({
    dumps: twice(build),
    ...(property === undefined ? {} : { snapshots: [{ takenAtMs: 1, pid: 1, cmdline: ['java', property] }] }),
  });
const at = (build: (elapsedMs: number) => readonly Thread[], path: string, property?: string) =>
  factAt(threadsNamespace, given(build, property), path);

const remote = [
  'java.net.SocketInputStream.socketRead0',
  'sun.net.www.protocol.http.HttpURLConnection.getInputStream0',
];
const loop = ['io.netty.channel.nio.NioEventLoop.run', 'io.netty.util.concurrent.SingleThreadEventExecutor$4.run'];
const selecting = ['sun.nio.ch.EPoll.wait', 'sun.nio.ch.SelectorImpl.select', ...loop];
const blockedLoop = [...remote, 'com.acme.QuoteHandler.channelRead', ...loop];

describe('event loops', () => {
  const loops = (cpuMs: number) => (elapsedMs: number) => [
    thread('nioEventLoopGroup-3-1', 'RUNNABLE', blockedLoop, {
      id: 1,
      elapsedMs,
      cpuMs: elapsedMs === 60_000 ? 5 : cpuMs,
    }),
    ...threads(3, 'nioEventLoopGroup-3-9#', 'RUNNABLE', selecting, (n) => ({ id: 10 + n, elapsedMs, cpuMs: 5 })),
  ];

  it('that stand in a blocking call are counted of all', () => {
    expect(at(loops(5), 'eventLoops')).toMatchObject([
      {
        family: 'nioEventLoopGroup-#-#',
        loops: 4,
        blocked: 1,
        standing: 1,
        frame: 'com.acme.QuoteHandler.channelRead(Unknown Source)',
        waitsFor: 'a remote answer',
        names: ['nioEventLoopGroup-3-1'],
      },
    ]);
  });

  it('that worked in between are not blocked for long', () => {
    expect(at(loops(90), 'eventLoops/0/standing')).toBe(0);
  });

  it('in select, in a shaded copy too, or computing are well', () => {
    const shaded = selecting.map((line) => line.replace('io.netty', 'com.acme.shaded.io.netty'));
    const computing = ['com.acme.Codec.decode', ...loop];
    expect(
      at(
        () => [
          thread('a-1', 'RUNNABLE', shaded),
          thread('a-4', 'RUNNABLE', [...remote, 'com.acme.Job.call', 'io.netty.channel.DefaultEventLoop.run']),
          thread('a-2', 'RUNNABLE', computing),
          thread('a-3', 'RUNNABLE', selecting),
        ],
        'eventLoops',
      ),
    ).toEqual([]);
  });

  it('are not judged by one dump', () => {
    const one = evidence({ dumps: [dump([thread('x-1', 'RUNNABLE', blockedLoop)])] });
    expect(missingReason(threadsNamespace, one, 'eventLoops/0/standing')).toMatch(/one dump/);
  });
});

const common = [
  ...remote,
  'com.acme.Prices.quote',
  'java.util.concurrent.CompletableFuture$AsyncSupply.run',
  'java.util.concurrent.ForkJoinPool.runWorker',
  'java.util.concurrent.ForkJoinWorkerThread.run',
];
const forkJoinIdle = [
  'jdk.internal.misc.Unsafe.park',
  'java.util.concurrent.ForkJoinPool.awaitWork',
  'java.util.concurrent.ForkJoinPool.runWorker',
  'java.util.concurrent.ForkJoinWorkerThread.run',
];
const pooled = [
  'java.util.concurrent.ThreadPoolExecutor.runWorker',
  'java.util.concurrent.ThreadPoolExecutor$Worker.run',
  'java.lang.Thread.run',
];
const onFuture = (n: number) => [
  'jdk.internal.misc.Unsafe.park',
  `- parking to wait for <0x${n}0> (a java.util.concurrent.FutureTask)`,
  'java.util.concurrent.FutureTask.awaitDone',
  'java.util.concurrent.FutureTask.get',
  'com.acme.Reports.render(Reports.java:26)',
  ...pooled,
];

describe('a pool whose every worker waits for somebody else', () => {
  const workers = (count: number) => (elapsedMs: number) =>
    threads(count, 'ForkJoinPool.commonPool-worker-#', 'RUNNABLE', common, (n) => ({ id: n, elapsedMs, cpuMs: 4 }));
  const reports = [1, 2, 3].map((n) => thread(`pool-1-thread-${n}`, 'WAITING', onFuture(n), { id: n }));

  it('is the common pool in a remote call', () => {
    expect(at(workers(3), 'blockedPools')).toMatchObject([
      { name: 'ForkJoinPool.commonPool-worker-#', common: true, size: 3, standing: 3, wider: false, selfWait: false },
    ]);
  });

  it('could start more workers when the configured parallelism is larger', () => {
    const property = '-Djava.util.concurrent.ForkJoinPool.common.parallelism=8';
    expect(at(workers(3), 'blockedPools/0/wider', property)).toBe(true);
    expect(at(workers(8), 'blockedPools/0/wider', property)).toBe(false);
  });

  it('has somebody who waits for its results', () => {
    const caller = thread(
      'main',
      'WAITING',
      ['jdk.internal.misc.Unsafe.park', 'java.util.concurrent.CompletableFuture.join', 'com.acme.Prices.compare'],
      { id: 80 },
    );
    expect(at((ms) => [...workers(3)(ms), caller], 'blockedPools/0/awaited')).toBe(1);
    expect(at(workers(3), 'blockedPools/0')).toMatchObject({ awaited: 0, widthKnown: false });
  });

  it('is none when one worker is idle or computes', () => {
    const idle = thread('ForkJoinPool.commonPool-worker-9', 'WAITING', forkJoinIdle, { id: 90 });
    const computing = thread('ForkJoinPool.commonPool-worker-9', 'RUNNABLE', ['com.acme.Sum.sum', ...common.slice(3)], {
      id: 91,
    });
    expect(at((ms) => [...workers(3)(ms), idle], 'blockedPools')).toEqual([]);
    expect(at((ms) => [...workers(3)(ms), computing], 'blockedPools')).toEqual([]);
  });

  it('waits for itself when nobody else runs a task', () => {
    expect(at(() => reports, 'blockedPools')).toMatchObject([
      {
        name: 'pool-1-thread-#',
        common: false,
        selfWait: true,
        size: 3,
        standing: 3,
        otherRunners: 0,
        waitsFor: 'the result of a task',
      },
    ]);
  });

  it('may wait for another pool that works', () => {
    const other = thread('pool-2-thread-1', 'RUNNABLE', ['com.acme.Chart.draw', ...pooled], { id: 50 });
    expect(at(() => [...reports, other], 'blockedPools/0/otherRunners')).toBe(1);
  });

  it('is no server, no carrier of virtual threads, and no pool asleep', () => {
    const asleep = [
      'java.lang.Thread.sleep',
      'com.acme.Job.pause',
      'com.acme.Job.go',
      'com.acme.Job.work',
      'com.acme.Job.call',
      ...pooled,
    ];
    expect(
      at(
        () => [
          ...threads(3, 'http-nio-8080-exec-#', 'RUNNABLE', [...remote, 'com.acme.Api.get', ...pooled]),
          thread('ForkJoinPool-1-worker-1', 'RUNNABLE', common, { carrying: 22 }),
          ...threads(3, 'job-#', 'TIMED_WAITING', asleep),
        ],
        'blockedPools',
      ),
    ).toEqual([]);
  });
});
