/** The borrows of many libraries as their own threads show them, innermost frame first, without the application below. */
export const park = (...rest: readonly string[]): readonly string[] => [
  'jdk.internal.misc.Unsafe.park(Native Method)',
  'java.util.concurrent.locks.LockSupport.parkNanos(L.java:1)',
  ...rest,
];
const condition = (address: string): string =>
  `- parking to wait for <${address}> (a java.util.concurrent.locks.AbstractQueuedSynchronizer$ConditionObject)`;

export const hikari = (address = '0x10'): readonly string[] => [
  'jdk.internal.misc.Unsafe.park(Native Method)',
  `- parking to wait for <${address}> (a java.util.concurrent.SynchronousQueue$TransferQueue)`,
  'java.util.concurrent.locks.LockSupport.parkNanos(L.java:1)',
  'java.util.concurrent.SynchronousQueue.poll(S.java:1)',
  'com.zaxxer.hikari.util.ConcurrentBag.borrow(ConcurrentBag.java:151)',
  'com.zaxxer.hikari.pool.HikariPool.getConnection(HikariPool.java:180)',
  'com.zaxxer.hikari.HikariDataSource.getConnection(HikariDataSource.java:100)',
];

export const tomcatJdbc = (address: string): readonly string[] => [
  'jdk.internal.misc.Unsafe.park(Native Method)',
  `- parking to wait for <${address}> (a java.util.concurrent.CountDownLatch$Sync)`,
  'java.util.concurrent.CountDownLatch.await(C.java:1)',
  'org.apache.tomcat.jdbc.pool.FairBlockingQueue.poll(F.java:1)',
  'org.apache.tomcat.jdbc.pool.ConnectionPool.borrowConnection(ConnectionPool.java:715)',
  'org.apache.tomcat.jdbc.pool.DataSourceProxy.getConnection(D.java:1)',
];

export const dbcp2 = (address = '0x20'): readonly string[] => [
  'jdk.internal.misc.Unsafe.park(Native Method)',
  condition(address),
  'java.util.concurrent.locks.AbstractQueuedSynchronizer$ConditionObject.await(A.java:1)',
  'org.apache.commons.pool2.impl.LinkedBlockingDeque.takeFirst(L.java:590)',
  'org.apache.commons.pool2.impl.GenericObjectPool.borrowObject(G.java:313)',
  'org.apache.commons.dbcp2.BasicDataSource.getConnection(B.java:714)',
];

/** Below a borrow: Spring opens a first transaction. */
export const firstTransaction: readonly string[] = [
  'org.springframework.jdbc.datasource.DataSourceTransactionManager.doBegin(D.java:269)',
  'org.springframework.transaction.support.AbstractPlatformTransactionManager.startTransaction(A.java:400)',
  'org.springframework.transaction.support.AbstractPlatformTransactionManager.getTransaction(A.java:373)',
  'org.springframework.transaction.interceptor.TransactionAspectSupport.createTransactionIfNecessary(T.java:595)',
  'org.springframework.transaction.interceptor.TransactionAspectSupport.invokeWithinTransaction(T.java:382)',
  'org.springframework.transaction.interceptor.TransactionInterceptor.invoke(T.java:119)',
];

/** Below a borrow: Spring suspends a transaction of the same manager and opens another one. */
export const secondTransaction: readonly string[] = [
  ...firstTransaction.slice(0, 2),
  'org.springframework.transaction.support.AbstractPlatformTransactionManager.handleExistingTransaction(A.java:434)',
  ...firstTransaction.slice(2),
];

/** Above it runs the body of a begun transaction. */
export const begun: readonly string[] = [
  'org.springframework.transaction.interceptor.TransactionInterceptor$1.proceedWithInvocation(T.java:123)',
  'org.springframework.transaction.interceptor.TransactionAspectSupport.invokeWithinTransaction(T.java:388)',
  'org.springframework.transaction.interceptor.TransactionInterceptor.invoke(T.java:119)',
];

export const place = 'com.acme.OrderService.place(OrderService.java:98)';
export const auditProxy = 'com.acme.AuditService$$EnhancerBySpringCGLIB$$5e402681.write(<generated>)';
export const api: readonly string[] = [
  'com.acme.Api.post(Api.java:12)',
  'javax.servlet.http.HttpServlet.service(HttpServlet.java:623)',
  'java.lang.Thread.run(Thread.java:840)',
];

/** In the driver, on a borrowed connection. */
export const inDriver: readonly string[] = [
  'java.net.SocketInputStream.socketRead0(Native Method)',
  'org.postgresql.core.v3.QueryExecutorImpl.execute(Q.java:372)',
  'org.postgresql.jdbc.PgStatement.executeQuery(P.java:266)',
  'com.zaxxer.hikari.pool.HikariProxyStatement.executeQuery(H.java)',
  'com.acme.OrderDao.find(OrderDao.java:19)',
];
