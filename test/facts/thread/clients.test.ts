import { describe, expect, it } from 'vitest';
import threadsNamespace from '../../../src/facts/threads.ts';
import type { Thread } from '../../../src/model/thread-dump.ts';
import { factAt, missingReason } from '../../support/facts.ts';
import { dump, evidence, thread, threads, vmThread } from '../../support/threads.ts';

const at = (given: readonly Thread[], path: string) =>
  factAt(threadsNamespace, evidence({ dumps: [dump(given)] }), path);
const reason = (given: readonly Thread[], path: string) =>
  missingReason(threadsNamespace, evidence({ dumps: [dump(given)] }), path);

const address = (n: number): string => `<0x${(0xf0000000 + n * 16).toString(16)}>`;
const pooled = [
  'java.util.concurrent.ThreadPoolExecutor.runWorker',
  'java.util.concurrent.ThreadPoolExecutor$Worker.run',
  'java.lang.Thread.run',
];
const idleAt = (n: number): string[] => [
  'jdk.internal.misc.Unsafe.park',
  `- parking to wait for ${address(n)} (a java.util.concurrent.SynchronousQueue$TransferStack)`,
  'java.util.concurrent.locks.LockSupport.parkNanos',
  'java.util.concurrent.SynchronousQueue.poll',
  'java.util.concurrent.ThreadPoolExecutor.getTask',
  ...pooled,
];
const inCall = [
  'java.net.SocketInputStream.socketRead0',
  'okhttp3.internal.connection.RealCall$AsyncCall.run',
  ...pooled,
];
const reader = [
  'java.net.SocketInputStream.socketRead0',
  'okhttp3.internal.http2.Http2Reader.nextFrame',
  'okhttp3.internal.http2.Http2Connection$ReaderRunnable.invoke',
  ...pooled,
];
const runner = thread('OkHttp TaskRunner', 'TIMED_WAITING', [
  'java.lang.Object.wait',
  'okhttp3.internal.concurrent.TaskRunner$RealBackend.coordinatorWait',
  ...pooled,
]);

const dispatchers = (count: number): Thread[] =>
  Array.from({ length: count }, (_, i) =>
    thread('OkHttp Dispatcher', 'TIMED_WAITING', idleAt(i), { elapsedMs: (count - i) * 500 }),
  );

describe('OkHttp clients', () => {
  it('are counted by the queues idle dispatchers wait on', () => {
    const given = [vmThread('VM Thread', { elapsedMs: 55_000 }), ...dispatchers(100)];
    expect(at(given, 'okhttp/clients')).toBe(100);
    expect(at(given, 'okhttp/birthsLast10Min')).toBe(100);
    expect(at(given, 'okhttp/birthsPerMinute')).toBeCloseTo(120, -1);
  });

  it('are one when all dispatchers wait on one queue, whatever is in flight', () => {
    const given = [
      ...threads(10, 'OkHttp Dispatcher', 'TIMED_WAITING', idleAt(1)),
      ...threads(64, 'OkHttp https://api.acme.com/...', 'RUNNABLE', inCall),
      runner,
    ];
    expect(at(given, 'okhttp/clients')).toBe(1);
    expect(at(given, 'okhttp/callsInFlight')).toBe(64);
  });

  it('are counted by the monitors of their connection pools in OkHttp 3, the released one where the address is missing', () => {
    const pool = (n: number, wait: string): Thread =>
      thread('OkHttp ConnectionPool', 'TIMED_WAITING', [
        'java.lang.Object.wait',
        wait,
        'okhttp3.ConnectionPool$1.run',
        `- locked ${address(n)} (a okhttp3.ConnectionPool)`,
        ...pooled,
      ]);
    const withAddress = Array.from({ length: 12 }, (_, n) =>
      pool(n, `- waiting on ${address(n)} (a okhttp3.ConnectionPool)`),
    );
    const without = Array.from({ length: 12 }, (_, n) => pool(n, '- waiting on <no object reference available>'));
    expect(at(withAddress, 'okhttp/clients')).toBe(12);
    expect(at(without, 'okhttp/clients')).toBe(12);
    expect(
      at(
        threads(12, 'OkHttp ConnectionPool', 'TIMED_WAITING', [
          'java.lang.Object.wait',
          'okhttp3.ConnectionPool$1.run',
        ]),
        'okhttp/clients',
      ),
    ).toBe(12);
  });

  it('are counted by HTTP/2 connections to one host, not by hosts', () => {
    expect(at(threads(40, 'OkHttp api.acme.com', 'RUNNABLE', reader), 'okhttp/clients')).toBe(40);
    expect(at(threads(40, 'OkHttp host#.acme.com', 'RUNNABLE', reader), 'okhttp/http2Connections')).toBe(1);
  });

  it('are unknown where only calls without threads of their own are seen', () => {
    expect(reason([runner], 'okhttp/clients')).toContain('histogram');
    const sync = thread('http-nio-8080-exec-1', 'RUNNABLE', [
      'java.net.SocketInputStream.socketRead0',
      'okhttp3.internal.connection.RealCall.execute',
      'com.acme.Pay.call',
    ]);
    expect(reason([sync, ...dispatchers(2)], 'okhttp/clients')).toContain('synchronous');
    expect(at([sync, ...dispatchers(30)], 'okhttp/clients')).toBe(30);
  });

  it('are none where nothing is of OkHttp', () => {
    expect(at([thread('main', 'RUNNABLE', ['com.acme.Main.main'])], 'okhttp/clients')).toBe(0);
  });

  it('name who calls them', () => {
    const caller = thread('job-1', 'RUNNABLE', [
      'okhttp3.OkHttpClient.newCall',
      'com.acme.Notify.send(Notify.java:20)',
    ]);
    expect(at([caller, ...dispatchers(3)], 'okhttp/callers')).toEqual(['com.acme.Notify.send(Notify.java:20)']);
  });
});

