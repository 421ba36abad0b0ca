import { describe, expect, it } from 'vitest';
import type { Thread, ThreadState } from '../../../src/model/thread-dump.ts';
import { findingsOf } from '../../support/judge.ts';
import { dump, evidence, thread, threads, vmThread } from '../../support/threads.ts';

const run = 'java.lang.Thread.run';
const epoll = ['sun.nio.ch.EPoll.wait', 'sun.nio.ch.EPollSelectorImpl.doSelect', 'sun.nio.ch.SelectorImpl.select'];
const park = ['jdk.internal.misc.Unsafe.park', 'java.util.concurrent.locks.LockSupport.park'];
const worker = [
  'java.util.concurrent.ThreadPoolExecutor.runWorker',
  'java.util.concurrent.ThreadPoolExecutor$Worker.run',
  run,
];
const free = [
  ...park,
  'java.util.concurrent.LinkedBlockingQueue.take',
  'java.util.concurrent.ThreadPoolExecutor.getTask',
  ...worker,
];
const kafkaPoll = [
  ...epoll,
  'org.apache.kafka.common.network.Selector.poll',
  'org.apache.kafka.clients.NetworkClient.poll',
  'org.apache.kafka.clients.consumer.KafkaConsumer.poll',
];
const netty = [...epoll, 'io.netty.channel.nio.NioEventLoop.select', 'io.netty.channel.nio.NioEventLoop.run', run];
const socketRead = ['java.net.SocketInputStream.socketRead0', 'java.net.SocketInputStream.read'];

type Some = readonly [count: number, name: string, state: ThreadState, stack: readonly string[]];

/** An application that is up for ten hours; its threads are as old, but those with an age of their own. */
const upForMs = 36_000_000;
const settled = (...families: readonly Some[]): Thread[] =>
  families.flatMap(([count, name, state, stack]) =>
    threads(count, name, state, stack, (n) => ({ elapsedMs: upForMs - 60_000 - n, cpuMs: 1_000 + n })),
  );

const jvm = (elapsedMs: number): Thread[] => [
  vmThread('VM Thread', { elapsedMs, cpuMs: 4_000 }),
  vmThread('C2 CompilerThread0', { elapsedMs, cpuMs: 0.95 * elapsedMs }),
  vmThread('GC Thread#0', { elapsedMs, cpuMs: 0.01 * elapsedMs }),
];

const later = (given: readonly Thread[], byMs: number): Thread[] =>
  given.map((one) => ({
    ...one,
    elapsedMs: (one.elapsedMs ?? 0) + byMs,
    cpuMs: (one.cpuMs ?? 0) + 5,
  }));

/** One dump, three dumps, and the same of a JDK without ages. */
const silent = (given: readonly Thread[], upMs = upForMs): void => {
  const all = [...jvm(upMs), ...given].map((one, i) => ({ ...one, id: i + 1, tid: `0x${(i + 1).toString(16)}` }));
  const three = [0, 2_000, 4_000].map((byMs) => dump(later(all, byMs)));
  const bare = dump(
    all.map(({ elapsedMs: _, cpuMs: __, ...rest }) => rest),
    { jdk: 8 },
  );
  for (const dumps of [[dump(all)], three, [bare], [bare, bare]]) {
    expect(findingsOf(evidence({ dumps })).filter((finding) => !finding.endsWith(': info'))).toEqual([]);
  }
};

