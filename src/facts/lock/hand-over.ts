import type { Stack, Thread } from '../../model/thread-dump.ts';
import { idleLoops, isQueueTake } from '../thread/idle-table.ts';
import { perStack } from '../thread/per-stack.ts';
import type { Want } from './use.ts';

/** A selector's own book-keeping: held for the time of a wake-up, or for a select. */
const selectorLocks = /^sun\.nio\.ch\.\w*SelectorImpl$/;

/** Frames between a queue's take and the loop that calls it: TaskQueue.take upon LinkedBlockingQueue.take. */
const nearFrames = 5;

const isLoop = ({ frames }: Stack, frame: number): boolean => {
  const from = Math.max(frame, 0);
  const near = frames.slice(from, from + nearFrames);
  const [first] = near;
  if (first === undefined) return false;
  if (selectorLocks.test(first.className)) return true;
  return near.slice(0, 2).some(idleLoops) || (isQueueTake(first) && near.some(idleLoops));
};

/** By stack and the frame that asks; nearly always one frame per stack. */
const loops = perStack(() => new Map<number, boolean>());

/**
 * An idle worker on its way into the queue it waits at, or an event loop at its selector's own lock: threads without work hand such a
 * lock to each other, and nobody is kept from anything.
 */
export const handsOver = ({ stack }: Thread, { frame }: Want): boolean => {
  const byFrame = loops(stack);
  const known = byFrame.get(frame);
  if (known !== undefined) return known;
  const idle = isLoop(stack, frame);
  byFrame.set(frame, idle);
  return idle;
};
