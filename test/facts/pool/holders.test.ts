import { describe, expect, it } from 'vitest';
import pools from '../../../src/facts/pools.ts';
import { MissingFact } from '../../../src/model/fact.ts';
import type { LogMatch } from '../../../src/model/log-scan.ts';
import type { Metric } from '../../../src/model/metrics.ts';
import type { Thread } from '../../../src/model/thread-dump.ts';
import { dump, evidence, thread, threads } from '../../support/threads.ts';
import { api, begun, hikari, inDriver, tomcatJdbc } from './stacks.ts';

type Row = Readonly<Record<string, unknown>>;
const ask = (name: string, given: Parameters<typeof evidence>[0]) =>
  pools.facts[name]?.derive(evidence(given)) as readonly Row[];
const exec = (count: number, from: number, state: Thread['state'], lines: readonly string[]): Thread[] =>
  Array.from({ length: count }, (_, i) =>
    thread(`http-nio-8080-exec-${from + i + 1}`, state, lines, { id: from + i + 1 }),
  );

const asks = 'com.acme.OrderService.place(OrderService.java:70)';
const past = 'com.acme.OrderService.place(OrderService.java:72)';
const before = 'com.acme.OrderService.place(OrderService.java:68)';
const read = [
  'sun.nio.ch.SocketDispatcher.read0(Native Method)',
  'sun.net.www.protocol.http.HttpURLConnection.getInputStream(H.java:1)',
];
const sleep = ['java.lang.Thread.sleep(Native Method)'];
const waiters = exec(20, 0, 'TIMED_WAITING', [...hikari(), asks, ...api]);

describe('who has the connections', () => {
  it.each<[string, readonly string[], Row]>([
    ['a call to another system', [...read, past, ...api], { elsewhere: 10, elsewhereRemote: 10, elsewhereBy: past }],
    [
      'asleep',
      [...sleep, 'com.acme.Report.write(R.java:5)', past, ...api],
      { elsewhere: 10, elsewhereSleep: 10, elsewhereBy: past },
    ],
    [
      'a begun transaction',
      [...sleep, 'com.acme.Mail.send(M.java:5)', 'com.acme.Orders.buy(O.java:7)', ...begun, ...api],
      { elsewhere: 10, elsewhereBy: 'com.acme.Orders.buy(O.java:7)' },
    ],
    ['not yet borrowed', [...sleep, before, ...api], { elsewhere: 0 }],
    ['in the driver', inDriver, { elsewhere: 0, inDriver: 10 }],
  ])('%s', (_, lines, expected) => {
    const one = dump([...waiters, ...exec(10, 20, lines === inDriver ? 'RUNNABLE' : 'TIMED_WAITING', lines)]);
    expect(ask('waits', { dumps: [one, one] })).toMatchObject([{ waiters: 20, ...expected }]);
  });

  it('those that stay need two dumps', () => {
    const one = dump([...waiters, ...exec(10, 20, 'RUNNABLE', inDriver)]);
    expect(ask('waits', { dumps: [one, one] })).toMatchObject([{ inDriverSame: 10, elsewhereSame: 0, busyOthers: 10 }]);
    expect(ask('waits', { dumps: [one] })[0]?.['inDriverSame']).toBeInstanceOf(MissingFact);
  });
});

describe('the size of a pool', () => {
  const one = dump(waiters);
  const words = (...cmdline: readonly string[]) => ({
    dumps: [one, one],
    snapshots: [{ takenAtMs: 1, pid: 1, cmdline: ['java', ...cmdline] }],
  });

  it('is what the command line says where no log line does', () => {
    expect(ask('waits', words('--spring.datasource.hikari.maximum-pool-size=8'))).toMatchObject([
      { maximum: 8, maximumKnown: true },
    ]);
  });

  it.each(['-Dspring.datasource.hikari.maximum-pool-size=SIZE', '-Dspring.datasource.tomcat.max-active=8', '-Xmx64m'])(
    'is unknown with %s',
    (word) => {
      const [pool] = ask('waits', words(word));
      expect([pool?.['maximumKnown'], pool?.['maximum']]).toEqual([false, expect.any(MissingFact)]);
    },
  );
});

