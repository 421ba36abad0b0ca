import { describe, expect, it } from 'vitest';
import pools from '../../../src/facts/pools.ts';
import { MissingFact } from '../../../src/model/fact.ts';
import type { LogMatch } from '../../../src/model/log-scan.ts';
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