describe('healthy twins are silent at warning and above', () => {
  it('200 idle Tomcat workers', () =>
    silent(
      settled([
        200,
        'http-nio-8080-exec-#',
        'WAITING',
        [
          ...park,
          'java.util.concurrent.LinkedBlockingQueue.take',
          'org.apache.tomcat.util.threads.TaskQueue.take',
          'org.apache.tomcat.util.threads.ThreadPoolExecutor.getTask',
          run,
        ],
      ]),
    ));

  it('60 Kafka consumers', () =>
    silent(
      settled(
        [60, 'listener-#', 'RUNNABLE', [...kafkaPoll, 'com.acme.Listener.run', run]],
        [
          60,
          'kafka-coordinator-heartbeat-thread | orders',
          'TIMED_WAITING',
          [
            'java.lang.Object.wait',
            'org.apache.kafka.clients.consumer.internals.AbstractCoordinator$HeartbeatThread.run',
          ],
        ],
      ),
    ));

  it('Kafka Streams', () =>
    silent(
      settled(
        [
          24,
          'billing-7c1d-StreamThread-#',
          'RUNNABLE',
          [...kafkaPoll, 'org.apache.kafka.streams.processor.internals.StreamThread.run'],
        ],
        [
          24,
          'kafka-producer-network-thread | billing-7c1d-StreamThread-#-producer',
          'RUNNABLE',
          [
            ...epoll,
            'org.apache.kafka.common.network.Selector.poll',
            'org.apache.kafka.clients.producer.internals.Sender.run',
            run,
          ],
        ],
        [
          24,
          'kafka-coordinator-heartbeat-thread | billing-StreamThread-#',
          'TIMED_WAITING',
          [
            'java.lang.Object.wait',
            'org.apache.kafka.clients.consumer.internals.AbstractCoordinator$HeartbeatThread.run',
          ],
        ],
        [1, 'kafka-admin-client-thread | billing-admin', 'RUNNABLE', kafkaPoll],
      ),
    ));

  it('WebFlux with boundedElastic', () =>
    silent(
      settled(
        [
          16,
          'reactor-http-epoll-#',
          'RUNNABLE',
          ['io.netty.channel.epoll.Native.epollWait', 'io.netty.channel.epoll.EpollEventLoop.run', run],
        ],
        [
          80,
          'boundedElastic-#',
          'RUNNABLE',
          [...socketRead, 'com.mysql.cj.protocol.a.NativeProtocol.readPacket', 'com.acme.Repo.find', ...worker],
        ],
        [8, 'parallel-#', 'WAITING', free],
      ),
    ));

  it('SQS, JMS and AMQP long polls', () =>
    silent(
      settled(
        [
          20,
          'org.springframework.jms.JmsListenerEndpointContainer#0-#',
          'TIMED_WAITING',
          [
            'java.lang.Object.wait',
            'org.apache.activemq.FifoMessageDispatchChannel.dequeue',
            'org.apache.activemq.ActiveMQMessageConsumer.receive',
            ...worker,
          ],
        ],
        [
          30,
          'org.springframework.amqp.rabbit.RabbitListenerEndpointContainer#0-#',
          'TIMED_WAITING',
          [
            ...park,
            'java.util.concurrent.LinkedBlockingQueue.poll',
            'org.springframework.amqp.rabbit.listener.BlockingQueueConsumer.nextMessage',
            run,
          ],
        ],
        [
          30,
          'sqs-poller-#',
          'RUNNABLE',
          [
            ...socketRead,
            'org.apache.http.impl.execchain.MainClientExec.execute',
            'com.amazonaws.services.sqs.AmazonSQSClient.receiveMessage',
            'com.acme.Poller.run',
            run,
          ],
        ],
      ),
    ));

  it('Redisson, Quartz and Hazelcast', () =>
    silent(
      settled(
        [32, 'redisson-netty-2-#', 'RUNNABLE', netty],
        [16, 'redisson-3-#', 'WAITING', free],
        [
          25,
          'quartzScheduler_Worker-#',
          'TIMED_WAITING',
          ['java.lang.Object.wait', 'org.quartz.simpl.SimpleThreadPool$WorkerThread.run'],
        ],
        [
          160,
          'hz.app.partition-operation.thread-#',
          'WAITING',
          [
            ...park,
            'com.hazelcast.util.concurrent.MPSCQueue.takeAll',
            'com.hazelcast.util.concurrent.MPSCQueue.take',
            'com.hazelcast.spi.impl.operationexecutor.impl.OperationThread.run',
          ],
        ],
      ),
    ));

  it('an OpenTelemetry or Pinpoint agent', () =>
    silent(
      settled(
        [
          1,
          'BatchSpanProcessor_WorkerThread-#',
          'TIMED_WAITING',
          [
            ...park,
            'java.util.concurrent.ArrayBlockingQueue.poll',
            'io.opentelemetry.sdk.trace.export.BatchSpanProcessor$Worker.run',
            run,
          ],
        ],
        [
          1,
          'OkHttp Dispatcher',
          'TIMED_WAITING',
          [
            ...park,
            '- parking to wait for <0xf1> (a java.util.concurrent.SynchronousQueue$TransferStack)',
            'java.util.concurrent.SynchronousQueue.poll',
            'java.util.concurrent.ThreadPoolExecutor.getTask',
            ...worker,
          ],
        ],
        [2, 'Pinpoint-Scheduled-Worker(1-#)', 'WAITING', free],
        [4, 'grpc-default-executor-#', 'WAITING', free],
      ),
    ));

  it('one OkHttp client with 64 calls in flight', () =>
    silent(
      settled(
        [
          64,
          'OkHttp https://api.acme.com/...',
          'RUNNABLE',
          [...socketRead, 'okhttp3.internal.connection.RealCall$AsyncCall.run', ...worker],
        ],
        [
          6,
          'OkHttp Dispatcher',
          'TIMED_WAITING',
          [
            ...park,
            '- parking to wait for <0xf1> (a java.util.concurrent.SynchronousQueue$TransferStack)',
            'java.util.concurrent.SynchronousQueue.poll',
            'java.util.concurrent.ThreadPoolExecutor.getTask',
            ...worker,
          ],
        ],
      ),
    ));

  it('a dozen unnamed executors of libraries', () =>
    silent(Array.from({ length: 12 }, (_, i) => settled([1, `pool-${i + 1}-thread-#`, 'WAITING', free])).flat()));

  it('a virtual thread per request', () =>
    silent([
      ...threads(1_000, '', 'RUNNABLE', [...socketRead, 'com.acme.Web.get'], () => ({ kind: 'virtual' })),
      ...settled([
        8,
        'ForkJoinPool-1-worker-#',
        'WAITING',
        [...park, 'java.util.concurrent.ForkJoinPool.awaitWork', 'java.util.concurrent.ForkJoinPool.runWorker'],
      ]),
    ]));

  it('the first minutes of a Spring Boot start', () => {
    for (const upMs of [30_000, 90_000, 170_000]) {
      const starting = [
        thread(
          'main',
          'RUNNABLE',
          [
            'org.springframework.asm.ClassReader.accept',
            'org.springframework.boot.SpringApplication.run',
            'com.acme.App.main',
          ],
          { elapsedMs: upMs - 50, cpuMs: 0.96 * upMs },
        ),
        ...threads(10, 'http-nio-8080-exec-#', 'WAITING', free, (n) => ({ elapsedMs: 500 + n })),
        ...threads(12, 'HikariPool-#-connection-adder', 'WAITING', free, (n) => ({ elapsedMs: 2_000 * n })),
        ...threads(60, 'order-worker-#', 'WAITING', free, (n) => ({ elapsedMs: 9_000 + n })),
      ];
      const all = [...jvm(upMs), ...starting];
      expect(findingsOf(evidence({ dumps: [dump(all)] })).filter((one) => !one.endsWith(': info'))).toEqual([]);
    }
  });

  it('a ramp from 10 to 200 request workers, all busy while it lasts', () => {
    const query = [
      ...socketRead,
      'org.postgresql.core.PGStream.receive',
      'com.acme.Db.find',
      'javax.servlet.http.HttpServlet.service',
      run,
    ];
    const ramp = (count: number) =>
      dump([
        ...jvm(upForMs),
        ...threads(count, 'http-nio-8080-exec-#', 'RUNNABLE', query, (n) => ({ elapsedMs: 200 * (count + 1 - n) })),
      ]);
    for (const dumps of [[ramp(60)], [ramp(40), ramp(60)], [ramp(40), ramp(60), ramp(120)]]) {
      expect(findingsOf(evidence({ dumps })).filter((one) => !one.endsWith(': info'))).toEqual([]);
    }
  });
});

describe('a sick one beside them', () => {
  it('is not silent', () => {
    const clients = Array.from({ length: 40 }, (_, i) =>
      thread(
        'OkHttp Dispatcher',
        'TIMED_WAITING',
        [
          ...park,
          `- parking to wait for <0xf${i}> (a java.util.concurrent.SynchronousQueue$TransferStack)`,
          'java.util.concurrent.SynchronousQueue.poll',
          'java.util.concurrent.ThreadPoolExecutor.getTask',
          ...worker,
        ],
        { elapsedMs: 1_000 * (i + 1) },
      ),
    );
    const all = [...jvm(upForMs), ...settled([200, 'http-nio-8080-exec-#', 'WAITING', free]), ...clients];
    expect(findingsOf(evidence({ dumps: [dump(all)] }))).toContain('threads/okhttp-client-leak: warning');
  });
});
