import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isIdle } from '../../../src/facts/thread/idle.ts';
import type { ThreadState } from '../../../src/model/thread-dump.ts';
import { thread } from '../../support/threads.ts';

const park = ['jdk.internal.misc.Unsafe.park', 'java.util.concurrent.locks.LockSupport.park'];
const condition = [...park, 'java.util.concurrent.locks.AbstractQueuedSynchronizer$ConditionObject.await'];
const worker = [
  'java.util.concurrent.ThreadPoolExecutor.runWorker',
  'java.util.concurrent.ThreadPoolExecutor$Worker.run',
  'java.lang.Thread.run',
];
const socketRead = [
  'java.net.SocketInputStream.socketRead0',
  'java.net.SocketInputStream.socketRead',
  'java.net.SocketInputStream.read',
];
const tomcat = [
  'org.apache.tomcat.util.threads.ThreadPoolExecutor.runWorker',
  'org.apache.tomcat.util.threads.ThreadPoolExecutor$Worker.run',
  'org.apache.tomcat.util.threads.TaskThread$WrappingRunnable.run',
  'java.lang.Thread.run',
];
const servlet = [
  'javax.servlet.http.HttpServlet.service',
  'org.apache.catalina.core.ApplicationFilterChain.doFilter',
  ...tomcat,
];
const epoll = [
  'sun.nio.ch.EPoll.wait',
  'sun.nio.ch.EPollSelectorImpl.doSelect',
  'sun.nio.ch.SelectorImpl.lockAndDoSelect',
  'sun.nio.ch.SelectorImpl.select',
];

