/** The kernel keeps so many bytes of a thread's name (TASK_COMM_LEN less the final zero, prctl(2)). */
const commBytes = 15;

/**
 * Families that must be told from leaks by a name of which the kernel keeps the start only: the JVM's own, servers' workers and pools that
 * follow the processors, and those that libraries leak.
 */
const longNames: readonly string[] = [
  'C1 CompilerThread#',
  'C2 CompilerThread#',
  'Reference Handler',
  'Signal Dispatcher',
  'Surrogate Locker Thread (Concurrent GC)',
  'Monitor Deflation Thread',
  'Notification Thread',
  'Low Memory Detector',
  'Concurrent Mark-Sweep GC Thread',
  'http-nio-#-exec-#',
  'http-bio-#-exec-#',
  'http-apr-#-exec-#',
  'https-jsse-nio-#-exec-#',
  'https-openssl-nio-#-exec-#',
  'ajp-nio-#-exec-#',
  'ajp-bio-#-exec-#',
  'catalina-exec-#',
  'Default Executor-thread-#',
  'WebContainer : #',
  'nioEventLoopGroup-#-#',
  'epollEventLoopGroup-#-#',
  'multiThreadIoEventLoopGroup-#-#',
  'defaultEventExecutorGroup-#-#',
  'boundedElastic-#',
  'ForkJoinPool.commonPool-worker-#',
  'ForkJoinPool-#-worker-#',
  'quartzScheduler_Worker-#',
  'MSC service thread #-#',
  'pool-#-thread-#',
  'OkHttp Dispatcher',
  'OkHttp ConnectionPool',
  'OkHttp TaskRunner',
  'kafka-producer-network-thread | #',
  'kafka-coordinator-heartbeat-thread | #',
  'kafka-admin-client-thread | #',
  'HttpClient-#-SelectorManager',
  'HttpClient-#-Worker-#',
  'idle-connection-evictor-#',
  'idle-connection-reaper',
  'SimpleAsyncTaskExecutor-#',
  'ThreadPoolTaskExecutor-#',
  'ThreadPoolTaskScheduler-#',
];

const bytesOf = (text: string): number => new TextEncoder().encode(text).length;

/**
 * A thread's name as far as the kernel knows it. One that may be cut becomes the family it is the start of, where that is known; else
 * digits at its end become `#`, since further ones may be cut off.
 */
export const completed = (comm: string): string => {
  if (bytesOf(comm) < commBytes) return comm;
  const start = comm.replace(/(?<![A-Z])\d[\d.]*/g, '#');
  return longNames.find((name) => name.startsWith(start)) ?? comm.replace(/\d+$/, '#');
};
