import { describe, expect, it } from 'vitest';
import threadsNamespace from '../../../src/facts/threads.ts';
import type { ThreadDump } from '../../../src/model/thread-dump.ts';
import { factAt, missingReason } from '../../support/facts.ts';
import { dump, evidence, threads } from '../../support/threads.ts';

const served = [
  'javax.servlet.http.HttpServlet.service',
  'org.apache.tomcat.util.threads.ThreadPoolExecutor.runWorker',
  'java.lang.Thread.run',
];
const rating = [
  'java.net.SocketInputStream.socketRead0',
  'sun.net.www.protocol.http.HttpURLConnection.getInputStream0',
  'com.acme.CreditClient.rating(CreditClient.java:31)',
  'com.acme.Credit.get',
  ...served,
];
const compute = ['com.acme.Price.sum(Price.java:9)', 'com.acme.Price.get', ...served];
const free = [
  'jdk.internal.misc.Unsafe.park',
  'java.util.concurrent.ThreadPoolExecutor.getTask',
  'java.lang.Thread.run',
];

type Shown = { readonly waiting: number; readonly idle: number; readonly cpuMs?: number; readonly elapsedMs?: number };
const server = ({ waiting, idle, cpuMs, elapsedMs = 60_000 }: Shown): ThreadDump =>
  dump([
    ...threads(waiting, 'http-nio-8080-exec-#', 'RUNNABLE', rating, (n) => ({
      id: n,
      elapsedMs,
      ...(cpuMs === undefined ? {} : { cpuMs }),
    })),
    ...threads(idle, 'http-nio-8080-exec-9#', 'WAITING', free, (n) => ({ id: 1000 + n, elapsedMs })),
  ]);
const hanging = [60_000, 62_000, 64_000].map((elapsedMs) => server({ waiting: 12, idle: 28, cpuMs: 3, elapsedMs }));
const at = (dumps: readonly ThreadDump[], path: string) => factAt(threadsNamespace, evidence({ dumps }), path);
const reason = (dumps: readonly ThreadDump[], path: string) =>
  missingReason(threadsNamespace, evidence({ dumps }), path);

describe('request workers in one remote call', () => {
  it('are counted among all request workers, idle ones included', () => {
    expect(at(hanging, 'remoteWaits/0')).toMatchObject({
      client: 'sun.net.www.protocol.http.HttpURLConnection.getInputStream0',
      count: 12,
      requestThreads: 40,
      pct: 30,
      standing: 12,
      standingPct: 30,
      spanMs: 4_000,
      places: [{ count: 12, frame: 'com.acme.CreditClient.rating(CreditClient.java:31)' }],
    });
  });

  it('do not stand still when they used CPU in between: the next call looks the same', () => {
    const busy = [1, 40].map((cpuMs, i) => server({ waiting: 12, idle: 0, cpuMs, elapsedMs: 60_000 + i * 2_000 }));
    expect(at(busy, 'remoteWaits/0/standing')).toBe(0);
  });

  it('are not judged without CPU times, nor by one dump', () => {
    const old = [60_000, 62_000].map((elapsedMs) => server({ waiting: 12, idle: 0, elapsedMs }));
    expect(reason(old, 'remoteWaits/0/standing')).toMatch(/no CPU/);
    expect(reason(hanging.slice(0, 1), 'remoteWaits/0/standing')).toMatch(/one dump/);
    expect(at(hanging.slice(0, 1), 'remoteWaits/0/count')).toBe(12);
  });

  it('are none when it is the caller whose request comes in slowly', () => {
    const upload = [
      'sun.nio.ch.Net.poll',
      'org.apache.coyote.http11.Http11InputBuffer.fill',
      'org.apache.catalina.connector.CoyoteInputStream.read',
      'com.acme.Upload.store',
      ...served,
    ];
    expect(at([dump(threads(9, 'http-nio-8080-exec-#', 'RUNNABLE', upload))], 'remoteWaits')).toEqual([]);
  });

  it('are none in a pool of other threads', () => {
    const batch = dump(threads(9, 'batch-#', 'RUNNABLE', rating));
    expect(at([batch], 'remoteWaits')).toEqual([]);
  });
});

describe('requests that do not move', () => {
  it('are listed by place, with what would release them and since when at least', () => {
    expect(at(hanging, 'stuck')).toMatchObject([
      { at: 'com.acme.CreditClient.rating', count: 12, dumps: 3, spanMs: 4_000, waitsFor: 'a remote answer' },
    ]);
  });

  it('take three dumps to be known', () => {
    expect(reason(hanging.slice(0, 2), 'stuck')).toMatch(/take/);
  });

  it('do not count idle workers', () => {
    const idle = [60_000, 62_000, 64_000].map((elapsedMs) => server({ waiting: 0, idle: 9, elapsedMs }));
    expect(at(idle, 'stuck')).toEqual([]);
  });
});

describe('threads of one family in one method', () => {
  const deep = (lines: readonly string[]) => [
    ...lines,
    ...Array.from({ length: 8 }, (_, i) => `org.apache.catalina.Valve${i}.invoke`),
  ];
  const meeting = dump([
    ...threads(6, 'http-nio-8080-exec-#', 'RUNNABLE', deep(rating)),
    ...threads(2, 'http-nio-8080-exec-8#', 'RUNNABLE', deep(compute)),
    ...threads(4, 'http-nio-8080-exec-9#', 'WAITING', free),
  ]);

  it('are counted of the whole family', () => {
    expect(at([meeting], 'convergence/0')).toMatchObject({
      family: 'http-nio-#-exec-#',
      request: true,
      at: 'com.acme.CreditClient.rating',
      count: 6,
      size: 12,
      pct: 50,
      below: ['java.net.SocketInputStream.socketRead0(Unknown Source)', expect.stringContaining('getInputStream0')],
    });
  });

  it('do not count where the stack is short, in a sleep, or in their own loop', () => {
    const sleep = deep([
      'java.lang.Thread.sleep',
      'com.acme.Poller.pause',
      'com.acme.Poller.poll',
      'com.acme.Poller.go',
    ]);
    const own = ['com.acme.Loop.run', ...Array.from({ length: 12 }, (_, i) => `java.util.concurrent.Fake${i}.run`)];
    const others = dump([
      ...threads(6, 'short-#', 'RUNNABLE', ['com.acme.Job.work', 'java.lang.Thread.run']),
      ...threads(6, 'poller-#', 'TIMED_WAITING', sleep),
      ...threads(6, 'loop-#', 'RUNNABLE', own),
    ]);
    expect(at([others], 'convergence')).toEqual([]);
  });
});
