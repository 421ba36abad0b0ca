import type { Frame } from '../../model/thread-dump.ts';
import { frameMatch, simpleName } from './frame-match.ts';

/*
 * The frames by which a waiting thread is known to have nothing to do. Sources: the libraries' code, and their stacks in dumps.
 */

/** The wait itself: it stands on top of every waiting stack and says nothing of the reason. */
export const waits = frameMatch([
  'Object.wait*',
  'Unsafe.park',
  'LockSupport.park*',
  'VirtualThread.park*',
  'Thread.sleep*',
  'Thread.yield',
  'Thread.onSpinWait',
  'TimeUnit.sleep',
  'TimeUnit.timedWait',
  'ForkJoinPool.managedBlock',
  'ForkJoinPool.unmanagedBlock',
  'AbstractQueuedSynchronizer$ConditionNode.block',
  'AbstractQueuedSynchronizer$ConditionObject.await*',
  'AbstractQueuedLongSynchronizer$ConditionObject.await*',
  'SynchronousQueue$TransferStack.*',
  'SynchronousQueue$TransferQueue.*',
  'SynchronousQueue$Transferer.*',
  'SynchronousQueue.xfer',
  'LinkedTransferQueue$DualNode.await',
  'LinkedTransferQueue.awaitMatch',
  'LinkedTransferQueue.xfer',
]);

/** Native polls of many channels: event loops, selectors, completion ports. */
export const selects = frameMatch([
  'EPoll.wait',
  'EPollArrayWrapper.epollWait',
  'KQueue.poll',
  'KQueueArrayWrapper.kevent0',
  'WEPoll.wait',
  'WindowsSelectorImpl$SubSelector.poll*',
  'PollArrayWrapper.poll0',
  'DevPollArrayWrapper.poll0',
  'EventPort.port_getn',
  'Iocp.getQueuedCompletionStatus',
  'Native.epollWait*',
  'Native.keventWait',
  'Native.kevent*',
  'Native.ioUringEnter',
]);

/** Waiting for somebody to connect. */
export const accepts = frameMatch([
  'Net.accept',
  'ServerSocketChannelImpl.accept*',
  'UnixDomainSockets.accept*',
  'NioSocketImpl.accept',
  'NioSocketImpl.timedAccept',
  'PlainSocketImpl.socketAccept',
  'DualStackPlainSocketImpl.accept0',
  'AbstractPlainSocketImpl.accept',
  'ServerSocket.implAccept',
  'Socket.accept*',
]);

/** Reads of one socket; what is read decides. */
export const socketReads = frameMatch([
  'SocketInputStream.socketRead*',
  'SocketDispatcher.read*',
  'FileDispatcher.read*',
  'FileDispatcherImpl.read*',
  'Net.poll',
  'NioSocketImpl.*',
  'Socket.recv*',
]);

const queueClass = /(?:Queue|Deque|BoundedBuffer)(?:\$\w+)?$/;
const takes = /^(?:take|poll)(?:First|Last|All)?$|^waitGet_$/;

/** A blocking take or poll of a queue, of the JDK or a library's own. */
export const isQueueTake = ({ className, method }: Frame): boolean =>
  takes.test(method) && queueClass.test(simpleName(className));

/** A loop whose wait means that there is no work. Looked for right beneath the wait. */
export const idleLoops = frameMatch([
  // java.util.concurrent and its copies in Tomcat, JBoss and old libraries
  'ThreadPoolExecutor.getTask',
  'PooledExecutor.getTask',
  'ForkJoinPool.awaitWork',
  'LinkedListPipeline.getTask',
  // the JDK's own threads
  'ReferenceQueue.remove*',
  'NativeReferenceQueue.remove*',
  'Reference.waitForReferencePendingList',
  'Reference.tryHandlePending',
  'Reference$ReferenceHandler.run',
  'TimerThread.mainLoop',
  'ProcessImpl.waitForProcessExit',
  'ProcessHandleImpl.waitForProcessExit*',
  'UNIXProcess.waitForProcessExit',
  'LinuxWatchService.poll',
  'AbstractWatchService.take',
  'GC$Daemon.run',
  // servers
  'QueuedThreadPool.idleJobPoll',
  'QueuedThreadPool$PoolThread.run',
  'ReservedThreadExecutor$ReservedThread.*',
  'EnhancedQueueExecutor$PoolThreadNode.park',
  'EnhancedQueueExecutor$ThreadBody.run',
  'ExecuteThread.waitForRequest',
  'CachedThread.waitForRunner',
  'BoundedBuffer.waitGet_',
  'ThreadPoolManager.getConnection',
  'JIoEndpoint$Worker.await',
  'AprEndpoint$Worker.await',
  'MasterSlaveWorkerThread.await',
  'ThreadPool$ControlRunnable.run',
  'ThreadPool.runTasks',
  'NioEndpoint$Poller.run',
  'StandardServer.await',
  'TomcatWebServer$#.run',
  'TomcatEmbeddedServletContainer$#.run',
  // libraries
  'SimpleThreadPool$WorkerThread.run',
  'QuartzSchedulerThread.run',
  'AbstractCoordinator$HeartbeatThread.run',
  'BlockingQueueConsumer.nextMessage',
  'QueueingConsumer.nextDelivery',
  'FifoMessageDispatchChannel.dequeue',
  'SimplePriorityMessageDispatchChannel.dequeue',
  'HashedWheelTimer$Worker.waitForNextTick',
  'GlobalEventExecutor.takeTask',
  'SingleThreadEventExecutor.takeTask',
  'AsyncTimeout$Watchdog.run',
  'AsyncTimeout$Companion.awaitTimeout*',
  'TaskRunner$RealBackend.coordinatorWait',
  'RealConnectionPool$#.run',
  'ConnectionPool$#.run',
  'IdleConnectionEvictor$#.run',
  'IdleConnectionReaper.run',
  'AbandonedConnectionCleanupThread.run',
  'AsyncAppenderBase$Worker.run',
  'BatchEventProcessor.*',
]);

