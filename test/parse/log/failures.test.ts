import { describe, expect, it } from 'vitest';
import type { LogPattern } from '../../../src/model/log-scan.ts';
import format from '../../../src/parse/log.ts';
import { readOne } from '../read.ts';

const scan = async (text: string) => (await readOne(format, text)).piece;

const only = async (text: string) => {
  const { matches } = await scan(`${text}\n`);
  expect(matches, text).toHaveLength(1);
  return { pattern: matches[0]?.pattern, values: matches[0]?.values };
};

type Case = readonly [string, Readonly<Record<string, unknown>>];

const finds = (pattern: LogPattern, cases: readonly Case[]): void => {
  it.each(cases)('%s', async (text, values) => {
    expect(await only(text)).toEqual({ pattern, values });
  });
};

const findsNothing = (lines: readonly string[]): void => {
  it.each(lines)('nothing in: %s', async (line) => {
    expect((await scan(`${line}\n`)).matches).toEqual([]);
  });
};

describe('a circuit breaker lets no call through', () => {
  finds('circuit-breaker-open', [
    [
      "io.github.resilience4j.circuitbreaker.CallNotPermittedException: CircuitBreaker 'orders-db' is OPEN and does not permit further calls",
      { breaker: 'orders-db' },
    ],
    [
      "2026-01-02 03:04:05.678 WARN CircuitBreaker 'rating' is HALF_OPEN and does not permit further calls",
      { breaker: 'rating' },
    ],
    [
      "Event STATE_TRANSITION published: CircuitBreaker 'rating' changed state from CLOSED to OPEN",
      { breaker: 'rating' },
    ],
    ['com.netflix.hystrix.exception.HystrixRuntimeException: Hystrix circuit short-circuited and is OPEN', {}],
    ['org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException: orders', {}],
  ]);
  findsNothing([
    "CircuitBreaker 'rating' changed state from OPEN to HALF_OPEN",
    "2026-01-02 03:04:05.678 DEBUG CircuitBreaker 'rating' is OPEN and does not permit further calls",
    'at io.github.resilience4j.circuitbreaker.CallNotPermittedException.createCallNotPermittedException(CallNotPermittedException.java:48)',
    'Creating CircuitBreaker bean ordersBreaker',
  ]);
});

describe('a database ended a transaction for a lock', () => {
  finds('database-deadlock', [
    ['org.postgresql.util.PSQLException: ERROR: deadlock detected', { kind: 'deadlock', database: 'PostgreSQL' }],
    ['2026-01-02 03:04:05.678 KST [4711] ERROR:  deadlock detected', { kind: 'deadlock', database: 'PostgreSQL' }],
    [
      'org.postgresql.util.PSQLException: ERROR: could not serialize access due to concurrent update',
      { kind: 'serialization', database: 'PostgreSQL' },
    ],
    [
      'com.mysql.cj.jdbc.exceptions.MySQLTransactionRollbackException: Deadlock found when trying to get lock; try restarting transaction',
      { kind: 'deadlock', database: 'MySQL' },
    ],
    [
      'java.sql.SQLException: Lock wait timeout exceeded; try restarting transaction',
      { kind: 'lock-timeout', database: 'MySQL' },
    ],
    [
      'java.sql.SQLException: ORA-00060: deadlock detected while waiting for resource',
      { kind: 'deadlock', database: 'Oracle' },
    ],
    [
      'Transaction (Process ID 52) was deadlocked on lock resources with another process and has been chosen as the deadlock victim. Rerun the transaction.',
      { kind: 'deadlock', database: 'SQL Server' },
    ],
    ['2026-01-02 03:04:05 WARN  o.h.e.j.spi.SqlExceptionHelper - SQL Error: 0, SQLState: 40P01', { kind: 'deadlock' }],
    ['WARN o.h.e.j.spi.SqlExceptionHelper - SQL Error: 1213, SQLState: 40001', { kind: 'serialization' }],
    [
      'org.springframework.dao.CannotAcquireLockException: could not execute statement; SQL [n/a]; nested exception is org.hibernate.exception.LockAcquisitionException',
      { kind: 'lock' },
    ],
    ['Caused by: org.hibernate.exception.LockAcquisitionException: could not execute statement', { kind: 'lock' }],
  ]);
  findsNothing([
    "2026-01-02 03:04:05 INFO c.a.Orders - insert into incident(text) values ('ERROR: deadlock detected')",
    '2026-01-02 03:04:05 DEBUG org.hibernate.SQL - select 1 /* ERROR: deadlock detected */',
    'retry.on=org.springframework.dao.CannotAcquireLockException,org.hibernate.StaleObjectStateException',
    'INFO registered com.acme.DeadlockLoserDataAccessExceptionTranslator: done',
    '\tat org.hibernate.exception.LockAcquisitionException.<init>(LockAcquisitionException.java:25)',
    'INFO deadlock check enabled, isolation 40001',
    'pattern: "Lock wait timeout exceeded; try restarting transaction"',
  ]);
});