const idle: readonly (readonly [string, ThreadState, readonly string[]])[] = [
  [
    'an executor without a task',
    'WAITING',
    [
      ...condition,
      'java.util.concurrent.LinkedBlockingQueue.take',
      'java.util.concurrent.ThreadPoolExecutor.getTask',
      ...worker,
    ],
  ],
  [
    'a scheduled executor',
    'TIMED_WAITING',
    [
      ...condition,
      'java.util.concurrent.ScheduledThreadPoolExecutor$DelayedWorkQueue.take',
      'java.util.concurrent.ThreadPoolExecutor.getTask',
      ...worker,
    ],
  ],
  [
    'a Tomcat worker without a request',
    'WAITING',
    [
      ...condition,
      'java.util.concurrent.LinkedBlockingQueue.take',
      'org.apache.tomcat.util.threads.TaskQueue.take',
      'org.apache.tomcat.util.threads.TaskQueue.take',
      'org.apache.tomcat.util.threads.ThreadPoolExecutor.getTask',
      ...tomcat,
    ],
  ],
  [
    'a Tomcat 7 worker in a keep-alive read',
    'RUNNABLE',
    [
      ...socketRead,
      'org.apache.coyote.http11.InternalInputBuffer.fill',
      'org.apache.coyote.http11.InternalInputBuffer.parseRequestLine',
      'org.apache.coyote.http11.AbstractHttp11Processor.process',
      ...worker,
    ],
  ],
  [
    'an AJP worker that reads the next message',
    'RUNNABLE',
    [
      ...socketRead,
      'org.apache.coyote.ajp.AjpProcessor.read',
      'org.apache.coyote.ajp.AjpProcessor.readMessage',
      'org.apache.coyote.ajp.AjpProcessor.process',
      ...worker,
    ],
  ],
  [
    'a Jetty worker',
    'TIMED_WAITING',
    [
      ...condition,
      'org.eclipse.jetty.util.BlockingArrayQueue.poll',
      'org.eclipse.jetty.util.thread.QueuedThreadPool.idleJobPoll',
      'org.eclipse.jetty.util.thread.QueuedThreadPool$Runner.run',
      'java.lang.Thread.run',
    ],
  ],
  [
    'an Undertow worker',
    'WAITING',
    [
      ...park,
      'org.jboss.threads.EnhancedQueueExecutor$PoolThreadNode.park',
      'org.jboss.threads.EnhancedQueueExecutor$ThreadBody.run',
      'java.lang.Thread.run',
    ],
  ],
  [
    'a ForkJoin worker of JDK 17',
    'WAITING',
    [
      ...park,
      'java.util.concurrent.ForkJoinPool.awaitWork',
      'java.util.concurrent.ForkJoinPool.runWorker',
      'java.util.concurrent.ForkJoinWorkerThread.run',
    ],
  ],
  [
    'a ForkJoin worker of JDK 11',
    'WAITING',
    [...park, 'java.util.concurrent.ForkJoinPool.runWorker', 'java.util.concurrent.ForkJoinWorkerThread.run'],
  ],
  [
    'the finalizer',
    'WAITING',
    ['java.lang.Object.wait', 'java.lang.ref.ReferenceQueue.remove', 'java.lang.ref.Finalizer$FinalizerThread.run'],
  ],
  ['a timer', 'WAITING', ['java.lang.Object.wait', 'java.util.TimerThread.mainLoop', 'java.util.TimerThread.run']],
  [
    'an event loop in select',
    'RUNNABLE',
    [
      ...epoll,
      'io.netty.channel.nio.NioEventLoop.select',
      'io.netty.channel.nio.NioEventLoop.run',
      'io.netty.util.concurrent.SingleThreadEventExecutor$4.run',
      'java.lang.Thread.run',
    ],
  ],
  [
    'a native event loop',
    'RUNNABLE',
    ['io.netty.channel.epoll.Native.epollWait', 'io.netty.channel.epoll.EpollEventLoop.run', 'java.lang.Thread.run'],
  ],
  [
    'an acceptor',
    'RUNNABLE',
    [
      'sun.nio.ch.Net.accept',
      'sun.nio.ch.ServerSocketChannelImpl.accept',
      'org.apache.tomcat.util.net.NioEndpoint.serverSocketAccept',
      'java.lang.Thread.run',
    ],
  ],
  [
    'a Kafka consumer that polls',
    'RUNNABLE',
    [
      ...epoll,
      'org.apache.kafka.common.network.Selector.select',
      'org.apache.kafka.common.network.Selector.poll',
      'org.apache.kafka.clients.NetworkClient.poll',
      'org.apache.kafka.clients.consumer.KafkaConsumer.poll',
      'com.acme.Listener.run',
      'java.lang.Thread.run',
    ],
  ],
  [
    'an RMI connection',
    'RUNNABLE',
    [
      ...socketRead,
      'java.io.BufferedInputStream.fill',
      'java.io.FilterInputStream.read',
      'sun.rmi.transport.tcp.TCPTransport.handleMessages',
      'sun.rmi.transport.tcp.TCPTransport$ConnectionHandler.run',
      ...worker,
    ],
  ],
  [
    'a consumer in its own loop',
    'WAITING',
    [
      ...condition,
      'java.util.concurrent.LinkedBlockingQueue.take',
      'com.acme.Mailer.loop',
      'com.acme.Mailer.run',
      'java.lang.Thread.run',
    ],
  ],
  [
    'a consumer loop inside an executor',
    'WAITING',
    [...condition, 'java.util.concurrent.LinkedBlockingQueue.take', 'com.acme.Mailer.run', ...worker],
  ],
  [
    'a JEUS worker',
    'WAITING',
    [
      ...condition,
      'java.util.concurrent.LinkedBlockingQueue.take',
      'jeus.servlet.util.StandardQueue.get',
      'jeus.servlet.engine.ThreadPoolManager.getConnection',
      'jeus.servlet.engine.HttpRequestProcessor.run',
    ],
  ],
  [
    'a WebLogic worker',
    'WAITING',
    [
      'java.lang.Object.wait',
      'java.lang.Object.wait',
      'weblogic.work.ExecuteThread.waitForRequest',
      'weblogic.work.ExecuteThread.run',
    ],
  ],
  [
    'a RabbitMQ listener',
    'TIMED_WAITING',
    [
      ...condition,
      'java.util.concurrent.LinkedBlockingQueue.poll',
      'org.springframework.amqp.rabbit.listener.BlockingQueueConsumer.nextMessage',
      'org.springframework.amqp.rabbit.listener.SimpleMessageListenerContainer.doReceiveAndExecute',
      'org.springframework.amqp.rabbit.listener.SimpleMessageListenerContainer.receiveAndExecute',
      'org.springframework.amqp.rabbit.listener.SimpleMessageListenerContainer.access$1300',
      'org.springframework.amqp.rabbit.listener.SimpleMessageListenerContainer$AsyncMessageProcessingConsumer.run',
      'java.lang.Thread.run',
    ],
  ],
  [
    'an SQS long poll',
    'RUNNABLE',
    [
      ...socketRead,
      'org.apache.http.impl.io.SessionInputBufferImpl.fillBuffer',
      'org.apache.http.impl.execchain.MainClientExec.execute',
      'com.amazonaws.http.AmazonHttpClient.execute',
      'com.amazonaws.services.sqs.AmazonSQSClient.receiveMessage',
      'com.acme.Queue.poll',
      'java.lang.Thread.run',
    ],
  ],
  ['a Quartz worker', 'TIMED_WAITING', ['java.lang.Object.wait', 'org.quartz.simpl.SimpleThreadPool$WorkerThread.run']],
  [
    'a Hazelcast operation thread',
    'WAITING',
    [
      ...park,
      'com.hazelcast.util.concurrent.MPSCQueue.takeAll',
      'com.hazelcast.util.concurrent.MPSCQueue.take',
      'com.hazelcast.spi.impl.DefaultOperationQueue.take',
      'com.hazelcast.spi.impl.OperationThread.run',
    ],
  ],
  ['main after the start', 'WAITING', ['java.lang.Object.wait', 'com.acme.Main.main']],
  ['a thread of the JVM', 'RUNNABLE', []],
];

