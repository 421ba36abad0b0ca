import type { Artifact } from '../../src/model/capture.ts';
import type { Finding } from '../../src/model/finding.ts';
import type { Report, ThreadsView } from '../../src/model/report.ts';
import type { Subject } from '../../src/model/subject.ts';

const jvm: Subject = {
  id: 'jvm-1',
  kind: 'jvm',
  name: 'com.acme.orders.OrdersApplication',
  target: 'pid/4711',
  pid: 4711,
  version: '17.0.15+6',
  mainClass: 'com.acme.orders.OrdersApplication',
};

export const artifact = (number: number, changes: Partial<Artifact> = {}): Artifact => ({
  id: `jvm-1/thread-dump/00${number}`,
  subject: 'jvm-1',
  kind: 'thread-dump',
  file: `raw/jvm-1/thread-dump/00${number}.txt`,
  bytes: 40_000,
  sha256: 'a'.repeat(64),
  takenAt: `2026-01-02T03:04:0${number * 2}.000Z`,
  how: 'attach',
  cost: 'safepoint',
  outcome: 'ok',
  recognised: 900,
  total: 900,
  problems: [],
  ...changes,
});

const park = [
  'jdk.internal.misc.Unsafe.park(Native Method)',
  'java.util.concurrent.locks.LockSupport.parkNanos(LockSupport.java:252)',
  'java.util.concurrent.SynchronousQueue$TransferQueue.transfer(SynchronousQueue.java:704)',
  'java.util.concurrent.SynchronousQueue.poll(SynchronousQueue.java:903)',
  'com.zaxxer.hikari.util.ConcurrentBag.borrow(ConcurrentBag.java:151)',
  'com.zaxxer.hikari.pool.HikariPool.getConnection(HikariPool.java:162)',
];

const family = (name: string, count: number, idle: number, more: Partial<ThreadsView['families'][number]> = {}) => ({
  name,
  count,
  idle,
  birthsPerMinute: 0,
  cpuCores: 0.004,
  ...more,
});

const families = [
  family('kafka-producer-network-thread | producer-N', 280, 268, {
    library: 'kafka-clients',
    birthsPerMinute: 60.2,
    cpuCores: 0.21,
  }),
  family('http-nio-8080-exec-N', 40, 9, { library: 'Tomcat', cpuCores: 1.34 }),
  family('GC Thread#N', 8, 0, { birthsPerMinute: null, cpuCores: 0.02 }),
  family('HikariPool-N housekeeper', 2, 2, { library: 'HikariCP' }),
  family('reactor-http-epoll-N', 2, 2, { library: 'Reactor Netty', cpuCores: null }),
  ...Array.from({ length: 9 }, (_, index) =>
    family(`com.acme.orders.batch.NightlySettlementExecutor-worker-${index}-N`, 1, 1),
  ),
];

const names = (prefix: string, count: number): readonly string[] =>
  Array.from({ length: Math.min(20, count) }, (_, index) => `${prefix}${index + 1}`);