describe('a versioned row was changed meanwhile', () => {
  finds('optimistic-lock', [
    [
      'javax.persistence.OptimisticLockException: Batch update returned unexpected row count from update [0]; actual row count: 0; expected: 1; statement executed: update Booking set seats=?, version=? where id=? and version=?',
      { entity: 'Booking' },
    ],
    [
      'Caused by: org.hibernate.StaleObjectStateException: Row was updated or deleted by another transaction (or unsaved-value mapping was incorrect): [com.acme.Booking#7]',
      { entity: 'com.acme.Booking' },
    ],
    [
      'org.springframework.orm.ObjectOptimisticLockingFailureException: Object of class [com.acme.Booking] with identifier [7]: optimistic locking failed; nested exception is org.hibernate.StaleObjectStateException: Row was',
      { entity: 'com.acme.Booking' },
    ],
  ]);
  findsNothing([
    'retry.on=org.hibernate.StaleObjectStateException: always',
    'INFO com.acme.OptimisticLockExceptionMapper: registered',
    '2026-01-02 03:04:05 DEBUG c.a.Retry - org.hibernate.StaleObjectStateException: Row was updated or deleted by another transaction',
    '\tat org.hibernate.StaleObjectStateException.<init>(StaleObjectStateException.java:10)',
  ]);
});

describe('a Hibernate session used by two threads', () => {
  finds('session-shared', [
    ['Caused by: org.hibernate.HibernateException: Flush during cascade is dangerous', { sign: 'said' }],
    ['org.hibernate.AssertionFailure: possible non-threadsafe access to the session', { sign: 'said' }],
    [
      'java.util.ConcurrentModificationException: null\n\tat java.base/java.util.ArrayList$Itr.checkForComodification(ArrayList.java:1013)\n\tat java.base/java.util.ArrayList$Itr.next(ArrayList.java:967)\n\tat org.hibernate.engine.spi.ActionQueue.executeActions(ActionQueue.java:602)\n\tat org.hibernate.engine.spi.ActionQueue.executeActions(ActionQueue.java:475)',
      { sign: 'torn' },
    ],
    [
      'java.lang.ArrayIndexOutOfBoundsException: Index 16 out of bounds for length 16\n\tat org.hibernate.engine.internal.EntityEntryContext.reentrantSafeEntityEntries(EntityEntryContext.java:321)',
      { sign: 'torn' },
    ],
  ]);
  findsNothing([
    'java.lang.NullPointerException: null\n\tat com.acme.AuditListener.onFlush(AuditListener.java:7)\n\tat org.hibernate.engine.spi.ActionQueue.executeActions(ActionQueue.java:602)',
    'org.hibernate.exception.ConstraintViolationException: could not execute statement\n\tat org.hibernate.engine.spi.ActionQueue.executeActions(ActionQueue.java:602)',
    '\tat org.hibernate.engine.spi.ActionQueue.executeActions(ActionQueue.java:602)',
  ]);
});

describe('no file descriptor is left', () => {
  finds('open-files', [
    ['java.net.SocketException: Too many open files', {}],
    ['java.io.FileNotFoundException: /data/report.txt (Too many open files)', {}],
    ['Caused by: java.io.IOException: Too many open files in system', {}],
    ['io.netty.channel.unix.Errors$NativeIoException: accept(..) failed: Too many open files', {}],
    ['2026-01-02 03:04:05 ERROR c.a.Orders - cannot read: open: Too many open files', {}],
  ]);
  findsNothing([
    'alert.pattern="Too many open files"',
    'pattern: Too many open files',
    'INFO see the page on (Too many open filesystems)',
    'INFO class com.acme.TooManyOpenFilesException loaded',
    'If you see Too many open files, raise ulimit -n.',
  ]);
});

