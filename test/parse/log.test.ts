import { describe, expect, it } from 'vitest';
import type { LogPattern } from '../../src/model/log-scan.ts';
import format from '../../src/parse/log.ts';
import { head, read, readOne } from './read.ts';

const scan = async (text: string | Uint8Array) => (await readOne(format, text)).piece;

const only = async (line: string) => {
  const { matches, counts } = await scan(`${line}\n`);
  expect(matches, line).toHaveLength(1);
  expect(Object.values(counts).reduce((sum, count) => sum + count)).toBe(1);
  const [match] = matches;
  return { pattern: match?.pattern, values: match?.values, at: match?.at, text: match?.text };
};

const native = (values: object = {}) => ({ pattern: 'native-thread-exhausted' satisfies LogPattern, values });
const pool = (values: object) => ({ pattern: 'pool-timeout' satisfies LogPattern, values });
const memory = (values: object) => ({ pattern: 'out-of-memory' satisfies LogPattern, values });

describe('no native thread could be had', () => {
  it.each([
    ['java.lang.OutOfMemoryError: unable to create new native thread', {}],
    [
      'java.lang.OutOfMemoryError: unable to create native thread: possibly out of memory or process/resource limits reached',
      {},
    ],
    ['Exception in thread "main" java.lang.OutOfMemoryError: unable to create new native thread', { thread: 'main' }],
    [
      'Exception in thread "OkHttp "x" 1" java.lang.OutOfMemoryError: unable to create native thread: possibly out of memory or process/resource limits reached',
      { thread: 'OkHttp "x" 1' },
    ],
    [
      'Caused by: java.lang.OutOfMemoryError: unable to create native thread: possibly out of memory or process/resource limits reached',
      {},
    ],
    [
      '2026-01-02 03:04:05.678 ERROR 1 --- [nio-8080-exec-1] o.a.c.c.C.[.[.[/] : Servlet.service() threw exception [Handler dispatch failed; nested exception is java.lang.OutOfMemoryError: unable to create new native thread] with root cause',
      {},
    ],
    [
      '2026-01-02 03:04:05.678 ERROR [main] c.a.Orders - unable to create native thread: possibly out of memory or process/resource limits reached',
      {},
    ],
    ['03:04:05.678 [main] WARN c.a.Orders - cannot notify: unable to create new native thread', {}],
    [
      '[0.550s][warning][os,thread] Failed to start thread "Unknown thread" - pthread_create failed (EAGAIN) for attributes: stacksize: 1024k, guardsize: 0k, detached.',
      { stackSizeBytes: 1_048_576 },
    ],
    [
      '[0.550s][warning][os,thread] Failed to start thread "GC Thread#0" - pthread_create failed (EAGAIN) for attributes: stacksize: 2048k, guardsize: 0k, detached.',
      { thread: 'GC Thread#0', stackSizeBytes: 2_097_152 },
    ],
    [
      '[144.859s][warning][os,thread] Failed to start thread - pthread_create failed (EAGAIN) for attributes: stacksize: 1024k, guardsize: 0k, detached.',
      { stackSizeBytes: 1_048_576 },
    ],
    [
      '[0.550s][warning][os,thread] Failed to start the native thread for java.lang.Thread "OkHttp TaskRunner-130"',
      { thread: 'OkHttp TaskRunner-130' },
    ],
    ['OpenJDK 64-Bit Server VM warning: pthread_create failed (EAGAIN)', {}],
    ['# Cannot create worker GC thread. Out of system resources.', {}],
    ['# Cannot create GC thread. Out of system resources.', {}],
    ['java.lang.OutOfMemoryError: Failed to create a thread: retVal -1073741830, errno 11', {}],
    ['java.lang.OutOfMemoryError: pthread_create (1040KB stack) failed: Try again', { stackSizeBytes: 1040 * 1024 }],
    [
      'error="java.lang.OutOfMemoryError: unable to create native thread: possibly out of memory or process/resource limits reached"',
      {},
    ],
  ])('%s', async (line, values) => {
    expect(await only(line)).toMatchObject(native(values));
    expect((await only(line)).values).toEqual(values);
  });

  it.each([
    '\tat com.acme.UnableToCreateNativeThreadTest.run(UnableToCreateNativeThreadTest.java:5)',
    'alert.pattern=java.lang.OutOfMemoryError: unable to create native thread',
    'pattern: "unable to create native thread"',
    '- match: unable to create new native thread',
    "expr: log =~ 'java.lang.OutOfMemoryError: unable to create new native thread'",
    'If you see "unable to create native thread" then raise ulimit -u.',
    'We saw unable to create native thread in production last week',
    '"unable to create native thread" #12 daemon prio=5 os_prio=0 tid=0x00007f',
    '[0.004s][warning][os,thread] Failed to start thread "GC Thread#0" - pthread_create failed (EPERM) for attributes: stacksize: 1024k',
    'ERROR Failed to start thread pool "orders"',
    'ERROR Failed to create a thread safe map',
    'WARN Cannot create GC threads view',
    '{"level":"INFO","rules":[{"pattern":"unable to create native thread"}]}',
  ])('nothing in: %s', async (line) => {
    expect((await scan(line)).matches).toEqual([]);
  });
});

