import type { Frame, Stack, Thread } from '../../model/thread-dump.ts';
import { borrowOf } from '../pool/borrow.ts';
import { isDriverFrame, isJdkFrame } from './frames.ts';
import * as table from './idle-table.ts';
import { perStack } from './per-stack.ts';

/** How many frames of other code than the JDK a thread's own run loop may have above its wait. */
const ownLoopFrames = 3;
/** How far below the wait the loop it belongs to may stand. */
const nearFrames = 8;

/** A wait in the thread's own code, not in a task somebody submitted; a loop in a task must take from a queue. */
const isOwnLoop = ({ frames }: Stack, below: readonly Frame[]): boolean => {
  const others = frames.filter((frame) => !isJdkFrame(frame) && !table.isQueueTake(frame)).length;
  if (others > ownLoopFrames) return false;
  return !frames.some(table.taskRunners) || below.slice(0, 3).some(table.isQueueTake);
};

/** An event loop. Drivers and request handlers also select, for an answer. */
const isIdleSelect = ({ frames }: Stack): boolean => {
  if (frames.some(table.kafkaPolls)) return !frames.some(table.kafkaCalls);
  return !frames.some(isDriverFrame) && !frames.some(({ className }) => className === 'org.xnio.nio.SelectorUtils');
};

const isIdleWait = (stack: Stack): boolean => {
  const { frames } = stack;
  const end = frames.findIndex((frame) => !table.waits(frame));
  if (end === 0) return false;
  const below = end < 0 ? [] : frames.slice(end);
  if (below.slice(0, 6).some(table.waitsForOthers)) return false;
  const near = below.slice(0, nearFrames);
  if (near.some(table.idleLoops)) return !near.some(isDriverFrame);
  // JDK 9 to 16: the worker parks in runWorker itself.
  const [first] = below;
  if (first?.className === 'java.util.concurrent.ForkJoinPool' && first.method === 'runWorker') return true;
  return isOwnLoop(stack, below);
};

const classify = (stack: Stack): boolean => {
  const { frames } = stack;
  const [top] = frames;
  // Threads inside the JVM.
  if (top === undefined) return true;
  if (borrowOf(stack) !== undefined || frames.some(table.requestEntries)) return false;
  const head = frames.slice(0, 4);
  if (head.some(table.selects)) return isIdleSelect(stack);
  if (head.some(table.accepts)) return true;
  if ((table.socketReads(top) || table.waits(top)) && frames.some(table.idleReads)) return true;
  return frames.slice(0, 2).some(table.idleLoops) || isIdleWait(stack);
};

const isIdleStack = perStack(classify);

/**
 * The thread waits for work to come: it stands in its own loop's take, select, accept or keep-alive read. Judged by state
 * and whole stack, never by name. A wait for a lock, a result, a pooled connection or a remote answer is not idleness.
 */
export const isIdle = (thread: Thread): boolean => thread.state !== 'BLOCKED' && isIdleStack(thread.stack);
