import { describe, expect, it } from 'vitest';
import { firstApplicationFrame, frameText, isDriverFrame, isJdkFrame } from '../../../src/facts/thread/frames.ts';
import type { Frame } from '../../../src/model/thread-dump.ts';
import { stack } from '../../support/threads.ts';

const frame = (className: string): Frame => ({ className, method: 'run', location: 'X.java:1' });

const nameOf = (lines: readonly string[], packages?: readonly string[]): string | undefined => {
  const found = firstApplicationFrame(stack(lines), packages);
  return found === undefined ? undefined : frameText(found);
};

describe('a frame as text', () => {
  it('reads as in the dump', () => {
    expect(frameText({ className: 'com.acme.Order$1', method: 'place', location: 'Order.java:42' })).toBe(
      'com.acme.Order$1.place(Order.java:42)',
    );
  });
});

describe('the first application frame', () => {
  it('lies below JDK, driver, pool, Spring and proxy frames', () => {
    expect(
      nameOf([
        'sun.nio.ch.SocketDispatcher.read0',
        'org.postgresql.core.PGStream.receiveChar',
        'com.zaxxer.hikari.pool.ProxyStatement.execute',
        'org.mybatis.spring.SqlSessionTemplate.selectOne',
        'com.sun.proxy.$Proxy77.find',
        'com.acme.order.OrderService$$EnhancerBySpringCGLIB$$1f2e.find',
        'com.acme.order.OrderService$$FastClassBySpringCGLIB$$1f2e.invoke',
        'com.acme.order.OrderService$$Lambda$7/0x0001.run',
        'com.acme.order.OrderService.find(OrderService.java:31)',
        'com.acme.web.OrderController.get(OrderController.java:12)',
      ]),
    ).toBe('com.acme.order.OrderService.find(OrderService.java:31)');
  });

  it.each([
    'devonframe.dataaccess.CommonDao.select',
    'egovframework.rte.psl.dataaccess.EgovAbstractDAO.list',
    'nexcore.framework.core.Biz.run',
    'aries.lib.boot.Jennifer.trace',
    'com.navercorp.pinpoint.bootstrap.interceptor.A.before',
    'scouter.agent.trace.TraceMain.start',
    'whatap.agent.trace.TraceMain.start',
    'datadog.trace.agent.core.Span.finish',
    'io.opentelemetry.javaagent.A.enter',
    'com.newrelic.agent.Tracer.finish',
    'okhttp3.internal.connection.RealCall.execute',
    'org.apache.kafka.clients.producer.KafkaProducer.doSend',
    'org.hibernate.internal.SessionImpl.find',
    'com.acme.shaded.org.apache.http.Client.execute',
    'org.apache.catalina.core.StandardWrapperValve.invoke',
  ])('is not %s', (line) => {
    expect(nameOf([line, 'com.acme.App.call(App.java:3)'])).toBe('com.acme.App.call(App.java:3)');
  });

  it('may be a page of the application, or a lambda body in its class', () => {
    expect(nameOf(['java.lang.Thread.sleep', 'org.apache.jsp.order_jsp._jspService(order_jsp.java:9)'])).toContain(
      'order_jsp',
    );
    expect(nameOf(['com.acme.App.lambda$main$0(App.java:5)'])).toContain('lambda$main$0');
  });

  it('is the one of the named packages where the user names them, and still found when they match nothing', () => {
    const lines = ['com.partner.Sdk.call(Sdk.java:1)', 'kr.co.acme.Pay.go(Pay.java:2)'];
    expect(nameOf(lines, ['kr.co.acme'])).toBe('kr.co.acme.Pay.go(Pay.java:2)');
    expect(nameOf(lines, ['kr.co.ac'])).toBe('com.partner.Sdk.call(Sdk.java:1)');
    expect(nameOf(['kr.co.acme.Pay$$SpringCGLIB$$0.go', 'kr.co.acme.Pay.go(Pay.java:2)'], ['kr.co.acme'])).toBe(
      'kr.co.acme.Pay.go(Pay.java:2)',
    );
  });

  it('is absent in a stack of libraries only', () => {
    expect(nameOf(['java.lang.Object.wait', 'org.apache.tomcat.util.threads.TaskQueue.take'])).toBeUndefined();
  });
});

describe('kinds of frames', () => {
  it.each([
    'java.lang.Thread',
    'jdk.internal.misc.Unsafe',
    'sun.nio.ch.Net',
    'com.sun.proxy.Helper',
    'javax.net.ssl.X',
  ])('%s is of the JDK', (name) => expect(isJdkFrame(frame(name))).toBe(true));

  it.each(['javax.servlet.http.HttpServlet', 'java2d.Demo', 'sunrise.App', 'com.acme.jdk.Tool'])('%s is not', (name) =>
    expect(isJdkFrame(frame(name))).toBe(false),
  );

  it.each([
    'com.mysql.cj.jdbc.ConnectionImpl',
    'org.postgresql.core.PGStream',
    'oracle.jdbc.driver.T4CPreparedStatement',
    'com.tmax.tibero.jdbc.TbStatement',
    'Altibase.jdbc.driver.AltibaseStatement',
    'cubrid.jdbc.driver.CUBRIDStatement',
    'com.microsoft.sqlserver.jdbc.SQLServerStatement',
  ])('%s is of a driver', (name) => expect(isDriverFrame(frame(name))).toBe(true));

  it('the pool around a driver is not the driver', () => {
    expect(isDriverFrame(frame('com.zaxxer.hikari.pool.ProxyStatement'))).toBe(false);
    expect(isDriverFrame(frame('redis.clients.jedis.JedisPool'))).toBe(false);
  });
});
