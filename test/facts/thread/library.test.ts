import { describe, expect, it } from 'vitest';
import { familyOf } from '../../../src/facts/thread/family.ts';
import { libraryOf, libraryOfFamily } from '../../../src/facts/thread/library.ts';
import { thread, threads } from '../../support/threads.ts';

describe('the library of a family', () => {
  it.each([
    ['http-nio-8080-exec-1', 'Tomcat', 'server'],
    ['http-nio-127.0.0.1-18080-exec-9', 'Tomcat', 'server'],
    ['"http-bio-8080"-exec-3', 'Tomcat', 'server'],
    ['https-openssl-nio-8443-exec-2', 'Tomcat', 'server'],
    ['ajp-nio-127.0.0.1-8009-exec-1', 'Tomcat', 'server'],
    ['http-8080-12', 'Tomcat', 'server'],
    ['ajp-/127.0.0.1:8009-30', 'JBoss Web', 'server'],
    ['qtp1483022288-45', 'Jetty', 'server'],
    ['XNIO-1 task-5', 'Undertow', 'server'],
    ['default task-12', 'Undertow', 'server'],
    ["[ACTIVE] ExecuteThread: '12' for queue: 'weblogic.kernel.Default (self-tuning)'", 'WebLogic', 'server'],
    ['WebContainer : 7', 'WebSphere', 'server'],
    ['http1-w03 [container1-12]', 'JEUS', 'server'],
    ['GC Thread#3', 'JVM', 'fixed'],
    ['C1 CompilerThread0', 'JVM', 'fixed'],
    ['RMI TCP Connection(5)-10.0.0.7', 'RMI', 'fixed'],
    ['OkHttp https://api.acme.com/...', 'OkHttp', undefined],
    ['OkHttp Dispatcher', 'OkHttp', undefined],
    ['kafka-producer-network-thread | producer-7', 'Kafka', undefined],
    ['billing-0a1b-StreamThread-3', 'Kafka Streams', 'fixed'],
    ['pool-3-thread-1', 'Executors', undefined],
    ['HttpClient-4-SelectorManager', 'JDK HttpClient', undefined],
    ['HikariPool-1 housekeeper', 'HikariCP', undefined],
    ['nioEventLoopGroup-3-1', 'Netty', 'cores'],
    ['reactor-http-epoll-2', 'Reactor Netty', 'cores'],
    ['boundedElastic-9', 'Reactor', 'cores'],
    ['lettuce-epollEventLoop-4-1', 'Lettuce', 'cores'],
    ['redisson-netty-2-16', 'Redisson', 'cores'],
    ['ForkJoinPool.commonPool-worker-3', 'ForkJoinPool', 'cores'],
  ])('%s is of %s', (name, library, bounded) => {
    expect(libraryOfFamily(familyOf(name))).toMatchObject({ name: library });
    expect(libraryOfFamily(familyOf(name))?.bounded).toBe(bounded);
  });

  it.each(['Thread-1', 'main', 'order-worker-3', 'http-nio-8080-Acceptor', 'http-nio-8080-Poller', 'tomcat-handler-1'])(
    '%s is no request worker',
    (name) => expect(libraryOfFamily(familyOf(name))?.bounded).not.toBe('server'),
  );

  it('comes from the frames where the name says nothing, when half of the threads agree', () => {
    const send = ['org.apache.kafka.clients.producer.KafkaProducer.doSend', 'com.acme.Events.publish'];
    const shaded = ['com.acme.shaded.okhttp3.RealCall.execute', 'com.acme.Pay.call'];
    expect(libraryOf(threads(4, 'Thread-#', 'RUNNABLE', send))?.name).toBe('Kafka');
    expect(libraryOf(threads(4, 'Thread-#', 'RUNNABLE', shaded))?.name).toBe('OkHttp');
    const mixed = [
      ...threads(1, 'Thread-#', 'RUNNABLE', send),
      ...threads(3, 'Thread-#', 'RUNNABLE', ['com.acme.A.b']),
    ];
    expect(libraryOf(mixed)).toBeUndefined();
  });

  it('is none of no threads, and the name wins over the frames', () => {
    expect(libraryOf([])).toBeUndefined();
    const worker = thread('http-nio-8080-exec-1', 'RUNNABLE', ['okhttp3.RealCall.execute']);
    expect(libraryOf([worker])?.name).toBe('Tomcat');
  });
});