const epoll = [
  'sun.nio.ch.EPoll.wait',
  'sun.nio.ch.SelectorImpl.select',
  'org.apache.kafka.common.network.Selector.poll',
  'org.apache.kafka.clients.NetworkClient.poll',
];
const sender = [...epoll, 'org.apache.kafka.clients.producer.internals.Sender.run', 'java.lang.Thread.run'];
const poller = [
  ...epoll,
  'org.apache.kafka.clients.consumer.KafkaConsumer.poll',
  'com.acme.Listener.run',
  'java.lang.Thread.run',
];
const heartbeat = [
  'java.lang.Object.wait',
  'org.apache.kafka.clients.consumer.internals.AbstractCoordinator$HeartbeatThread.run',
];
const inSend = [
  'java.lang.Object.wait',
  'org.apache.kafka.clients.producer.KafkaProducer.waitOnMetadata',
  'org.apache.kafka.clients.producer.KafkaProducer.doSend',
  'com.acme.Events.publish(Events.java:8)',
];

describe('Kafka clients', () => {
  it('producers are counted by their network threads', () => {
    const given = threads(30, 'kafka-producer-network-thread | producer-#', 'RUNNABLE', sender, (n) => ({
      elapsedMs: n * 1_000,
    }));
    expect(at(given, 'kafka/clients/producer/count')).toBe(30);
    expect(at(given, 'kafka/clients/producer/highestIndex')).toBe(30);
  });

  it('those of Kafka Streams belong to it', () => {
    const given = [
      ...threads(12, 'kafka-producer-network-thread | app-StreamThread-#-producer', 'RUNNABLE', sender),
      ...threads(12, 'kafka-coordinator-heartbeat-thread | app-StreamThread-#', 'TIMED_WAITING', heartbeat),
      ...threads(12, 'app-StreamThread-#', 'RUNNABLE', poller),
    ];
    expect(at(given, 'kafka/clients')).toEqual([]);
  });

  it('polled consumers are no leak, orphaned ones are', () => {
    const healthy = [
      ...threads(60, 'kafka-coordinator-heartbeat-thread | orders', 'TIMED_WAITING', heartbeat),
      ...threads(30, 'listener-#', 'RUNNABLE', poller),
      ...threads(30, 'org.springframework.kafka.KafkaListenerEndpointContainer#0-#-C-1', 'RUNNABLE', [
        'com.acme.Work.run',
      ]),
    ];
    expect(at(healthy, 'kafka/clients')).toEqual([]);
    const orphans = threads(15, 'kafka-coordinator-heartbeat-thread | lookup', 'TIMED_WAITING', heartbeat);
    expect(at([...healthy, ...orphans], 'kafka/clients/consumer/count')).toBe(15);
  });

  it('bare threads in send are counted, request workers and pool threads are not', () => {
    const given = [
      ...threads(300, 'Thread-#', 'TIMED_WAITING', [...inSend, 'java.lang.Thread.run']),
      ...threads(50, 'http-nio-8080-exec-#', 'TIMED_WAITING', [...inSend, 'java.lang.Thread.run']),
      ...threads(50, 'pool-1-thread-#', 'TIMED_WAITING', [...inSend, ...pooled]),
    ];
    expect(at(given, 'kafka/clients/thread in send()/count')).toBe(300);
    expect(at(given, 'kafka/callers')).toEqual(['com.acme.Events.publish(Events.java:8)']);
  });
});

describe('executors with default names', () => {
  const idle = idleAt(1);
  it('are counted by pool, those of one thread apart', () => {
    const given = [
      ...Array.from({ length: 80 }, (_, i) =>
        thread(`pool-${i + 1}-thread-1`, 'WAITING', idle, { elapsedMs: 1_000 * (i + 1) }),
      ),
      ...threads(20, 'pool-99-thread-#', 'WAITING', idle),
    ];
    expect(at(given, 'executors/pools')).toBe(81);
    expect(at(given, 'executors/singlePools')).toBe(80);
    expect(at(given, 'executors/highestPool')).toBe(99);
    expect(at(given, 'executors/birthsLast10Min')).toBe(80);
  });

  it('are none where nobody uses the default names', () => {
    expect(at([thread('main', 'RUNNABLE')], 'executors/pools')).toBe(0);
    expect(at([thread('main', 'RUNNABLE')], 'executors/highestPool')).toBe(0);
  });
});