describe("a pool in the application's own metrics", () => {
  const metric = (name: string, value: number, labels: Readonly<Record<string, string>>, line = 7): Metric => ({
    name,
    value,
    labels,
    line,
  });
  const gauges = (pool: string, [max, active, pending]: readonly [number, number, number]): readonly Metric[] => [
    metric('hikaricp_connections_max', max, { pool }),
    metric('hikaricp_connections_active', active, { pool }, 8),
    metric('hikaricp_connections_pending', pending, { pool }, 9),
  ];
  const one = dump(waiters);
  const given = (...metrics: readonly Metric[]) => ({ dumps: [one, one], metrics });
  const logLine: LogMatch = {
    artifactId: 'log',
    line: 3,
    pattern: 'pool-timeout',
    text: 'B - Connection is not available (total=5)',
    values: { library: 'HikariCP', pool: 'B', total: 5 },
  };

  it('has its maximum from there, and says by which metric and where', () => {
    expect(ask('waits', given(...gauges('A', [10, 10, 20])))).toMatchObject([
      {
        maximum: 10,
        maximumKnown: true,
        maximumFrom: 'hikaricp_connections_max{pool="A"}',
        maximumSource: { artifact: 'metrics', line: 7 },
        gauged: true,
        gaugedActive: 10,
        gaugedPending: 20,
      },
    ]);
  });

  it('comes before the command line, and after its own log line', () => {
    const snapshots = [{ takenAtMs: 1, pid: 1, cmdline: ['java', '-Dspring.datasource.hikari.maximum-pool-size=8'] }];
    expect(ask('waits', { ...given(...gauges('A', [10, 10, 20])), snapshots })).toMatchObject([{ maximum: 10 }]);
    const told = { ...given(...gauges('A', [9, 9, 30]), ...gauges('B', [6, 6, 1])), log: [logLine] };
    expect(ask('waits', told)).toMatchObject([
      { maximum: 5, maximumFrom: 'its own log line', gaugedPending: 1, waiters: 20 },
      { name: 'A', maximum: 9, gaugedPending: 30, waiters: 0 },
    ]);
  });

  it('is the one with the longest queue; of several without any it is not known which', () => {
    const [pool] = ask('waits', given(...gauges('A', [4, 0, 0]), ...gauges('B', [10, 10, 20])));
    expect(pool).toMatchObject({ maximum: 10, maximumFrom: 'hikaricp_connections_max{pool="B"}' });
    const [either] = ask('waits', given(...gauges('A', [4, 0, 0]), ...gauges('B', [10, 3, 0])));
    expect(either).toMatchObject({ maximumKnown: false, gauged: false });
    const [alike] = ask('waits', given(...gauges('A', [10, 0, 0]), ...gauges('B', [10, 3, 0])));
    expect(alike).toMatchObject({ maximum: 10 });
  });

  it("has its size from Spring Boot's gauges, which do not know who waits", () => {
    const only = [
      metric('jdbc_connections_max', 12, { name: 'ds' }),
      metric('jdbc_connections_active', 12, { name: 'ds' }),
    ];
    expect(ask('waits', given(...only))).toMatchObject([{ maximum: 12, gauged: false, gaugedActive: 12 }]);
  });

  it('of -1 and 0 says nothing: that is no limit', () => {
    expect(ask('waits', given(metric('jdbc_connections_max', -1, { name: 'ds' })))).toMatchObject([
      { maximumKnown: false },
    ]);
  });

  it('is seen to be exhausted without a dump and without a log; that it is not, only a dump tells', () => {
    const starved = ask('waits', { metrics: gauges('A', [10, 10, 30]) });
    expect(starved).toMatchObject([{ pool: 'HikariCP', name: 'A', waiters: 0, maximum: 10, gaugedPending: 30 }]);
    expect(() => ask('waits', { metrics: gauges('A', [10, 9, 0]) })).toThrow(MissingFact);
  });
});

describe('a pool that cannot open connections', () => {
  const retry = [
    'java.lang.Thread.sleep(Native Method)',
    'com.zaxxer.hikari.util.UtilityElf.quietlySleep(UtilityElf.java:54)',
    'com.zaxxer.hikari.pool.HikariPool$PoolEntryCreator.call(HikariPool.java:738)',
    'java.lang.Thread.run(Thread.java:840)',
  ];
  const connect = [
    'sun.nio.ch.SocketDispatcher.read0(Native Method)',
    'org.postgresql.core.v3.ConnectionFactoryImpl.openConnectionImpl(C.java:1)',
    'org.postgresql.Driver.connect(Driver.java:273)',
    'org.apache.tomcat.jdbc.pool.PooledConnection.connectUsingDriver(P.java:1)',
    'org.apache.tomcat.jdbc.pool.ConnectionPool.borrowConnection(C.java:1)',
    asks,
    ...api,
  ];
  const adder = thread('HikariPool-1 connection adder', 'TIMED_WAITING', retry, { id: 99 });
  const line: LogMatch = {
    artifactId: 'log',
    line: 7,
    pattern: 'database-unreachable',
    text: 'Communications link failure',
    values: { database: 'MySQL' },
  };

  it('HikariCP pauses after a failure, in two dumps', () => {
    const one = dump([...waiters, adder]);
    expect(ask('unreachable', { dumps: [one, one] })).toMatchObject([
      { pool: 'HikariCP', opening: 1, openingSame: 1, waiters: 20 },
    ]);
  });

  it('Tomcat JDBC connects in the thread of the request', () => {
    const others = threads(5, 'http-nio-8080-exec-#', 'TIMED_WAITING', [...tomcatJdbc('0x1'), asks, ...api], (n) => ({
      id: 200 + n,
    }));
    const one = dump([...exec(3, 0, 'RUNNABLE', connect), ...others]);
    expect(ask('unreachable', { dumps: [one, one] })).toMatchObject([
      {
        pool: 'Tomcat JDBC',
        opening: 3,
        openingSame: 3,
        waiters: 5,
        openingAt: 'org.postgresql.Driver.connect(Driver.java:273)',
      },
    ]);
  });

  it('a connection that opens in one dump does not stay', () => {
    const found = ask('unreachable', { dumps: [dump([adder]), dump([])] });
    expect(found).toMatchObject([{ opening: 1, openingSame: 0 }]);
    expect(ask('unreachable', { dumps: [dump([adder])] })[0]?.['openingSame']).toBeInstanceOf(MissingFact);
  });

  it('a driver says so in a log', () => {
    expect(ask('unreachable', { dumps: [dump([])], log: [line] })).toMatchObject([
      { pool: 'MySQL', opening: 0, refused: 1, refusedLine: 'Communications link failure', isEmpty: false },
    ]);
  });

  it('the pool says that it is empty', () => {
    const empty: LogMatch = { ...line, pattern: 'pool-timeout', values: { library: 'HikariCP', total: 0, waiting: 3 } };
    expect(ask('unreachable', { log: [empty] })).toMatchObject([{ pool: 'HikariCP', timeouts: 1, isEmpty: true }]);
  });

  it('nothing to say', () => {
    expect(ask('unreachable', { dumps: [dump(waiters)] })).toEqual([]);
  });
});
