import { describe, expect, it } from 'vitest';
import { borrowOf } from '../../../src/facts/pool/borrow.ts';
import { stack } from '../../support/threads.ts';
import { dbcp2, hikari, park, tomcatJdbc } from './stacks.ts';

const app = 'com.acme.OrderDao.find(OrderDao.java:18)';
const wait = 'java.lang.Object.wait(Native Method)';
const lineOf = (frame: string) => `${frame}(X.java:1)`;

const borrows: readonly (readonly [string, readonly string[], string])[] = [
  ['HikariCP', hikari(), 'ConcurrentBag.borrow'],
  [
    'HikariCP',
    park(
      'com.zaxxer.hikari.util.QueuedSequenceSynchronizer.waitUntilSequenceExceeded(Q.java:1)',
      'com.zaxxer.hikari.util.ConcurrentBag.borrow(C.java:1)',
    ),
    'ConcurrentBag.borrow',
  ],
  ['HikariCP', park('org.acme.shaded.com.zaxxer.hikari.util.ConcurrentBag.borrow(C.java:1)'), 'ConcurrentBag.borrow'],
  ['Tomcat JDBC', tomcatJdbc('0x1'), 'FairBlockingQueue.poll'],
  [
    'Tomcat JDBC',
    park(
      'java.util.concurrent.ArrayBlockingQueue.poll(A.java:1)',
      lineOf('org.apache.tomcat.jdbc.pool.ConnectionPool.borrowConnection'),
    ),
    'ConnectionPool.borrowConnection',
  ],
  ['DBCP2', dbcp2(), 'LinkedBlockingDeque.takeFirst'],
  [
    'DBCP2',
    park(
      lineOf('org.apache.tomcat.dbcp.pool2.impl.LinkedBlockingDeque.pollFirst'),
      lineOf('org.apache.tomcat.dbcp.pool2.impl.GenericObjectPool.borrowObject'),
      lineOf('org.apache.tomcat.dbcp.dbcp2.PoolingDataSource.getConnection'),
    ),
    'LinkedBlockingDeque.pollFirst',
  ],
  [
    'DBCP1',
    [
      wait,
      lineOf('org.apache.commons.pool.impl.GenericObjectPool.borrowObject'),
      lineOf('org.apache.commons.dbcp.PoolingDataSource.getConnection'),
    ],
    'GenericObjectPool.borrowObject',
  ],
  [
    'Jedis',
    park(
      lineOf('org.apache.commons.pool2.impl.LinkedBlockingDeque.takeFirst'),
      lineOf('org.apache.commons.pool2.impl.GenericObjectPool.borrowObject'),
      lineOf('redis.clients.jedis.util.Pool.getResource'),
    ),
    'LinkedBlockingDeque.takeFirst',
  ],
  [
    'Spring AMQP',
    park(
      lineOf('org.apache.commons.pool2.impl.LinkedBlockingDeque.pollFirst'),
      lineOf('org.apache.commons.pool2.impl.GenericObjectPool.borrowObject'),
      lineOf(
        'org.springframework.amqp.rabbit.connection.PooledChannelConnectionFactory$ConnectionWrapper.createChannel',
      ),
    ),
    'LinkedBlockingDeque.pollFirst',
  ],
  [
    'commons-pool2',
    park(
      lineOf('org.apache.commons.pool2.impl.LinkedBlockingDeque.takeFirst'),
      lineOf('org.apache.commons.pool2.impl.GenericKeyedObjectPool.borrowObject'),
    ),
    'LinkedBlockingDeque.takeFirst',
  ],
  [
    'c3p0',
    [
      wait,
      lineOf('com.mchange.v2.resourcepool.BasicResourcePool.awaitAvailable'),
      lineOf('com.mchange.v2.resourcepool.BasicResourcePool.prelimCheckoutResource'),
      lineOf('com.mchange.v2.c3p0.impl.AbstractPoolBackedDataSource.getConnection'),
    ],
    'BasicResourcePool.awaitAvailable',
  ],
  [
    'Druid',
    park(
      lineOf('com.alibaba.druid.pool.DruidDataSource.takeLast'),
      lineOf('com.alibaba.druid.pool.DruidDataSource.getConnectionInternal'),
    ),
    'DruidDataSource.takeLast',
  ],
  [
    'Agroal',
    park(
      lineOf('java.util.concurrent.locks.AbstractQueuedLongSynchronizer.tryAcquireNanos'),
      lineOf('io.agroal.pool.ConnectionPool.handlerFromSharedCache'),
    ),
    'ConnectionPool.handlerFromSharedCache',
  ],
  [
    'Vibur',
    park(lineOf('java.util.concurrent.Semaphore.tryAcquire'), lineOf('org.vibur.objectpool.ConcurrentPool.tryTake')),
    'ConcurrentPool.tryTake',
  ],
  [
    'BoneCP',
    park(
      lineOf('jsr166y.LinkedTransferQueue.poll'),
      lineOf('com.jolbox.bonecp.DefaultConnectionStrategy.getConnectionInternal'),
    ),
    'DefaultConnectionStrategy.getConnectionInternal',
  ],
  [
    'UCP',
    park(
      lineOf('oracle.ucp.common.UniversalConnectionPoolBase.borrowConnectionWithoutCountingRequests'),
      lineOf('oracle.ucp.jdbc.PoolDataSourceImpl.getConnection'),
    ),
    'UniversalConnectionPoolBase.borrowConnectionWithoutCountingRequests',
  ],
  [
    'UCP',
    park(
      lineOf('java.util.concurrent.Semaphore.tryAcquire'),
      lineOf('oracle.ucp.common.CriStats$AdjustableSemaphore.tryAcquire'),
      lineOf('oracle.ucp.common.Core.borrow'),
      lineOf('oracle.ucp.jdbc.PoolDataSourceImpl.getConnection'),
    ),
    'CriStats$AdjustableSemaphore.tryAcquire',
  ],
  [
    'BankDataSource',
    [wait, lineOf('kr.co.mybank.fw.jdbc.Broker.take'), lineOf('kr.co.mybank.fw.jdbc.BankDataSource.getConnection')],
    'Broker.take',
  ],
  [
    'DbConnectionPool',
    park(lineOf('java.util.concurrent.Semaphore.acquire'), lineOf('com.acme.DbConnectionPool.borrowConnection')),
    'DbConnectionPool.borrowConnection',
  ],
  [
    'IronJacamar',
    park(
      lineOf('java.util.concurrent.Semaphore.tryAcquire'),
      lineOf(
        'org.jboss.jca.core.connectionmanager.pool.mcp.SemaphoreConcurrentLinkedDequeManagedConnectionPool.getConnection',
      ),
    ),
    'SemaphoreConcurrentLinkedDequeManagedConnectionPool.getConnection',
  ],
  [
    'MongoDB',
    park(
      lineOf('java.util.concurrent.Semaphore.tryAcquire'),
      lineOf('com.mongodb.internal.connection.ConcurrentPool.acquirePermit'),
    ),
    'ConcurrentPool.acquirePermit',
  ],
  [
    'Apache HttpClient 4',
    park(
      lineOf('org.apache.http.pool.AbstractConnPool.getPoolEntryBlocking'),
      lineOf('org.apache.http.impl.conn.PoolingHttpClientConnectionManager.leaseConnection'),
    ),
    'AbstractConnPool.getPoolEntryBlocking',
  ],
  [
    'Apache HttpClient 3',
    [wait, lineOf('org.apache.commons.httpclient.MultiThreadedHttpConnectionManager.doGetConnection')],
    'MultiThreadedHttpConnectionManager.doGetConnection',
  ],
  [
    'Apache HttpClient 5',
    [
      wait,
      lineOf('shaded.org.apache.hc.core5.concurrent.BasicFuture.get'),
      lineOf('shaded.org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager$1.get'),
    ],
    'PoolingHttpClientConnectionManager$1.get',
  ],
];