describe('a connection pool had nothing to give in time', () => {
  it.each([
    [
      'java.sql.SQLTransientConnectionException: HikariPool-1 - Connection is not available, request timed out after 30000ms.',
      { library: 'HikariCP', pool: 'HikariPool-1', timeoutMs: 30_000 },
    ],
    [
      'java.sql.SQLTransientConnectionException: orders - Connection is not available, request timed out after 30004ms (total=8, active=8, idle=0, waiting=128)',
      { library: 'HikariCP', pool: 'orders', timeoutMs: 30_004, total: 8, active: 8, idle: 0, waiting: 128 },
    ],
    [
      '2023-08-15 08:47:38,215 [m-297] DEBUG com.zaxxer.hikari.pool.HikariPool - HikariPool-1 - Timeout failure stats (total=10, active=10, idle=0, waiting=52)',
      { library: 'HikariCP', pool: 'HikariPool-1', total: 10, active: 10, idle: 0, waiting: 52 },
    ],
    [
      'DEBUG c.z.hikari.pool.HikariPool - Timeout failure pool stats HikariPool-0 (total=20, inUse=20, avail=0, waiting=1)',
      { library: 'HikariCP', pool: 'HikariPool-0', total: 20, active: 20, idle: 0, waiting: 1 },
    ],
    [
      'Connection is not available, request timed out after 250ms (total=0, active=0, idle=0, waiting=3)',
      { library: 'HikariCP', timeoutMs: 250, total: 0, active: 0, idle: 0, waiting: 3 },
    ],
    [
      'java.sql.SQLTimeoutException: Timeout after 30000ms of waiting for a connection.',
      { library: 'HikariCP', timeoutMs: 30_000 },
    ],
    [
      'org.apache.tomcat.jdbc.pool.PoolExhaustedException: [http-nio-8080-exec-7] Timeout: Pool empty. Unable to fetch a connection in 30 seconds, none available[size:100; busy:100; idle:0; lastwait:30000].',
      {
        library: 'Tomcat JDBC',
        thread: 'http-nio-8080-exec-7',
        timeoutMs: 30_000,
        total: 100,
        active: 100,
        idle: 0,
        lastWaitMs: 30_000,
      },
    ],
    [
      'Pool empty. Unable to fetch a connection in 1 seconds, none available[size:2; busy:1; idle:0; lastwait:1000]',
      { library: 'Tomcat JDBC', timeoutMs: 1000, total: 2, active: 1, idle: 0, lastWaitMs: 1000 },
    ],
    [
      'Caused by: com.alibaba.druid.pool.GetConnectionTimeoutException: wait millis 5000, active 8, maxActive 8, creating 0, runningSqlCount 8 : select 1',
      { library: 'Druid', timeoutMs: 5000, active: 8, total: 8, creating: 0 },
    ],
    [
      'nested exception is com.alibaba.druid.pool.GetConnectionTimeoutException: wait millis 60009, active 50',
      { library: 'Druid', timeoutMs: 60_009, active: 50 },
    ],
    [
      'ERROR com.acme.Orders - active 8, maxActive 8, wait millis 5000',
      { library: 'Druid', timeoutMs: 5000, active: 8, total: 8 },
    ],
    ['java.sql.SQLException: Cannot get a connection, pool error Timeout waiting for idle object', { library: 'DBCP' }],
    [
      'java.sql.SQLException: Cannot get a connection, pool error Timeout waiting for idle object, borrowMaxWaitDuration=PT1M0.5S',
      { library: 'DBCP', timeoutMs: 60_500 },
    ],
    [
      'java.util.NoSuchElementException: Timeout waiting for idle object, borrowMaxWaitMillis=1000',
      { library: 'commons-pool', timeoutMs: 1000 },
    ],
    ['java.sql.SQLException: An attempt by a client to checkout a Connection has timed out.', { library: 'c3p0' }],
    [
      'com.mchange.v2.resourcepool.TimeoutException: A client timed out while waiting to acquire a resource from com.mchange.v2.resourcepool.BasicResourcePool@1f -- timeout at awaitAvailable()',
      { library: 'c3p0' },
    ],
    ['ERROR c3p0 Acquisition timed out', { library: 'c3p0' }],
    [
      'io.r2dbc.spi.R2dbcTimeoutException: Connection acquisition timed out after 10000ms',
      { library: 'R2DBC', timeoutMs: 10_000 },
    ],
    [
      'reactor.netty.internal.shaded.reactor.pool.PoolAcquireTimeoutException: Pool#acquire(Duration) has been pending for more than the configured timeout of 45000ms',
      { library: 'reactor-pool', timeoutMs: 45_000 },
    ],
  ])('%s', async (line, values) => {
    expect(await only(line)).toMatchObject(pool({}));
    expect((await only(line)).values).toEqual(values);
  });

  it.each([
    'HikariPool-1 - Pool stats (total=8, active=8, idle=0, waiting=3)',
    'spring.datasource.hikari.connection-timeout=30000',
    'tooltip: "Connection is not available, request timed out after N ms"',
    '\tat com.alibaba.druid.pool.GetConnectionTimeoutException.<init>(GetConnectionTimeoutException.java:3)',
    '"message.pool": "Timeout waiting for idle object"',
    'Timeout waiting for idle objects is normal',
  ])('nothing in: %s', async (line) => {
    expect((await scan(line)).matches).toEqual([]);
  });
});