export const threadsView = (changes: Partial<ThreadsView> = {}): ThreadsView => ({
  subject: 'jvm-1',
  artifact: 'jvm-1/thread-dump/003',
  takenAt: '2026-01-02T03:04:06.000Z',
  jvm: 'OpenJDK 64-Bit Server VM (17.0.15+6-Debian-1 mixed mode, sharing)',
  jdk: 17,
  uptimeMs: 11_520_000,
  intervalMs: 2000,
  total: 352,
  byState: { RUNNABLE: 22, BLOCKED: 12, WAITING: 31, TIMED_WAITING: 279 },
  families,
  familiesTotal: 25,
  stacks: [
    {
      count: 268,
      state: 'RUNNABLE',
      frames: [
        'sun.nio.ch.EPoll.wait(Native Method)',
        'org.apache.kafka.common.network.Selector.poll(Selector.java:481)',
      ],
      totalFrames: 6,
      applicationFrame: null,
      threads: names('kafka-producer-network-thread | producer-', 268),
      idle: true,
    },
    {
      count: 30,
      state: 'TIMED_WAITING',
      frames: park,
      totalFrames: 48,
      applicationFrame: 'com.acme.orders.repository.OrderRepository.findOpenOrdersOfCustomer(OrderRepository.java:88)',
      threads: names('http-nio-8080-exec-', 30),
      idle: false,
    },
    {
      count: 12,
      state: 'BLOCKED',
      frames: [
        'com.acme.orders.cache.PriceCache.refresh(PriceCache.java:41)',
        'com.acme.orders.PriceService.price(PriceService.java:19)',
      ],
      totalFrames: 2,
      applicationFrame: 'com.acme.orders.cache.PriceCache.refresh(PriceCache.java:41)',
      threads: names('price-', 12),
      idle: false,
    },
    { count: 8, state: 'unknown', frames: [], totalFrames: 0, threads: names('GC Thread#', 8), idle: false },
  ],
  stacksTotal: 19,
  locks: [
    {
      className: 'com.acme.orders.cache.PriceCache',
      address: '0x00000000e0a1b2c3',
      kind: 'monitor',
      waiters: 12,
      waiterNames: names('price-', 12),
      holder: 'price-13',
      holderFrames: [
        'sun.nio.ch.SocketDispatcher.read0(Native Method)',
        'sun.nio.ch.NioSocketImpl.tryRead(NioSocketImpl.java:256)',
      ],
      holderApplicationFrame: 'com.acme.orders.cache.PriceCache.load(PriceCache.java:64)',
    },
    {
      className: 'java.util.concurrent.locks.ReentrantLock$NonfairSync',
      address: '0x00000000e0a1b2d0',
      kind: 'synchronizer',
      waiters: 1,
      waiterNames: ['settlement'],
      holder: null,
      holderFrames: [],
    },
  ],
  locksTotal: 9,
  deadlocks: [{ members: [{ name: 'transfer-A' }, { name: 'transfer-B' }] }],
  ...changes,
});

export const deadlock: Finding = {
  ruleId: 'threads/deadlock',
  severity: 'critical',
  subject: 'jvm-1',
  title: 'Threads wait for each other forever',
  summary:
    'Two threads each hold the lock that the other one wants. They will never go on, and whoever needs these locks next joins them.',
  evidence: [
    {
      text: 'transfer-A holds com.acme.Account <0xe0a1> and wants com.acme.Account <0xe0b2>, held by transfer-B',
      values: { 'cycle.members.name': 'transfer-A' },
      source: { artifact: 'jvm-1/thread-dump/003', line: 27, endLine: 40 },
    },
    { text: 'both stand in com.acme.Bank.transfer(Bank.java:31)', values: {} },
  ],
  fix: [
    'Restart this instance: only that frees the two threads.',
    'Take the two locks in one order everywhere, for example by account number.',
  ],
  next: ['jdiag threads pid/4711 --dumps 3 --interval 2s'],
  falsePositives: ['None: a cycle of owned locks cannot resolve itself.'],
  fingerprint: 'b'.repeat(64),
};

export const producerLeak: Finding = {
  ruleId: 'threads/kafka-client-leak',
  severity: 'warning',
  subject: 'jvm-1',
  title: 'Kafka producers are made again and again',
  summary: '280 producers live in one JVM, and 60 more are born each minute.',
  evidence: [
    {
      text: '280 threads named kafka-producer-network-thread | producer-N, 60 born per minute against a threshold of 5',
      values: { 'threads.kafka.producers': 280 },
      source: { artifact: 'jvm-1/thread-dump/001', line: 112, endLine: 112 },
    },
  ],
  fix: ['Keep one KafkaProducer per configuration; it is thread-safe.'],
  next: [],
  falsePositives: [],
  fingerprint: 'c'.repeat(64),
};

