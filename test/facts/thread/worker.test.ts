import { describe, expect, it } from 'vitest';
import threadsNamespace from '../../../src/facts/threads.ts';
import type { ThreadDump } from '../../../src/model/thread-dump.ts';
import { factAt, missingReason } from '../../support/facts.ts';
import { dump, evidence, thread, threads } from '../../support/threads.ts';

const free = [
  'jdk.internal.misc.Unsafe.park',
  'java.util.concurrent.LinkedBlockingQueue.take',
  'org.apache.tomcat.util.threads.TaskQueue.take',
  'org.apache.tomcat.util.threads.ThreadPoolExecutor.getTask',
  'java.lang.Thread.run',
];
const query = [
  'java.net.SocketInputStream.socketRead0',
  'org.postgresql.core.PGStream.receiveChar(PGStream.java:7)',
  'com.acme.Db.find(Db.java:19)',
  'javax.servlet.http.HttpServlet.service',
  'java.lang.Thread.run',
];

const tomcat = (busy: number, idle: number, elapsedMs = 600_000): ThreadDump =>
  dump([
    ...threads(busy, 'http-nio-8080-exec-#', 'RUNNABLE', query, () => ({ elapsedMs })),
    ...threads(idle, 'http-nio-8080-exec-9#', 'WAITING', free, () => ({ elapsedMs })),
    thread('http-nio-8080-Acceptor', 'RUNNABLE', ['sun.nio.ch.Net.accept']),
  ]);

const pool = 'http-nio-8080-exec-#';
const at = (given: Parameters<typeof evidence>[0], path: string) =>
  factAt(threadsNamespace, evidence(given), `workers/${path}`);