describe('a database cannot be reached', () => {
  it.each([
    [
      'org.postgresql.util.PSQLException: Connection to db:5432 refused. Check that the hostname and port are correct and that',
      'PostgreSQL',
    ],
    ['Caused by: org.postgresql.util.PSQLException: The connection attempt failed.', 'PostgreSQL'],
    ['com.mysql.cj.jdbc.exceptions.CommunicationsException: Communications link failure', 'MySQL'],
    ['java.sql.SQLRecoverableException: IO Error: The Network Adapter could not establish the connection', 'Oracle'],
    ['SQLServerException: The TCP/IP connection to the host db, port 1433 has failed. Error: "refused"', 'SQL Server'],
  ])('%s', async (line, database) => {
    expect(await only(line)).toMatchObject({ pattern: 'database-unreachable', values: { database } });
  });

  it.each([
    'the connection attempt failed',
    'link.failure=Communications link failures',
    'x.Communications link failure',
  ])('nothing in: %s', async (line) => {
    expect((await scan(`${line}\n`)).matches).toEqual([]);
  });
});

describe('out of memory', () => {
  it.each([
    ['java.lang.OutOfMemoryError: Java heap space', { kind: 'java-heap-space' }],
    [
      'Exception in thread "worker 1" java.lang.OutOfMemoryError: GC overhead limit exceeded',
      { kind: 'gc-overhead', thread: 'worker 1' },
    ],
    ['Caused by: java.lang.OutOfMemoryError: Metaspace', { kind: 'metaspace' }],
    ['java.lang.OutOfMemoryError: PermGen space', { kind: 'permgen' }],
    ['java.lang.OutOfMemoryError: Compressed class space', { kind: 'compressed-class-space' }],
    ['java.lang.OutOfMemoryError: Requested array size exceeds VM limit', { kind: 'array-size' }],
    ['java.lang.OutOfMemoryError: Direct buffer memory', { kind: 'direct-memory' }],
    [
      'java.lang.OutOfMemoryError: Cannot reserve 1048576 bytes of direct buffer memory (allocated: 67108864, limit: 67108864)',
      { kind: 'direct-memory', requestedBytes: 1_048_576, allocatedBytes: 67_108_864, limitBytes: 67_108_864 },
    ],
    [
      'java.lang.OutOfMemoryError: request 32756 bytes for ChunkPool::allocate. Out of swap space?',
      { kind: 'native-memory' },
    ],
    ['java.lang.OutOfMemoryError: something else', { kind: 'other' }],
    ['Terminating due to java.lang.OutOfMemoryError: Java heap space', { kind: 'java-heap-space' }],
    ['java.lang.OutOfMemoryError', { kind: 'unknown' }],
    [
      'Exception: java.lang.OutOfMemoryError thrown from the UncaughtExceptionHandler in thread "http-nio-8080-exec-1"',
      { kind: 'unknown', thread: 'http-nio-8080-exec-1' },
    ],
    [
      "Event: 12.345 Thread 0x00007f Exception <a 'java/lang/OutOfMemoryError'{0x00000000ff}: Java heap space> (0x00000000ff) thrown at [x.cpp, line 5]",
      { kind: 'java-heap-space' },
    ],
    ['OutOfMemoryError java_heap_errors=12', { kind: 'java-heap-space', errors: 12 }],
  ])('%s', async (line, values) => {
    expect(await only(line)).toMatchObject(memory({}));
    expect((await only(line)).values).toEqual(values);
  });

  it.each([
    '\tat com.acme.OutOfMemoryErrorTest.run(OutOfMemoryErrorTest.java:5)',
    '\tat java.lang.OutOfMemoryError.<init>(OutOfMemoryError.java:48)',
    'com.acme.OutOfMemoryErrorTest: all green',
    '[INFO] Running com.acme.OutOfMemoryErrorTest',
    'jvm_args: -XX:+HeapDumpOnOutOfMemoryError -XX:OnOutOfMemoryError="kill -9 %p" -XX:+ExitOnOutOfMemoryError',
    'catch (java.lang.OutOfMemoryError e) {',
    'throw new java.lang.OutOfMemoryError("x");',
    'retry.exclude=java.lang.OutOfMemoryError: Java heap space',
    'pattern = "java.lang.OutOfMemoryError: Java heap space"',
    'torch.cuda.OutOfMemoryError: CUDA out of memory',
    '3CLTEXTCLASS   \t\t\tjava/lang/OutOfMemoryError(0x0000000002D4A500)',
    'OutOfMemory and StackOverflow Exception counts:',
    'WARN we handle java.lang.OutOfMemoryError gracefully',
    '{"level":"INFO","config":{"onError":"java.lang.OutOfMemoryError: Java heap space"}}',
  ])('nothing in: %s', async (line) => {
    expect((await scan(line)).matches).toEqual([]);
  });
});