describe('a borrow', () => {
  it.each(borrows)('of %s is the frame beneath the wait', (pool, lines, blocking) => {
    const one = stack([...lines, app]);
    const found = borrowOf(one);
    expect(found?.pool).toBe(pool);
    const { className, method } = one.frames[found?.frameIndex ?? 0]!;
    expect(`${className}.${method}`.endsWith(blocking)).toBe(true);
    expect(borrowOf(one)).toBe(found);
  });

  it('ends where the application begins: getConnection upon getConnection is one borrow', () => {
    const one = stack([
      ...hikari(),
      lineOf('com.acme.RoutingDataSource.getConnection'),
      lineOf('org.springframework.jdbc.datasource.DataSourceUtils.doGetConnection'),
      app,
    ]);
    expect(one.frames[(borrowOf(one)?.endIndex ?? 0) + 1]?.className).toBe('com.acme.OrderDao');
  });
});

describe("an agent's frames", () => {
  it('are left out of a borrow', () => {
    const one = stack([
      ...hikari(),
      lineOf('aries.profile.Wrapper.call'),
      lineOf('com.acme.RoutingDataSource.getConnection'),
      app,
    ]);
    expect(one.frames[(borrowOf(one)?.endIndex ?? 0) + 1]?.className).toBe('com.acme.OrderDao');
  });
});

