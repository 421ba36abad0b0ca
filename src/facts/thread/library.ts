import type { Thread } from '../../model/thread-dump.ts';
import { familyOf } from './family.ts';
import { perStack } from './per-stack.ts';

/**
 * What is known of a library's threads. `families` are matched against the family name, `frames` against class names in the
 * stacks (shaded copies included: matched as a suffix of a package). `bounded`: the library itself keeps their number in limits,
 * so that many of them are no leak: `server` workers up to the server's maximum, `cores` by processors, `fixed` by configuration.
 */
export type Library = {
  readonly name: string;
  readonly families?: RegExp;
  readonly frames?: RegExp;
  readonly bounded?: 'server' | 'cores' | 'fixed';
};

/** First match wins: names before frames. Sources: the libraries' thread factories; names seen in real dumps. */
const libraries: readonly Library[] = [
  {
    name: 'JVM',
    families:
      /^(?:G1 |GC |GC task|ParGC |Parallel GC|Gang worker|Concurrent Mark|CMS |Surrogate Locker|C[12] CompilerThread|C#? CompilerThread|CompilerThread|Compiler|Sweeper thread|VM Thread|VM Periodic|Finalizer$|Reference Handler|Signal Dispatcher|Signal Handler|Service Thread|Monitor Deflation|Notification Thread|Common-Cleaner|Attach Listener|JFR |Low Memory Detector|DestroyJavaVM|process reaper|ZWorker|ZDriver|ZDirector|ZUncommitter|ZStat|XWorker|Shenandoah|StringDedup|String Dedup|Cleaner-|Java2D Disposer|VirtualThread-un|\(GC Worker|JVMCI|Thread-#-CDS)/,
    bounded: 'fixed',
  },
  {
    name: 'Tomcat',
    families:
      /^(?:https?-(?:jsse-|openssl-|openssl-apr-)?(?:nio2?|apr|bio)-.*exec-#$|ajp-(?:nio2?|apr|bio)-.*exec-#$|http-+#-#$|ajp-+#-#$|http-apr-|TP-Processor#|catalina-exec-#)/,
    bounded: 'server',
  },
  { name: 'JBoss Web', families: /^(?:http|ajp)-+\/?#-#$/, bounded: 'server' },
  { name: 'Tomcat virtual threads', families: /^tomcat-handler-#$/ },
  { name: 'Jetty', families: /^qtp#(?:-#|-e#|-@#)*$|^qtp#-#(?:-\S.*)?$|^JettyThread|^SolrJetty/, bounded: 'server' },
  { name: 'Undertow', families: /^XNIO-# task-#$|^default task-#$|^https?-worker-#$/, bounded: 'server' },
  { name: 'XNIO', families: /^XNIO-# (?:I\/O|Accept)|^default I\/O-#|^MSC service thread/, bounded: 'cores' },
  { name: 'WebLogic', families: /^ExecuteThread: '#'/, bounded: 'server' },
  { name: 'WebSphere', families: /^WebContainer : #|^Default Executor-thread-#/, bounded: 'server' },
  {
    name: 'JEUS',
    families: /-w# \[\S+\]$|^(?:https?|webtob|ajp|tcp)\S*-w#$|^threadpool\.\S+-#(?: \[|$)/i,
    bounded: 'server',
  },
  {
    name: 'GlassFish',
    families: /^(?:https?-thread-pool|http-listener-\S+|httpS?S?L?WorkerThread-#|admin-thread-pool|thread-pool-#)/i,
    bounded: 'server',
  },
  { name: 'Resin', families: /^resin-(?:tcp-connection-|#|port-)|^http:\/\/#-#$/, bounded: 'server' },
  { name: 'RMI', families: /^RMI /, bounded: 'fixed' },
  { name: 'OkHttp', families: /^OkHttp |^Okio Watchdog$/, frames: /(?:^|\.)(?:okhttp3|com\.squareup\.okhttp)\./ },
  { name: 'Kafka Streams', families: /-StreamThread-#$|-GlobalStreamThread$|StreamThread-#/, bounded: 'fixed' },
  { name: 'Spring Kafka listener', families: /-C-#$|^\S*KafkaListenerEndpointContainer#/, bounded: 'fixed' },
  {
    name: 'Kafka',
    families:
      /^kafka-(?:producer-network-thread|coordinator-heartbeat-thread|admin-client-thread|consumer-fetcher)|^consumer_background_thread/,
    frames: /(?:^|\.)org\.apache\.kafka\./,
  },
  {
    name: 'JDK HttpClient',
    families: /^HttpClient-#-(?:SelectorManager|Worker-#)$/,
    frames: /^jdk\.internal\.net\.http\./,
  },
  {
    name: 'Apache HttpClient',
    families: /^idle-connection-evictor-#$|^Connection evictor|^I\/O dispatcher #$|^httpclient-dispatch-#$/,
    frames: /(?:^|\.)org\.apache\.(?:http|hc)\./,
  },
  {
    name: 'AWS SDK',
    families:
      /^idle-connection-reaper$|^java-sdk-http-connection-reaper$|^sdk-(?:ScheduledExecutor|async-response)-#|^aws-java-sdk-/,
    frames: /^(?:com\.amazonaws|software\.amazon\.awssdk)\./,
  },
  {
    name: 'MongoDB driver',
    families: /^cluster-(?:rtt-)?ClusterId|^MaintenanceTimer-#|^CleanCursors-#|^BufferPoolPruner-#|^Timer-#-MongoDB/,
    frames: /^com\.mongodb\./,
  },
  { name: 'gRPC', families: /^grpc-/, frames: /^io\.grpc\./ },
  {
    name: 'HikariCP',
    families: / ?housekeeper$|connection (?:adder|closer)$|^HikariPool-#|^Hikari/,
    frames: /(?:^|\.)com\.zaxxer\.hikari\./,
  },
  { name: 'MySQL driver', families: /^(?:MySQL|mysql-cj-abandoned|Abandoned connection cleanup)/i, bounded: 'fixed' },
  {
    name: 'Reactor',
    families: /^(?:boundedElastic-#|parallel-#|single-#|elastic-#|boundedElastic-evictor-#)$/,
    bounded: 'cores',
  },
  { name: 'Reactor Netty', families: /^(?:reactor-http-|reactor-tcp-|webflux-http-)/, bounded: 'cores' },
  { name: 'Lettuce', families: /^lettuce-/, bounded: 'cores' },
  { name: 'Redisson', families: /^redisson-/, bounded: 'cores' },
  { name: 'Vert.x', families: /^vert\.x-|^vertx-/, bounded: 'cores' },
  {
    name: 'Netty',
    families:
      /^(?:n(?:io|io2)EventLoopGroup|epollEventLoopGroup|kqueueEventLoopGroup|multiThread\w*EventLoopGroup|defaultEventExecutorGroup|defaultEventLoopGroup|globalEventExecutor|threadDeathWatcher|netty-)/,
    frames: /(?:^|\.)io\.netty\./,
    bounded: 'cores',
  },
  {
    name: 'ForkJoinPool',
    families:
      /^ForkJoinPool(?:\.commonPool)?-(?:#-)?worker-#$|^ForkJoinPool-#-delayScheduler|^CompletableFutureDelayScheduler$/,
    bounded: 'cores',
  },
  { name: 'Hazelcast', families: /^hz\./, bounded: 'fixed' },
  {
    name: 'Quartz',
    families: /Quartz\S*_(?:Worker-#|QuartzSchedulerThread)$|_Worker-#$|_QuartzSchedulerThread$/,
    bounded: 'fixed',
  },
  {
    name: 'RabbitMQ',
    families: /^AMQP Connection|^rabbitConnectionFactory|^SimpleAsyncTaskExecutor-#.*rabbit|ListenerEndpointContainer#/,
    bounded: 'fixed',
  },
  { name: 'ActiveMQ', families: /^ActiveMQ /, frames: /^org\.apache\.activemq\./ },
  { name: 'java.util.Timer', families: /^Timer-#$/ },
  { name: 'Logback', families: /^logback-#$|^AsyncAppender-Worker-/, bounded: 'fixed' },
  { name: 'Executors', families: /^pool-#-thread-#$/ },
  {
    name: 'Spring',
    families:
      /^(?:task-#|scheduling-#|SimpleAsyncTaskExecutor-#|taskExecutor-#|ThreadPoolTaskExecutor-#|ThreadPoolTaskScheduler-#|applicationTaskExecutor-#|MvcAsync#)$/,
  },
];

/** Frames that say more of a thread than its name does; tried when no name matched. */
const byFrames = libraries.filter(({ frames }) => frames !== undefined);

const known = new Map<string, Library | null>();

/** The library a family name belongs to. */
export const libraryOfFamily = (family: string): Library | undefined => {
  const before = known.get(family);
  if (before !== undefined) return before ?? undefined;
  const found = libraries.find(({ families }) => families?.test(family) === true);
  if (known.size > 50_000) known.clear();
  known.set(family, found ?? null);
  return found;
};

/** The library whose frames stand nearest to the top of a stack. */
export const libraryOfStack = perStack((stack): Library | undefined => {
  for (const { className } of stack.frames) {
    const found = byFrames.find(({ frames }) => frames?.test(className) === true);
    if (found !== undefined) return found;
  }
  return undefined;
});

/**
 * The library behind threads of one family: by the family's name, else by the frames at least half of them have in common
 * (bare `Thread-#` all standing in KafkaProducer.doSend are Kafka's callers).
 */
export const libraryOf = (threads: readonly Thread[]): Library | undefined => {
  const first = threads[0];
  if (first === undefined) return undefined;
  const named = libraryOfFamily(familyOf(first.name));
  if (named !== undefined) return named;
  const counts = new Map<Library, number>();
  for (const { stack } of threads) {
    const library = libraryOfStack(stack);
    if (library !== undefined) counts.set(library, (counts.get(library) ?? 0) + 1);
  }
  const [best] = [...counts].sort((a, b) => b[1] - a[1] || (a[0].name < b[0].name ? -1 : 1));
  return best !== undefined && best[1] * 2 >= threads.length ? best[0] : undefined;
};