describe('JSON log lines', () => {
  const oom = 'java.lang.OutOfMemoryError: unable to create new native thread';

  it.each([
    [
      'logstash',
      {
        '@timestamp': '2026-01-02T03:04:05.678+09:00',
        level: 'ERROR',
        message: 'x',
        stack_trace: `java.lang.IllegalStateException: y\n\tat a.B.c(B.java:1)\nCaused by: ${oom}\n\tat a.B.d(B.java:2)`,
      },
    ],
    [
      'ECS',
      {
        '@timestamp': '2026-01-02T03:04:05.678+09:00',
        error: { type: 'java.lang.OutOfMemoryError', stack_trace: oom },
      },
    ],
    ['ECS with dots', { '@timestamp': '2026-01-02T03:04:05.678+09:00', 'error.stack_trace': oom }],
    ['container runtime', { log: `${oom}\n`, stream: 'stderr', time: '2026-01-02T03:04:05.678+09:00' }],
    ['JSON inside of JSON', { log: `${JSON.stringify({ msg: oom })}\n`, time: '2026-01-02T03:04:05.678+09:00' }],
  ])('%s', async (_, entry) => {
    expect(await only(JSON.stringify(entry))).toEqual({
      ...native(),
      at: '2026-01-02T03:04:05.678+09:00',
      text: expect.stringMatching(/^(Caused by: )?java\.lang\.OutOfMemoryError: unable to create new native thread$/),
    });
  });

  it.each([
    ['OpenTelemetry', { trace_id: '0af7651916cd43dd8448eb211c80319c' }],
    ['Micrometer', { mdc: { traceId: '0af7651916cd43dd8448eb211c80319c' } }],
    ['ECS', { trace: { id: '0af7651916cd43dd8448eb211c80319c' } }],
    ['ECS with dots', { 'trace.id': '0af7651916cd43dd8448eb211c80319c' }],
    ['Zipkin', { 'X-B3-TraceId': '0af7651916cd43dd8448eb211c80319c' }],
  ])('the request of %s is cited', async (_, fields) => {
    const { text } = await only(JSON.stringify({ level: 'ERROR', ...fields, message: oom }));
    expect(text).toBe(`${oom} (trace_id 0af7651916cd43dd8448eb211c80319c)`);
  });

  it.each([[''], ['x\n- forged'], [17], ['a'.repeat(500)]])('%j is no trace id', async (traceId) => {
    expect((await only(JSON.stringify({ traceId, message: oom }))).text).toBe(oom);
  });

  it('with quotes in the message', async () => {
    const message = 'Failed to start the native thread for java.lang.Thread "OkHttp "x" TaskRunner"';
    expect(await only(JSON.stringify({ message }))).toMatchObject(native({ thread: 'OkHttp "x" TaskRunner' }));
  });

  it('behind a prefix, and text before the braces of what is no log entry', async () => {
    expect(await only(`2026-01-02T03:04:05.678901234Z stdout F ${JSON.stringify({ message: oom })}`)).toMatchObject(
      native(),
    );
    expect(
      await only(`ERROR ${oom.replace('thread', 'thread.')} {"user": 5}`.replace('thread. {', 'thread {')),
    ).toMatchObject({
      text: expect.stringContaining('user'),
    });
  });

  it('one match of each pattern in one entry, however often it says so', async () => {
    const stack_trace = [oom, oom, 'java.lang.OutOfMemoryError: Java heap space', oom].join('\n');
    const { counts } = await scan(JSON.stringify({ message: oom, stack_trace }));
    expect(counts).toMatchObject({ 'native-thread-exhausted': 1, 'out-of-memory': 1, 'pool-timeout': 0 });
  });

  it('cut in the middle is read as text', async () => {
    expect(await only(`{"level":"ERROR","message":"${oom}","stack_trace":"java.lang`)).toMatchObject(native());
  });

  it('10,000 levels deep ends', async () => {
    const line = `${'{"message":'.repeat(10_000)}"${oom}"${'}'.repeat(10_000)}`;
    expect((await scan(line)).totalLines).toBe(1);
  });
});