describe('no borrow', () => {
  it.each([
    [
      'an idle HikariCP housekeeper',
      park(
        lineOf('java.util.concurrent.ScheduledThreadPoolExecutor$DelayedWorkQueue.take'),
        lineOf('java.util.concurrent.ThreadPoolExecutor.getTask'),
        'java.lang.Thread.run(Thread.java:1)',
      ),
    ],
    [
      'an idle connection adder',
      park(
        lineOf('java.util.concurrent.LinkedBlockingQueue.take'),
        lineOf('java.util.concurrent.ThreadPoolExecutor.getTask'),
      ),
    ],
    [
      'an adder that opens a connection',
      [
        'java.net.SocketInputStream.socketRead0(Native Method)',
        lineOf('org.postgresql.Driver.connect'),
        lineOf('com.zaxxer.hikari.pool.HikariPool.createPoolEntry'),
      ],
    ],
    [
      'a thread that opens its connection inside its borrow',
      [
        'java.net.SocketInputStream.socketRead0(Native Method)',
        lineOf('com.mysql.cj.jdbc.NonRegisteringDriver.connect'),
        lineOf('org.apache.commons.pool2.impl.GenericObjectPool.create'),
        lineOf('org.apache.commons.pool2.impl.GenericObjectPool.borrowObject'),
        app,
      ],
    ],
    [
      'the evictor of commons-pool',
      [wait, lineOf('java.util.TimerThread.mainLoop'), lineOf('java.util.TimerThread.run')],
    ],
    ['a c3p0 helper thread', [wait, lineOf('com.mchange.v2.async.ThreadPoolAsynchronousRunner$PoolThread.run')]],
    ['a Druid create thread', park(lineOf('com.alibaba.druid.pool.DruidDataSource$CreateConnectionThread.run'))],
    ['a thread that has its connection', [lineOf('com.acme.Json.parse'), ...hikari().slice(3)]],
    ['a pool of the application that only sounds alike', park(lineOf('com.acme.MyConcurrentBag.borrow'))],
    ['a house pool of other things', [wait, lineOf('com.acme.ftp.FtpConnectionPool.getConnection')]],
    ['a getConnection of no pool', [wait, lineOf('com.acme.Widget.getConnection')]],
    [
      'a data source that waits for another thread to open one',
      park(lineOf('java.util.concurrent.FutureTask.get'), lineOf('com.acme.BankDataSource.getConnection')),
    ],
    [
      'a data source behind a lock',
      park(lineOf('java.util.concurrent.locks.ReentrantLock.lock'), lineOf('com.acme.BankDataSource.getConnection')),
    ],
    [
      'a wait far above the data source',
      [
        wait,
        ...['A', 'B', 'C', 'D'].map((name) => lineOf(`com.acme.${name}.run`)),
        lineOf('com.acme.BankDataSource.getConnection'),
      ],
    ],
    ['an empty stack', []],
  ])('is %s', (_, lines) => {
    expect(borrowOf(stack(lines))).toBeUndefined();
  });
});