/** A keep-alive or control read, or a long poll: the peer has nothing to say. */
export const idleReads = frameMatch([
  'AjpProcessor.read*',
  'AbstractAjpProcessor.readMessage',
  'AjpNioProcessor.readMessage',
  'AjpAprProcessor.readMessage',
  'ChannelSocket.receive',
  'Http11InputBuffer.parseRequestLine',
  'InternalInputBuffer.parseRequestLine',
  'InternalNioInputBuffer.parseRequestLine',
  'InternalAprInputBuffer.parseRequestLine',
  'WebServletRequest.readRequestLine',
  'TCPTransport.handleMessages',
  'Http2Connection$ReaderRunnable.*',
  'FramedConnection$Reader.*',
  'WebSocketReader.processNextFrame',
  'AmazonSQSClient.receiveMessage',
  'DefaultSqsClient.receiveMessage',
  'AMQConnection$MainLoop.run',
  'SocketFrameHandler.readFrame',
  'TcpTransport.doRun',
  'V3PGReplicationStream.*',
]);

/** The Kafka client's own poll; idle unless a call of the application waits for the answer. */
export const kafkaPolls = frameMatch(['Selector.poll']);
export const kafkaCalls = frameMatch([
  'KafkaProducer.*',
  ...['KafkaConsumer', 'LegacyKafkaConsumer', 'ClassicKafkaConsumer', 'AsyncKafkaConsumer'].flatMap((name) =>
    [
      'commitSync',
      'committed',
      'position',
      'partitionsFor',
      'listTopics',
      'beginningOffsets',
      'endOffsets',
      'close',
    ].map((method) => `${name}.${method}`),
  ),
]);

/** Waiting for a lock, or for the result of somebody else's work, is not idleness. */
export const waitsForOthers = frameMatch([
  'AbstractQueuedSynchronizer.acquire*',
  'AbstractQueuedSynchronizer.doAcquire*',
  'AbstractQueuedSynchronizer.tryAcquire*',
  'AbstractQueuedSynchronizer.parkAndCheckInterrupt',
  'ReentrantLock.*',
  'StampedLock.*',
  'Semaphore.*',
  'FutureTask.get',
  'FutureTask.awaitDone',
  'CompletableFuture.get',
  'CompletableFuture.join',
  'CompletableFuture.timedGet',
  'CompletableFuture.waitingGet',
  'CompletableFuture$Signaller.block',
  'ForkJoinTask.*',
  'AbstractExecutorService.invoke*',
  'Exchanger.*',
  'CyclicBarrier.*',
  'Phaser.*',
  'Thread.join',
  'AbstractFuture.get',
  'DefaultPromise.await*',
  'DefaultPromise.get',
  'DefaultPromise.sync',
  'Mono.block',
  'BlockingSingleSubscriber.blockingGet',
]);

/** Above these frames stands a task somebody submitted. */
export const taskRunners = frameMatch([
  'ThreadPoolExecutor.runWorker',
  'ThreadPoolExecutor$Worker.run',
  'ForkJoinPool.runWorker',
  'ForkJoinPool.scan',
  'FutureTask.run',
  'QueuedThreadPool.runJob',
  'EnhancedQueueExecutor$ThreadBody.*',
  'SimpleThreadPool$WorkerThread.run',
  'ExecuteThread.*',
]);

/** Above these frames a request is being served. */
export const requestEntries = frameMatch([
  'HttpServlet.service',
  'HttpServlet.do*',
  'GenericServlet.service',
  'ApplicationFilterChain.*',
  'DispatcherServlet.*',
  'CoyoteAdapter.service',
  'HttpChannel.handle',
  'Connectors.executeRootHandler',
  'StandardWrapperValve.invoke',
]);