describe('what is kept', () => {
  const hikari = (number: number) =>
    `2026-01-02 03:04:05.${String(number).padStart(3, '0')} WARN [exec-${number}] HikariPool-1 - Connection is not available, request timed out after 30000ms.`;

  it('counts are exact, the first and last 20 of each pattern are kept, in order', async () => {
    const all = Array.from({ length: 100 }, (_, number) => `${hikari(number)}\nINFO between`);
    const { counts, matches, totalLines } = await scan(
      `${all.join('\n')}\njava.lang.OutOfMemoryError: Java heap space\n`,
    );
    expect(counts).toMatchObject({ 'native-thread-exhausted': 0, 'pool-timeout': 100, 'out-of-memory': 1 });
    expect(totalLines).toBe(201);
    const lines = matches.filter(({ pattern }) => pattern === 'pool-timeout').map(({ line }) => line);
    expect(lines).toEqual([
      ...Array.from({ length: 20 }, (_, n) => 2 * n + 1),
      ...Array.from({ length: 20 }, (_, n) => 161 + 2 * n),
    ]);
    expect(matches.at(-1)).toMatchObject({ line: 201, pattern: 'out-of-memory' });
  });

  it('each with its artifact, line, time and text', async () => {
    const { matches } = await scan(`first\r\n\r\n${hikari(7)}\r\n`);
    expect(matches).toEqual([
      {
        artifactId: 'a-1',
        line: 3,
        at: '2026-01-02 03:04:05.007',
        pattern: 'pool-timeout',
        text: hikari(7),
        values: { library: 'HikariCP', pool: 'HikariPool-1', timeoutMs: 30_000 },
      },
    ]);
  });

  it('at most 500 characters around the match', async () => {
    const { text } = await only(
      `2026-01-02 03:04:05 ERROR ${'x'.repeat(3000)} java.lang.OutOfMemoryError: Java heap space ${'y'.repeat(3000)}`,
    );
    expect(text).toHaveLength(500);
    expect(text).toContain(' java.lang.OutOfMemoryError: Java heap space y');
  });

  it.each([
    ['2026-01-02T03:04:05.678+09:00 ', '2026-01-02T03:04:05.678+09:00'],
    ['2026-01-02 03:04:05,678 ERROR ', '2026-01-02 03:04:05,678'],
    ['[pod/x/c] 2026-01-02T03:04:05Z ', '2026-01-02T03:04:05Z'],
    ['02-Jan-2026 03:04:05.678 SEVERE [main] ', '02-Jan-2026 03:04:05.678'],
    ['Jan 2, 2026 3:04:05 AM com.acme.A b ', 'Jan 2, 2026 3:04:05 AM'],
    ['03:04:05.678 [main] ERROR ', '03:04:05.678'],
    ['[0.550s][warning] ', '0.550s'],
    ['', undefined],
    ['port 5 ', undefined],
  ])('the time as written: %s', async (prefix, at) => {
    expect((await only(`${prefix}java.lang.OutOfMemoryError: Java heap space`)).at).toBe(at);
  });

  it('a line of a stack trace has the time of its entry, not of another', async () => {
    const trace =
      '2026-01-02 03:04:05 ERROR failed\njava.lang.IllegalStateException: x\n\tat a.B.c(B.java:1)\nCaused by: java.lang.OutOfMemoryError: Java heap space';
    expect((await scan(trace)).matches[0]?.at).toBe('2026-01-02 03:04:05');
    expect(
      (await scan(`2026-01-02 03:04:05 INFO fine\nplain\njava.lang.OutOfMemoryError: Java heap space`)).matches[0]?.at,
    ).toBeUndefined();
  });
});

