import type { Frame, Stack } from '../../model/thread-dump.ts';
import { isDriverFrame, isJdkFrame } from '../thread/frames.ts';
import { perStack } from '../thread/per-stack.ts';

/** Frames beneath which a driver opens a connection for the pool: nobody has borrowed that one. */
const opening = new Set([
  'createPoolEntry',
  'makeObject',
  'connectUsingDriver',
  'createPhysicalConnection',
  'createConnection',
  'createPooledConnection',
]);

const find = ({ frames }: Stack): Frame | undefined => {
  const first = frames.findIndex((frame) => !isJdkFrame(frame));
  if (first < 0 || !isDriverFrame(frames[first]!)) return undefined;
  if (
    frames.some(
      ({ method, className }) => opening.has(method) || (method === 'connect' && className.endsWith('Driver')),
    )
  )
    return undefined;
  // A driver's own helper thread has nobody below it.
  const isWork = frames.slice(first).some((frame) => !isDriverFrame(frame) && !isJdkFrame(frame));
  if (!isWork) return undefined;
  let outermost = first;
  while (outermost + 1 < frames.length && (isDriverFrame(frames[outermost + 1]!) || isJdkFrame(frames[outermost + 1]!)))
    outermost++;
  return frames[outermost];
};

/** The driver's entry frame of a thread that stands in a database or store driver on a connection it has; else undefined. */
export const driverCall = perStack(find);

/** Waits for a result another thread has to bring. */
const results =
  /^java\.util\.concurrent\.(?:FutureTask\.get|CompletableFuture\.(?:get|join)|ForkJoinTask\.(?:get|join|invoke)|AbstractExecutorService\.invoke(?:All|Any)|CountDownLatch\.await|CyclicBarrier\.await|Phaser\.\w*[aA]wait\w*)$|^java\.lang\.Thread\.join$/;

const nameOf = ({ className, method }: Frame): string => `${className}.${method}`;

/** The thread is blocked until another thread has done its work: Future.get, join, a latch. */
export const waitsForOther = perStack(({ frames }) => {
  const own = frames.findIndex((frame) => !isJdkFrame(frame));
  return frames.slice(0, own < 0 ? frames.length : own).some((frame) => results.test(nameOf(frame)));
});

const tasks =
  /^java\.util\.concurrent\.(?:FutureTask\.run|CompletableFuture\$\w+\.(?:run|exec)|ForkJoinTask\.doExec|ThreadPoolExecutor\$Worker\.run)$/;

/** The thread runs something another thread handed over: a task of an executor, an asynchronous stage, a bare thread's body. */
export const runsTask = perStack(({ frames }) => {
  if (frames.some((frame) => frame.className.startsWith('java.util.concurrent.') && tasks.test(nameOf(frame))))
    return true;
  return (
    frames.at(-1)?.className === 'java.lang.Thread' && !frames.some(({ className }) => className.includes('.servlet.'))
  );
});
