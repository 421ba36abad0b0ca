import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { familyOf, indexesOf } from '../../../src/facts/thread/family.ts';

describe('the family of a thread name', () => {
  it.each([
    ['http-nio-8080-exec-1', 'http-nio-#-exec-#'],
    ['http-nio-127.0.0.1-18080-exec-9', 'http-nio-#-exec-#'],
    ['http-nio-0:0:0:0:0:0:0:1-8080-exec-3', 'http-nio-#-exec-#'],
    ['"http-bio-8080"-exec-12', 'http-bio-#-exec-#'],
    ['http-nio2-8080-exec-4', 'http-nio2-#-exec-#'],
    ['ajp-/127.0.0.1:8009-30', 'ajp-/#-#'],
    ['OkHttp https://api.acme.com/...', 'OkHttp https://#'],
    ['OkHttp http://localhost:18083/...', 'OkHttp http://#'],
    ['OkHttp api.acme.com', 'OkHttp #'],
    ['OkHttp localhost', 'OkHttp #'],
    ['OkHttp Dispatcher', 'OkHttp Dispatcher'],
    ['OkHttp TaskRunner', 'OkHttp TaskRunner'],
    ['OkHttp ConnectionPool', 'OkHttp ConnectionPool'],
    ['kafka-producer-network-thread | producer-12', 'kafka-producer-network-thread | #'],
    ['kafka-producer-network-thread | order-events', 'kafka-producer-network-thread | #'],
    ['kafka-coordinator-heartbeat-thread | billing', 'kafka-coordinator-heartbeat-thread | #'],
    [
      'org.springframework.kafka.KafkaListenerEndpointContainer#0-0-C-1',
      'org.springframework.kafka.KafkaListenerEndpointContainer#-#-C-#',
    ],
    ['pool-3-thread-1', 'pool-#-thread-#'],
    ['Thread-3127', 'Thread-#'],
    ['HikariPool-1 housekeeper', 'HikariPool-# housekeeper'],
    ['nioEventLoopGroup-12-3', 'nioEventLoopGroup-#-#'],
    ['lettuce-epollEventLoop-4-1', 'lettuce-epollEventLoop-#-#'],
    ['qtp1483022288-45', 'qtp#-#'],
    [
      "[ACTIVE] ExecuteThread: '12' for queue: 'weblogic.kernel.Default (self-tuning)'",
      "ExecuteThread: '#' for queue: 'weblogic.kernel.Default (self-tuning)'",
    ],
    [
      "[STUCK] ExecuteThread: '3' for queue: 'weblogic.kernel.Default (self-tuning)'",
      "ExecuteThread: '#' for queue: 'weblogic.kernel.Default (self-tuning)'",
    ],
    ['RMI TCP Connection(12)-10.0.0.1', 'RMI TCP Connection(#)-#'],
    ['RMI TCP Connection(idle)', 'RMI TCP Connection(#)-#'],
    ['GC Thread#0', 'GC Thread#'],
    ['C1 CompilerThread0', 'C1 CompilerThread#'],
    ['G1 Conc#0', 'G1 Conc#'],
    ['WebContainer : 12', 'WebContainer : #'],
    [
      "cluster-ClusterId{value='5f3c9a0b1d2e3f4a5b6c7d8e', description='null'}-mongo-0.acme:27017",
      "cluster-ClusterId{value='#', description='null'}-#",
    ],
    ['session 550e8400-e29b-41d4-a716-446655440000', 'session #'],
    ['worker 0x00007f12ab', 'worker #'],
    ['Tomcat JDBC Pool Cleaner[815033865:1732099200000]', 'Tomcat JDBC Pool Cleaner[#:#]'],
    ['Camel (camel-1) thread #3 - JmsConsumer[orders]', 'Camel (camel-#) thread # - JmsConsumer[orders]'],
    ['main', 'main'],
    ['', ''],
  ])('of %j is %j', (name, family) => expect(familyOf(name)).toBe(family));

  it('keeps names apart that differ in words', () => {
    expect(familyOf('order-worker-1')).not.toBe(familyOf('report-worker-1'));
    expect(familyOf('C1 CompilerThread0')).not.toBe(familyOf('C2 CompilerThread0'));
  });

  it('is bounded, whatever stands in a name', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 5000, unit: 'binary' }), (name) => {
        expect(familyOf(name).length).toBeLessThanOrEqual(120);
      }),
    );
  });

  it('does not depend on the number', () => {
    const stem = fc.stringMatching(/^[a-z][a-z-]{0,20}-$/);
    fc.assert(
      fc.property(stem, fc.nat(), fc.nat(), (name, a, b) => {
        expect(familyOf(`${name}${a}`)).toBe(familyOf(`${name}${b}`));
      }),
    );
  });
});

describe('the numbers in a name', () => {
  it('are the first and the last', () => expect(indexesOf('pool-12-thread-3')).toEqual({ first: 12, last: 3 }));
  it('do not come from an address', () =>
    expect(indexesOf('http-nio-127.0.0.1-18080-exec-9')).toEqual({ first: 9, last: 9 }));
  it('are absent in a name without', () => expect(indexesOf('main')).toBeUndefined());
});