describe('any text is a log', () => {
  it('is recognised as possible, binary content is not', () => {
    expect(format.recognise(head('anything'))).toBe('possible');
    expect(format.recognise(head(Buffer.from([0, 1, 2, 3, 255, 0, 7, 8])))).toBe('no');
  });

  it('no match is an answer, over every line', async () => {
    const { piece, reading } = await readOne(format, 'a\n\nb\n');
    expect(piece).toMatchObject({
      matches: [],
      counts: { 'native-thread-exhausted': 0, 'pool-timeout': 0, 'database-unreachable': 0, 'out-of-memory': 0 },
      totalLines: 3,
    });
    expect(reading).toEqual({ problems: [], recognised: 3, total: 3 });
    expect((await scan('')).totalLines).toBe(0);
  });

  it('finds the same in UTF-16, EUC-KR, CR line ends and small pieces', async () => {
    const line = '2026-01-02 03:04:05 ERROR 주문 실패 java.lang.OutOfMemoryError: Java heap space';
    const eucKr = Buffer.concat([
      Buffer.from('a\n2026-01-02 03:04:05 ERROR '),
      Buffer.from([0xc1, 0xd6, 0xb9, 0xae]),
      Buffer.from(' java.lang.OutOfMemoryError: Java heap space\n'),
    ]);
    expect((await scan(Buffer.from(`\ufeffa\n${line}\n`, 'utf16le'))).matches[0]).toMatchObject({
      line: 2,
      text: line,
    });
    expect((await scan(eucKr)).matches[0]).toMatchObject({ line: 2, text: expect.stringContaining('주문') });
    expect((await scan(`a\r${line}\r`)).matches[0]).toMatchObject({ line: 2, text: line });
    const { pieces } = await read(format, `a\n${line}\n`.repeat(50), { chunkBytes: 7 });
    expect(pieces[0]?.counts['out-of-memory']).toBe(50);
  });

  it('says when a line was too long to be searched whole', async () => {
    const { reading } = await readOne(format, `${'x'.repeat(3_000_000)} java.lang.OutOfMemoryError: Java heap space\n`);
    expect(reading.problems[0]).toMatchObject({ line: 1, message: expect.stringContaining('longer than') });
  });

  it('hostile lines take no longer than their length (minutes, where a pattern backtracks)', async () => {
    const hostile = [
      `OutOfMemoryError ${'('.repeat(100_000)}`,
      `Exception in thread "${'" '.repeat(50_000)}java.lang.OutOfMemoryError: x`,
      `${'OutOfMemoryError: '.repeat(20_000)}`,
      `wait millis ${'active '.repeat(50_000)}`,
      `${' '.repeat(100_000)}Connection is not available, request timed out after 1ms`,
      `[pool - OutOfMemoryError ${'['.repeat(100_000)}`,
      `Exception <a 'java/lang/OutOfMemoryError': ${"Exception <a 'java/lang/OutOfMemoryError': ".repeat(20_000)}`,
      `${'Failed to start thread "OutOfMemoryError thrown from '.repeat(10_000)}`,
      `${'a - '.repeat(50_000)}Connection is not available, request timed out after 1ms`,
    ];
    expect((await scan(hostile.join('\n'))).totalLines).toBe(hostile.length);
  });
});