describe('a pool of request workers', () => {
  it('is counted as busy and idle', () => {
    const given = { dumps: [tomcat(30, 10)] };
    expect(at(given, `${pool}/size`)).toBe(40);
    expect(at(given, `${pool}/busy`)).toBe(30);
    expect(at(given, `${pool}/busyPct`)).toBe(75);
    expect(at(given, `${pool}/server`)).toBe('Tomcat');
  });

  it('says where its busy workers stand', () => {
    expect(at({ dumps: [tomcat(30, 10)] }, `${pool}/places`)).toEqual([
      {
        count: 30,
        frame: 'com.acme.Db.find(Db.java:19)',
        top: 'org.postgresql.core.PGStream.receiveChar(PGStream.java:7)',
      },
    ]);
  });

  it("knows its maximum from the application's metrics, which count more than the command line", () => {
    const metric = (name: string, value: number, connector: string) => ({
      name,
      value,
      labels: { name: connector },
      line: 4,
    });
    const snapshots = [{ takenAtMs: 1, pid: 1, cmdline: ['java', '-Dserver.tomcat.threads.max=40'] }];
    const metrics = [
      metric('tomcat_threads_config_max_threads', 60, '"http-nio-8080"'),
      metric('tomcat_threads_config_max_threads', 5, '"http-nio-808"'),
      metric('tomcat_threads_busy_threads', 1, '"http-nio-8080"'),
    ];
    const given = { dumps: [tomcat(30, 10)], snapshots, metrics };
    expect(at(given, `${pool}/maximum`)).toBe(60);
    expect(at(given, `${pool}/maximumUsedPct`)).toBe(50);
    expect(at(given, `${pool}/maximumFrom`)).toBe('tomcat_threads_config_max_threads{name="http-nio-8080"}');
    expect(at({ ...given, metrics: metrics.slice(1) }, `${pool}/maximum`)).toBe(40);
  });

  it('knows its maximum from the command line', () => {
    const snapshot = {
      takenAtMs: 1,
      pid: 1,
      cmdline: ['java', '-Dserver.tomcat.threads.max=200', '-jar', 'a.jar', '--server.tomcat.threads.max=50'],
    };
    const given = { dumps: [tomcat(40, 0)], snapshots: [snapshot] };
    expect(at(given, `${pool}/maximum`)).toBe(50);
    expect(at(given, `${pool}/maximumUsedPct`)).toBe(80);
    const perf = { 'java.rt.vmArgs': '-Xmx1g -Dserver.tomcat.threads.max=40', 'sun.rt.javaCommand': 'app.jar' };
    expect(at({ dumps: [tomcat(40, 0)], perf }, `${pool}/maximum`)).toBe(40);
  });

  it('does not believe a maximum it has passed', () => {
    const snapshot = { takenAtMs: 1, pid: 1, cmdline: ['java', '-Dserver.tomcat.threads.max=20'] };
    expect(at({ dumps: [tomcat(40, 0)], snapshots: [snapshot] }, `${pool}/maximumKnown`)).toBe(false);
  });

  it('looks like its maximum when full and unchanged in two dumps', () => {
    expect(at({ dumps: [tomcat(40, 0), tomcat(40, 0)] }, `${pool}/looksLikeMaximum`)).toBe(true);
    expect(at({ dumps: [tomcat(30, 0), tomcat(40, 0)] }, `${pool}/looksLikeMaximum`)).toBe(false);
    expect(at({ dumps: [tomcat(39, 1), tomcat(40, 0)] }, `${pool}/looksLikeMaximum`)).toBe(false);
    expect(
      missingReason(threadsNamespace, evidence({ dumps: [tomcat(40, 0)] }), `workers/${pool}/looksLikeMaximum`),
    ).toContain('take more (--dumps 3)');
  });

  it('is growing while workers are added', () => {
    expect(at({ dumps: [tomcat(30, 0), tomcat(40, 0)] }, `${pool}/growing`)).toBe(true);
    expect(at({ dumps: [tomcat(40, 0), tomcat(40, 0)] }, `${pool}/growing`)).toBe(false);
    expect(at({ dumps: [tomcat(40, 0)] }, `${pool}/growing`)).toBe(false);
  });

  it('may grow as far as a single dump tells, with a young worker or without ages', () => {
    const ageless = dump(threads(40, 'http-nio-8080-exec-#', 'RUNNABLE', query));
    for (const one of [tomcat(40, 0, 3_000), ageless]) {
      expect(missingReason(threadsNamespace, evidence({ dumps: [one] }), `workers/${pool}/growing`)).toContain(
        'take more (--dumps 3)',
      );
    }
  });

  it('is one per connector', () => {
    const two = dump([
      ...threads(5, 'http-nio-8080-exec-#', 'RUNNABLE', query),
      ...threads(3, '"http-bio-9090"-exec-#', 'WAITING', free),
    ]);
    expect(at({ dumps: [two] }, 'http-bio-9090-exec-#/size')).toBe(3);
    expect(at({ dumps: [two] }, 'http-nio-8080-exec-#/size')).toBe(5);
  });

  it('leaves out what Jetty lends to acceptors and selectors', () => {
    const jetty = dump([
      ...threads(4, 'qtp12345-#', 'RUNNABLE', [
        'sun.nio.ch.EPoll.wait',
        'sun.nio.ch.SelectorImpl.select',
        'org.eclipse.jetty.io.ManagedSelector$1.run',
      ]),
      thread('qtp12345-9-acceptor-0@1f2e-ServerConnector@aa{HTTP/1.1}{0.0.0.0:8080}', 'RUNNABLE', [
        'sun.nio.ch.Net.accept',
      ]),
      ...threads(20, 'qtp12345-1#', 'RUNNABLE', query),
    ]);
    expect(at({ dumps: [jetty] }, 'qtp#-#/size')).toBe(20);
    expect(at({ dumps: [jetty] }, 'qtp#-#/idle')).toBe(0);
  });

  it('is not made of virtual threads', () => {
    const virtual = dump(threads(50, 'tomcat-handler-#', 'RUNNABLE', query, () => ({ kind: 'virtual' })));
    expect(factAt(threadsNamespace, evidence({ dumps: [virtual] }), 'workers')).toEqual([]);
  });
});
