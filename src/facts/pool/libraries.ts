/**
 * The frames in which a thread stands while its pool has nothing to lend. Class names are matched by suffix at a dot, so that
 * shaded copies (`repackaged.com.zaxxer.hikari.util.ConcurrentBag`) count. Sources: the libraries' own code, read per entry.
 * R2DBC, reactor-pool and Lettuce's asynchronous pools park no thread in a borrow: nothing of them is visible here.
 */
export type PoolLibrary = {
  readonly pool: string;
  /** `Class.method` suffixes of the blocking frame, the innermost frame that is neither the JDK's nor a queue's. */
  readonly borrow: readonly string[];
  /** Package parts of the library: contiguous frames of it, around the borrow, belong to one borrow. */
  readonly packages: readonly string[];
  /** The park or monitor address is one per pool: two addresses are two pools (or two keys of a keyed pool). */
  readonly sharedAddress: boolean;
  /** What it lends are JDBC connections: a begun transaction holds one. */
  readonly jdbc: boolean;
};

const lendingFrom = (className: string, ...methods: readonly string[]): readonly string[] =>
  methods.map((method) => `${className}.${method}`);

export const poolLibraries: readonly PoolLibrary[] = [
  {
    pool: 'HikariCP',
    borrow: [
      ...lendingFrom('hikari.util.ConcurrentBag', 'borrow'),
      ...lendingFrom('hikari.util.SuspendResumeLock', 'acquire'),
    ],
    packages: ['com.zaxxer.hikari.'],
    sharedAddress: true,
    jdbc: true,
  },
  {
    pool: 'Tomcat JDBC',
    borrow: [
      ...lendingFrom('tomcat.jdbc.pool.FairBlockingQueue', 'poll', 'take'),
      ...lendingFrom('tomcat.jdbc.pool.MultiLockFairBlockingQueue', 'poll', 'take'),
      ...lendingFrom('tomcat.jdbc.pool.ConnectionPool', 'borrowConnection'),
    ],
    packages: ['org.apache.tomcat.jdbc.'],
    sharedAddress: false,
    jdbc: true,
  },
  {
    pool: 'commons-pool2',
    borrow: [
      ...lendingFrom(
        'pool2.impl.LinkedBlockingDeque',
        'take',
        'takeFirst',
        'takeLast',
        'poll',
        'pollFirst',
        'pollLast',
      ),
      // `wait` since 2.12: behind another borrower that is making the last connection.
      ...lendingFrom('pool2.impl.GenericObjectPool', 'borrowObject', 'create', 'wait'),
      ...lendingFrom('pool2.impl.GenericKeyedObjectPool', 'borrowObject', 'create', 'wait'),
    ],
    packages: ['org.apache.commons.pool2.', 'org.apache.tomcat.dbcp.pool2.'],
    sharedAddress: true,
    jdbc: false,
  },
  {
    pool: 'commons-pool',
    borrow: [
      ...lendingFrom('pool.impl.GenericObjectPool', 'borrowObject'),
      ...lendingFrom('pool.impl.GenericKeyedObjectPool', 'borrowObject'),
    ],
    packages: ['org.apache.commons.pool.', 'org.apache.tomcat.dbcp.pool.'],
    // 1.5 and later wait on a latch of their own per thread, older ones on the pool.
    sharedAddress: false,
    jdbc: false,
  },
  {
    pool: 'c3p0',
    borrow: lendingFrom('mchange.v2.resourcepool.BasicResourcePool', 'awaitAvailable'),
    packages: ['com.mchange.v2.'],
    sharedAddress: true,
    jdbc: true,
  },
  {
    pool: 'Druid',
    borrow: lendingFrom('druid.pool.DruidDataSource', 'takeLast', 'pollLast'),
    packages: ['com.alibaba.druid.'],
    sharedAddress: true,
    jdbc: true,
  },
  {
    pool: 'Agroal',
    borrow: lendingFrom('agroal.pool.ConnectionPool', 'handlerFromSharedCache', 'getConnection'),
    packages: ['io.agroal.'],
    sharedAddress: true,
    jdbc: true,
  },
  {
    pool: 'Vibur',
    borrow: lendingFrom('vibur.objectpool.ConcurrentPool', 'take', 'tryTake', 'takeUninterruptibly'),
    packages: ['org.vibur.'],
    sharedAddress: true,
    jdbc: true,
  },
  {
    pool: 'BoneCP',
    borrow: [
      ...lendingFrom('jolbox.bonecp.DefaultConnectionStrategy', 'getConnectionInternal'),
      ...lendingFrom('jolbox.bonecp.CachedConnectionStrategy', 'getConnectionInternal'),
      ...lendingFrom('jolbox.bonecp.AbstractConnectionStrategy', 'getConnection'),
      ...lendingFrom('jolbox.bonecp.BoneCP', 'getConnection'),
    ],
    packages: ['com.jolbox.bonecp.'],
    // One queue per partition.
    sharedAddress: false,
    jdbc: true,
  },
  {
    pool: 'UCP',
    borrow: [
      ...lendingFrom(
        'oracle.ucp.common.UniversalConnectionPoolBase',
        'borrowConnection',
        'borrowConnectionAndValidate',
        'borrowConnectionWithoutCountingRequests',
      ),
      ...lendingFrom(
        'oracle.ucp.common.UniversalConnectionPoolImpl',
        'borrowConnection',
        'borrowConnectionWithoutCountingRequests',
      ),
      // 19 and later.
      ...lendingFrom('oracle.ucp.common.CriStats$AdjustableSemaphore', 'tryAcquire', 'acquire'),
      ...lendingFrom('oracle.ucp.common.Core', 'borrow', 'helpBorrow'),
    ],
    packages: ['oracle.ucp.'],
    sharedAddress: true,
    jdbc: true,
  },
  {
    pool: 'IronJacamar',
    borrow: [
      ...lendingFrom('connectionmanager.pool.mcp.SemaphoreArrayListManagedConnectionPool', 'getConnection'),
      ...lendingFrom('connectionmanager.pool.mcp.SemaphoreConcurrentLinkedQueueManagedConnectionPool', 'getConnection'),
      ...lendingFrom('connectionmanager.pool.mcp.SemaphoreConcurrentLinkedDequeManagedConnectionPool', 'getConnection'),
      ...lendingFrom('resource.connectionmanager.InternalManagedConnectionPool', 'getConnection'),
      ...lendingFrom('jca.core.connectionmanager.pool.api.Semaphore', 'tryAcquire'),
    ],
    packages: ['org.jboss.jca.', 'org.jboss.resource.'],
    sharedAddress: true,
    jdbc: true,
  },
  {
    pool: 'MongoDB',
    borrow: [
      ...lendingFrom('connection.ConcurrentPool', 'get', 'acquirePermit'),
      ...lendingFrom(
        'connection.ConcurrentPool$StateAndPermits',
        'acquirePermit',
        'acquirePermitFair',
        'acquirePermitImmediate',
      ),
      ...lendingFrom(
        'connection.DefaultConnectionPool$OpenConcurrencyLimiter',
        'acquirePermitOrGetAvailableOpenedConnection',
      ),
    ],
    packages: ['com.mongodb.'],
    sharedAddress: true,
    jdbc: false,
  },
  {
    pool: 'Apache HttpClient 4',
    borrow: [
      ...lendingFrom('http.pool.AbstractConnPool', 'getPoolEntryBlocking'),
      ...lendingFrom('http.pool.PoolEntryFuture', 'await'),
      ...lendingFrom('http.impl.conn.tsccm.WaitingThread', 'await'),
      ...lendingFrom('http.impl.conn.tsccm.ConnPoolByRoute', 'getEntryBlocking'),
    ],
    packages: ['org.apache.http.'],
    // One condition per waiting thread in old versions, one per pool since 4.4.
    sharedAddress: false,
    jdbc: false,
  },
  {
    pool: 'Apache HttpClient 3',
    borrow: lendingFrom('httpclient.MultiThreadedHttpConnectionManager', 'doGetConnection'),
    packages: ['org.apache.commons.httpclient.'],
    sharedAddress: true,
    jdbc: false,
  },
  {
    pool: 'Apache HttpClient 5',
    borrow: [
      // The number of the anonymous class differs by release: $1 in 5.0 to 5.2, $3 in 5.3.
      ...[1, 2, 3, 4].flatMap((n) =>
        lendingFrom(`client5.http.impl.io.PoolingHttpClientConnectionManager$${n}`, 'get'),
      ),
      ...lendingFrom('client5.http.impl.classic.InternalExecRuntime', 'acquireEndpoint'),
    ],
    packages: ['org.apache.hc.'],
    sharedAddress: false,
    jdbc: false,
  },
];
