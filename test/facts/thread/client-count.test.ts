import { describe, expect, it } from 'vitest';
import threadsNamespace from '../../../src/facts/threads.ts';
import type { Thread } from '../../../src/model/thread-dump.ts';
import { factAt } from '../../support/facts.ts';
import { dump, evidence, thread, threads, vmThread } from '../../support/threads.ts';

const select = ['sun.nio.ch.EPoll.wait', 'sun.nio.ch.SelectorImpl.select', 'java.lang.Thread.run'];
const named = (names: readonly string[]): Thread[] => names.map((name) => thread(name, 'RUNNABLE', select));
const clients = (given: readonly Thread[]) =>
  factAt(threadsNamespace, evidence({ dumps: [dump(given)] }), 'clients') as readonly { kind: string; count: number }[];
const counts = (given: readonly Thread[]) => Object.fromEntries(clients(given).map(({ kind, count }) => [kind, count]));

describe('clients with threads of their own', () => {
  it('are counted by their number, not by their threads', () => {
    const groups = [2, 3].flatMap((group) => [1, 2, 3, 4].map((n) => `nioEventLoopGroup-${group}-${n}`));
    expect(counts(named(groups))).toEqual({ 'Netty event loop group': 2 });
    expect(counts(named(['HttpClient-1-SelectorManager', 'HttpClient-1-Worker-0', 'HttpClient-1-Worker-1']))).toEqual({
      'HttpClient of the JDK': 1,
    });
    expect(
      counts(named(['sdk-ScheduledExecutor-0-0', 'sdk-ScheduledExecutor-0-1', 'sdk-ScheduledExecutor-1-0'])),
    ).toEqual({
      'AWS client': 2,
    });
  });

  it('are as many as threads of one name where the library numbers them anew', () => {
    const vertx = [
      'vert.x-eventloop-thread-0',
      'vert.x-eventloop-thread-1',
      'vert.x-eventloop-thread-0',
      'vert.x-eventloop-thread-1',
    ];
    expect(counts(named(vertx))).toEqual({ 'Vertx instance': 2 });
    expect(counts(named(['reactor-http-nio-1', 'reactor-http-nio-2', 'reactor-http-nio-3']))).toEqual({
      'Reactor Netty loop resources': 1,
    });
  });

  it('are as many as their evictors, each of which is the first of its client', () => {
    expect(counts(named(Array.from({ length: 12 }, () => 'idle-connection-evictor-1')))).toEqual({
      'Apache HttpClient': 12,
    });
  });

  it('are told apart by the cluster id of a MongoClient', () => {
    const mongo = ['aa1', 'bb2'].flatMap((id) =>
      ['h1:27017', 'h2:27017'].map((host) => `cluster-ClusterId{value='${id}', description='null'}-${host}`),
    );
    expect(counts(named(mongo))).toEqual({ MongoClient: 2 });
  });

  it('grow by those born of late', () => {
    const born = threads(40, 'HttpClient-#-SelectorManager', 'RUNNABLE', select, (n) => ({ elapsedMs: n * 500 }));
    const [client] = clients([vmThread('VM Thread', { elapsedMs: 60_000 }), ...born]);
    expect(client).toMatchObject({
      http: true,
      count: 40,
      highestIndex: 40,
      birthsLast10Min: 40,
      birthsContinue: true,
    });
  });

  it('are none in request workers, workers of a client, or pools', () => {
    expect(
      clients(named(['http-nio-8080-exec-1', 'HttpClient-3-Worker-1', 'pool-1-thread-1', 'OkHttp Dispatcher'])),
    ).toEqual([]);
  });

  it('have a rule of their own: their family does not count as growing', () => {
    const family = (count: number) =>
      factAt(
        threadsNamespace,
        evidence({ dumps: [dump(threads(count, 'HttpClient-#-SelectorManager', 'RUNNABLE', select))] }),
        'families/HttpClient-#-SelectorManager/ownRule',
      );
    expect(family(30)).toBe(true);
    expect(family(3)).toBe(false);
  });
});