const busy: readonly (readonly [string, ThreadState, readonly string[]])[] = [
  [
    'a wait for a HikariCP connection',
    'TIMED_WAITING',
    [
      ...park,
      'java.util.concurrent.SynchronousQueue$TransferStack.transfer',
      'java.util.concurrent.SynchronousQueue.poll',
      'com.zaxxer.hikari.util.ConcurrentBag.borrow',
      'com.zaxxer.hikari.pool.HikariPool.getConnection',
      'com.acme.Dao.find',
    ],
  ],
  [
    'a worker in a query',
    'RUNNABLE',
    [...socketRead, 'com.mysql.jdbc.MysqlIO.readFully', 'com.acme.Dao.find', ...servlet],
  ],
  [
    'a driver that reads by select',
    'RUNNABLE',
    [...epoll, 'oracle.net.nt.TimeoutSocketChannel.read', 'com.acme.Dao.find', ...worker],
  ],
  [
    'a Kafka commit',
    'RUNNABLE',
    [
      ...epoll,
      'org.apache.kafka.common.network.Selector.poll',
      'org.apache.kafka.clients.NetworkClient.poll',
      'org.apache.kafka.clients.consumer.KafkaConsumer.commitSync',
      'com.acme.Listener.run',
      'java.lang.Thread.run',
    ],
  ],
  [
    'a thread in send without metadata',
    'TIMED_WAITING',
    [
      'java.lang.Object.wait',
      'org.apache.kafka.clients.producer.internals.ProducerMetadata.awaitUpdate',
      'org.apache.kafka.clients.producer.KafkaProducer.waitOnMetadata',
      'org.apache.kafka.clients.producer.KafkaProducer.doSend',
      'com.acme.Events.run',
      'java.lang.Thread.run',
    ],
  ],
  [
    'a thread that waits for a lock',
    'WAITING',
    [
      ...park,
      'java.util.concurrent.locks.AbstractQueuedSynchronizer.acquire',
      'java.util.concurrent.locks.ReentrantLock.lock',
      'com.acme.A.run',
      'java.lang.Thread.run',
    ],
  ],
  [
    'a thread that waits for a result',
    'WAITING',
    [
      ...park,
      'java.util.concurrent.FutureTask.awaitDone',
      'java.util.concurrent.FutureTask.get',
      'com.acme.A.run',
      'java.lang.Thread.run',
    ],
  ],
  ['a task that sleeps', 'TIMED_WAITING', ['java.lang.Thread.sleep', 'com.acme.Task.run', ...worker]],
  [
    'a request that polls a queue',
    'TIMED_WAITING',
    [...condition, 'java.util.concurrent.LinkedBlockingQueue.poll', 'com.acme.Web.get', ...servlet],
  ],
  ['a request in select', 'RUNNABLE', [...epoll, 'com.acme.Web.get', ...servlet]],
  ['a computing thread', 'RUNNABLE', ['com.acme.Spin.run', 'java.lang.Thread.run']],
  ['a worker that reads a body', 'RUNNABLE', [...socketRead, 'com.acme.Upload.store', ...servlet]],
];

describe('a thread that waits for work', () => {
  it.each(idle)('%s', (_, state, lines) => expect(isIdle(thread('t', state, lines))).toBe(true));
});

describe('a thread that has work', () => {
  it.each(busy)('%s', (_, state, lines) => expect(isIdle(thread('t', state, lines))).toBe(false));
  it('wants a monitor, whatever its stack looks like', () => {
    for (const [, , lines] of idle) expect(isIdle(thread('t', 'BLOCKED', lines))).toBe(false);
  });
});

describe('idleness', () => {
  it('does not hang on the name', () => {
    fc.assert(
      fc.property(fc.constantFrom(...idle, ...busy), fc.string(), ([, state, lines], name) => {
        expect(isIdle(thread(name, state, lines))).toBe(isIdle(thread('t', state, lines)));
      }),
    );
  });
});