/** A sick JVM with everything a report can show. */
export const sickReport = (changes: Partial<Report> = {}): Report => ({
  schemaVersion: 1,
  kind: 'report',
  tool: { name: 'jdiag', version: '0.1.0' },
  startedAt: '2026-01-02T03:04:00.000Z',
  verdict: 'critical',
  exitCode: 1,
  subjects: [jvm],
  artifacts: [
    artifact(1),
    artifact(2, { outcome: 'partial', problems: ['cut after 812 of 900 lines'] }),
    artifact(3),
    artifact(4, {
      id: 'jvm-1/perf-data/001',
      kind: 'perf-data',
      file: 'raw/jvm-1/perf-data/001.bin',
      outcome: 'failed',
      how: 'hsperfdata',
      problems: ['/tmp/hsperfdata_app/4711 is not there (-XX:-UsePerfData?)'],
    }),
  ],
  views: {
    threads: [
      threadsView({ artifact: 'jvm-1/thread-dump/001', takenAt: '2026-01-02T03:04:02.000Z', total: 348 }),
      threadsView({ artifact: 'jvm-1/thread-dump/002', takenAt: '2026-01-02T03:04:04.000Z', total: 350 }),
      threadsView(),
    ],
  },
  findings: [deadlock, producerLeak],
  verdicts: [
    { ruleId: 'threads/deadlock', subject: 'jvm-1', status: 'fired' },
    { ruleId: 'threads/kafka-client-leak', subject: 'jvm-1', status: 'fired' },
    { ruleId: 'pools/exhausted', subject: 'jvm-1', status: 'clear' },
    {
      ruleId: 'threads/native-thread-exhausted',
      subject: 'jvm-1',
      status: 'unknown',
      missing: ['log'],
      reason: 'no log was given',
    },
    { ruleId: 'threads/executor-leak', subject: 'jvm-1', status: 'unknown', missing: ['process'] },
    { ruleId: 'threads/okhttp-client-leak', subject: 'jvm-1', status: 'not-applicable' },
  ],
  notices: [{ code: 'clock', message: 'The clock of the target is 3 s behind.', subject: 'jvm-1' }],
  rungs: [
    { subject: 'jvm-1', probe: 'thread-dump', rung: 'attach', status: 'used' },
    {
      subject: 'jvm-1',
      probe: 'thread-dump',
      rung: 'sigquit',
      status: 'refused',
      reason: 'writes to the application log: needs --allow app-log',
    },
    { subject: 'jvm-1', probe: 'thread-dump', rung: 'jcmd', status: 'not-needed' },
  ],
  ...changes,
});

/** A healthy JVM: one dump, nothing found. */
export const clearReport = (): Report =>
  sickReport({
    verdict: 'clear',
    exitCode: 0,
    artifacts: [artifact(3)],
    views: { threads: [threadsView({ deadlocks: [], locks: [], locksTotal: 0 })] },
    findings: [],
    verdicts: [{ ruleId: 'threads/deadlock', subject: 'jvm-1', status: 'clear' }],
    notices: [],
    rungs: [],
  });

/** Two JVMs, the second one known by its dump alone. */
export const twoSubjects = (): Report => {
  const second: Subject = {
    id: 'dump-2',
    kind: 'jvm',
    name: 'dumps/payments-7d9f-2.txt',
    target: 'dumps/payments-7d9f-2.txt',
  };
  const report = sickReport();
  return {
    ...report,
    subjects: [...report.subjects, second],
    views: {
      threads: [
        ...(report.views.threads ?? []),
        threadsView({
          subject: 'dump-2',
          artifact: 'dumps/payments-7d9f-2.txt',
          jvm: null,
          takenAt: null,
          uptimeMs: null,
          intervalMs: null,
          deadlocks: [],
        }),
      ],
    },
    findings: [...report.findings, { ...producerLeak, subject: 'dump-2' }],
  };
};

/** The report with every text replaced, as an attacker who can name threads, classes and files would like it. */
export const withTexts = (report: Report, replace: (text: string) => string): Report => {
  const ids = new Set([
    'jvm-1',
    'dump-2',
    'critical',
    'warning',
    'info',
    'ok',
    'partial',
    'failed',
    'refused',
    'used',
    'not-needed',
    'fired',
    'clear',
    'unknown',
    'not-applicable',
    'monitor',
    'synchronizer',
  ]);
  const visit = (value: unknown): unknown => {
    if (typeof value === 'string') return ids.has(value) || /^\d{4}-\d\d-/.test(value) ? value : replace(value);
    if (Array.isArray(value)) return value.map(visit);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, visit(entry)]));
  };
  return visit(report) as Report;
};
