import type { Stack, Thread } from '../../model/thread-dump.ts';
import { remoteWaitFrame } from '../lock/remote.ts';
import { lockUse } from '../lock/use.ts';
import { borrowOf } from '../pool/borrow.ts';
import { frameMatch } from './frame-match.ts';
import { isJdkFrame } from './frames.ts';
import { isQueueTake } from './idle-table.ts';
import { perStack } from './per-stack.ts';

const nearFrames = 12;

/** First match wins. Words stand in evidence lines. */
const table = [
  ['sleep', frameMatch(['Thread.sleep*', 'TimeUnit.sleep'])],
  ["another thread's end", frameMatch(['Thread.join'])],
  [
    'the result of a task',
    frameMatch([
      'FutureTask.get',
      'FutureTask.awaitDone',
      'CompletableFuture.get',
      'CompletableFuture.join',
      'CompletableFuture.waitingGet',
      'CompletableFuture.timedGet',
      'ForkJoinTask.get',
      'ForkJoinTask.join',
      'ForkJoinTask.invoke*',
      'ForkJoinTask.awaitDone',
      'ForkJoinTask.externalAwaitDone',
      'AbstractExecutorService.invoke*',
      'ExecutorCompletionService.take',
      'AbstractFuture.get',
      'DefaultPromise.await*',
      'DefaultPromise.get',
      'DefaultPromise.sync',
    ]),
  ],
  ['a latch or barrier', frameMatch(['CountDownLatch.await', 'CyclicBarrier.*', 'Phaser.*', 'Exchanger.*'])],
  ['a permit', frameMatch(['Semaphore.*'])],
] as const;
const puts = frameMatch([
  'ArrayBlockingQueue.put',
  'LinkedBlockingQueue.put',
  'LinkedBlockingDeque.put*',
  'SynchronousQueue.put',
]);
const conditions = frameMatch(['AbstractQueuedSynchronizer$ConditionObject.await*', 'Object.wait*']);
const locks = frameMatch([
  'ReentrantLock.lock*',
  'ReentrantReadWriteLock$*',
  'StampedLock.*',
  'AbstractQueuedSynchronizer.acquire',
]);

const find = (stack: Stack): string | undefined => {
  const near = stack.frames.slice(0, nearFrames);
  if (remoteWaitFrame(stack) !== undefined) return 'a remote answer';
  const pool = borrowOf(stack)?.pool;
  if (pool !== undefined) return `a connection of ${pool}`;
  for (const [words, matches] of table) if (near.some(matches)) return words;
  if (near.some(locks)) return 'a lock';
  if (near.some(isQueueTake)) return 'an element of a queue';
  if (near.some(puts)) return 'room in a queue';
  return near.some(conditions) ? 'a condition' : undefined;
};

/** The JDK's method that the code outside of the JDK called last: `java.util.concurrent.FutureTask.get`; else the top frame. */
export const blockingCall = perStack(({ frames }): string => {
  const outside = frames.findIndex((frame) => !isJdkFrame(frame));
  const frame = frames[Math.max(outside - 1, 0)];
  return frame === undefined ? '(no Java frames)' : `${frame.className}.${frame.method}`;
});

const byStack = perStack(find);

/** What a waiting thread waits for, in words; undefined when it computes or when that is not known. */
export const waitsFor = (thread: Thread): string | undefined => {
  if (thread.state === 'BLOCKED' || lockUse(thread).want !== undefined) return 'a lock';
  return byStack(thread.stack);
};
