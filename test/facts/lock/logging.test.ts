import { describe, expect, it } from 'vitest';
import { loggingFacts } from '../../../src/facts/lock/logging-fact.ts';
import { MissingFact } from '../../../src/model/fact.ts';
import { dump, series, thread, threads } from '../../support/threads.ts';

const loggerCall = [
  'ch.qos.logback.classic.Logger.info(Logger.java:583)',
  'com.acme.OrderService.place(OrderService.java:57)',
  'java.lang.Thread.run(Thread.java:1)',
];
const appender = [
  'ch.qos.logback.core.OutputStreamAppender.writeBytes(O.java:200)',
  'ch.qos.logback.core.rolling.RollingFileAppender.subAppend(R.java:1)',
  'ch.qos.logback.core.spi.AppenderAttachableImpl.appendLoopOnAppenders(A.java:1)',
  ...loggerCall,
];
const lockPark = [
  'jdk.internal.misc.Unsafe.park(Native Method)',
  '- parking to wait for <0x1> (a java.util.concurrent.locks.ReentrantLock$NonfairSync)',
  'java.util.concurrent.locks.ReentrantLock.lock(R.java:1)',
];

const only = (given: Parameters<typeof dump>[0]) => {
  const facts = loggingFacts(series([dump(given)]));
  expect(facts).toHaveLength(1);
  return facts[0];
};

describe('waiting for a log line to be written', () => {
  it('in logback is a park on its lock, not BLOCKED; the writer is likely', () => {
    const writer = thread('worker-9', 'RUNNABLE', ['java.io.FileOutputStream.writeBytes(Native Method)', ...appender]);
    expect(only([...threads(6, 'http-nio-8080-exec-#', 'WAITING', [...lockPark, ...appender]), writer])).toMatchObject({
      library: 'logback',
      waiters: 6,
      requestWaiters: 6,
      queueFull: 0,
      fragment: false,
      appenders: ['RollingFileAppender'],
      at: 'ch.qos.logback.core.OutputStreamAppender.writeBytes(O.java:200)',
      applicationFrame: 'com.acme.OrderService.place(OrderService.java:57)',
      writers: ['worker-9'],
      writerAt: 'java.io.FileOutputStream.writeBytes(Native Method)',
    });
  });

  it('in log4j 1 is BLOCKED at the logger; the appender stands in the writer’s stack', () => {
    const waits = [
      'org.apache.log4j.Category.callAppenders(Category.java:204)',
      '- waiting to lock <0x1> (a org.apache.log4j.spi.RootLogger)',
      'org.apache.log4j.Category.info(Category.java:666)',
      'com.acme.A.a(A.java:1)',
    ];
    const writer = thread('w', 'RUNNABLE', [
      'java.io.FileOutputStream.writeBytes(Native Method)',
      'org.apache.log4j.DailyRollingFileAppender.subAppend(D.java:1)',
      'org.apache.log4j.Category.callAppenders(Category.java:206)',
      '- locked <0x1> (a org.apache.log4j.spi.RootLogger)',
      'com.acme.A.a(A.java:1)',
    ]);
    expect(only([...threads(5, 't-#', 'BLOCKED', waits), writer])).toMatchObject({
      library: 'log4j 1',
      waiters: 5,
      appenders: ['DailyRollingFileAppender'],
      writers: ['w'],
    });
  });

  it('in log4j 2 is BLOCKED at the output stream manager, also where the top frame shows it locked already', () => {
    const waits = [
      'org.apache.logging.log4j.core.appender.OutputStreamManager.writeBytes(O.java:352)',
      '- locked <0x1> (a org.apache.logging.log4j.core.appender.rolling.RollingFileManager)',
      'org.apache.logging.log4j.core.layout.TextEncoderHelper.writeEncodedText(T.java:96)',
    ];
    expect(only([thread('http-nio-8080-exec-123', 'BLOCKED', waits)])).toMatchObject({
      library: 'log4j 2',
      waiters: 1,
    });
  });

  it.each([
    [
      'up to JDK 19',
      'BLOCKED',
      [
        'java.io.PrintStream.println(PrintStream.java:1)',
        '- waiting to lock <0x1> (a java.io.PrintStream)',
        'com.acme.A.a(A.java:1)',
      ],
    ],
    [
      'from JDK 20 on',
      'WAITING',
      [
        ...lockPark,
        'jdk.internal.misc.InternalLock.lock(I.java:1)',
        'java.io.PrintStream.println(PrintStream.java:1)',
        'com.acme.A.a(A.java:1)',
      ],
    ],
  ] as const)('on System.out %s', (_, state, lines) => {
    expect(only(threads(5, 't-#', state, lines))).toMatchObject({ library: 'console', waiters: 5 });
  });

  it('counts those that wait for room in the queue of an asynchronous appender', () => {
    const full = [
      'jdk.internal.misc.Unsafe.park(Native Method)',
      '- parking to wait for <0x5> (a java.util.concurrent.locks.AbstractQueuedSynchronizer$ConditionObject)',
      'java.util.concurrent.ArrayBlockingQueue.put(A.java:1)',
      'ch.qos.logback.core.AsyncAppenderBase.putUninterruptibly(A.java:1)',
      'ch.qos.logback.core.AsyncAppenderBase.append(A.java:1)',
      ...loggerCall,
    ];
    expect(only(threads(7, 't-#', 'WAITING', full))).toMatchObject({ waiters: 7, queueFull: 7 });
  });

  it.each([
    ['the one that writes', 'RUNNABLE', ['java.io.FileOutputStream.writeBytes(Native Method)', ...appender]],
    [
      'the idle worker of an asynchronous appender',
      'WAITING',
      [
        'jdk.internal.misc.Unsafe.park(Native Method)',
        '- parking to wait for <0x5> (a java.util.concurrent.locks.AbstractQueuedSynchronizer$ConditionObject)',
        'java.util.concurrent.ArrayBlockingQueue.take(A.java:1)',
        'ch.qos.logback.core.AsyncAppenderBase$Worker.run(A.java:1)',
      ],
    ],
    ['a wait elsewhere', 'BLOCKED', ['com.acme.A.a(A.java:1)', '- waiting to lock <0x1> (a A)', ...loggerCall]],
  ] as const)('leaves out %s', (_, state, lines) => {
    expect(loggingFacts(series([dump([thread('t', state, lines)])]))).toEqual([]);
  });

  it('believes nothing of jstack -F, and quotes the worst of several dumps', () => {
    const of = (count: number) => dump(threads(count, 't-#', 'WAITING', [...lockPark, ...appender]));
    expect(loggingFacts(series([{ ...of(6), format: 'jstack-F' }]))).toEqual([]);
    expect(loggingFacts(series([of(2), of(6), of(1)]))).toMatchObject([
      { waiters: 6, dumps: 3, writers: expect.any(MissingFact), source: { artifact: 'a2' } },
    ]);
  });
});