describe('a thread pool refused work', () => {
  finds('queue-full', [
    [
      'java.util.concurrent.RejectedExecutionException: Task com.acme.Mail$$Lambda$1/0x1@2 rejected from java.util.concurrent.ThreadPoolExecutor@35a50a4c[Running, pool size = 4, active threads = 4, queued tasks = 10, completed tasks = 4]',
      { size: 4, active: 4, queued: 10 },
    ],
    [
      'org.springframework.core.task.TaskRejectedException: Executor [java.util.concurrent.ThreadPoolExecutor@1[Running, pool size = 8, active threads = 8, queued tasks = 100, completed tasks = 1]] did not accept task: com.acme.Mail@1',
      { size: 8, active: 8, queued: 100 },
    ],
    [
      'WARN [DUBBO] Thread pool is EXHAUSTED! Thread Name: DubboServerHandler-10.0.0.1:20880, Pool Size: 200 (active: 200, core: 200, max: 200, largest: 200), Task: 9 (completed: 1)',
      { size: 200, active: 200 },
    ],
  ]);
  findsNothing([
    'java.util.concurrent.RejectedExecutionException: Task x rejected from java.util.concurrent.ThreadPoolExecutor@1[Terminated, pool size = 0, active threads = 0, queued tasks = 0, completed tasks = 4]',
    'java.util.concurrent.RejectedExecutionException: event executor terminated',
    'retry.on=java.util.concurrent.RejectedExecutionException',
    '\tat java.util.concurrent.ThreadPoolExecutor$AbortPolicy.rejectedExecution(ThreadPoolExecutor.java:2065)',
  ]);
});

describe('entries by level', () => {
  const line = (second: number, level: string) =>
    `2026-01-02 03:04:${String(second).padStart(2, '0')}.000 ${level} [main] c.a.X - hello`;

  it('are counted, with the rate of DEBUG lines over the time of the log', async () => {
    const text = Array.from({ length: 60 }, (_, i) => line(i, i % 3 === 0 ? 'INFO ' : 'DEBUG')).join('\n');
    const { entries } = await scan(text);
    expect(entries).toMatchObject({ total: 60, debug: 40 });
    expect(entries?.debugPerSecond).toBeCloseTo(40 / 59, 6);
  });

  it('of JSON logs, too; settings and words in a sentence are none', async () => {
    const { entries } = await scan(
      '{"@timestamp":"2026-01-02T03:04:05Z","level":"DEBUG","message":"x"}\nlogging.level.root=DEBUG\nthis is the DEBUGGING guide\n',
    );
    expect(entries).toEqual({ total: 1, debug: 1 });
  });

  it('of an excerpt are what its maker counted, and unknown when it did not', async () => {
    const head = '# jdiag: known lines of /x.log: all 9 bytes, 4000 lines read';
    const failure = 'java.net.SocketException: Too many open files';
    const counted = `${head}\n# jdiag: counted {"counts":{"open-files":812},"entries":{"total":4000,"debug":3000,"debugPerSecond":75}}\n${failure}\n`;
    const whole = await scan(counted);
    expect(whole.counts['open-files']).toBe(812);
    expect(whole.entries).toEqual({ total: 4000, debug: 3000, debugPerSecond: 75 });
    const twice = await scan(counted + counted);
    expect(twice.counts['open-files']).toBe(1624);
    const old = await scan(`${head}\n${failure}\n`);
    expect(old.counts['open-files']).toBe(1);
    expect(old.entries).toBeUndefined();
    expect((await scan(`${head}\n# jdiag: counted {"counts":{"x":"y"}}\n`)).entries).toBeUndefined();
  });
});

describe('hostile lines', () => {
  it('take no longer than their length (minutes, where a pattern backtracks)', async () => {
    const hostile = [
      `${'a.'.repeat(200_000)}StaleStateException: x`,
      `${'StaleStateException'.repeat(20_000)}`,
      `${'RejectedExecutionException: [Running, pool size = '.repeat(10_000)}`,
      `${'Optimistic'.repeat(40_000)}`,
      `was deadlocked on ${'was deadlocked on '.repeat(20_000)}`,
      `${'failed: '.repeat(50_000)}Too many open files`,
      `\tat ${'org.hibernate.engine.'.repeat(20_000)}`,
      `${' '.repeat(200_000)}at org.hibernate.engine.spi.ActionQueue`,
    ];
    expect((await scan(hostile.join('\n'))).totalLines).toBe(hostile.length);
  });
});

describe('the JVM stopped compiling', () => {
  finds('code-cache-full', [
    ['OpenJDK 64-Bit Server VM warning: CodeCache is full. Compiler has been disabled.', {}],
    [
      "[12.345s][warning][codecache] CodeHeap 'non-profiled nmethods' is full. Compiler has been disabled.",
      { part: 'non-profiled nmethods' },
    ],
  ]);
  findsNothing([
    'OpenJDK 64-Bit Server VM warning: Try increasing the code cache size using -XX:ReservedCodeCacheSize=',
  ]);
});
