import type { Frame, Thread } from '../../model/thread-dump.ts';
import { remoteWaitFrame } from '../lock/remote.ts';
import { isApplicationFrame, isJdkFrame } from '../thread/frames.ts';
import { borrowOf } from './borrow.ts';
import { driverCall } from './holder.ts';
import { opensConnection } from './opening.ts';
import { borrowLines, isPastBorrow } from './owner.ts';
import { begunFrom } from './transaction.ts';
import type { PoolWait } from './wait.ts';

/** A thread with a connection, and the application's method that has it. */
export type Holder = { readonly thread: Thread; readonly by?: Frame };

/**
 * Threads that hold, or very likely hold, a connection of the pool and stand in something else than the database: a begun transaction
 * lies below, or a method that borrows in a waiter has got past the line where it does.
 */
export const holdersElsewhere = ({ dump, waiters, jdbc }: PoolWait): readonly Holder[] => {
  const lines = borrowLines(waiters);
  const waiting = new Set(waiters);
  return dump.threads.flatMap((thread): readonly Holder[] => {
    const { stack } = thread;
    if (waiting.has(thread) || borrowOf(stack) !== undefined || driverCall(stack) !== undefined) return [];
    if (opensConnection(stack)) return [];
    const past = stack.frames.find((frame) => isPastBorrow(frame, lines));
    if (past !== undefined) return [{ thread, by: past }];
    const around = jdbc ? begunFrom(stack, 1) : undefined;
    if (around === undefined) return [];
    const body = stack.frames.slice(0, around).findLast(isApplicationFrame);
    return [body === undefined ? { thread } : { thread, by: body }];
  });
};

/** What a thread does by its top frames: waits for an answer of another system, sleeps, waits for another thread, or computes. */
export const workOf = ({ stack, state }: Thread): 'remote' | 'sleep' | 'wait' | 'compute' => {
  if (remoteWaitFrame(stack) !== undefined) return 'remote';
  const top = stack.frames.slice(0, 4);
  if (top.some(({ className, method }) => className === 'java.lang.Thread' && method.startsWith('sleep')))
    return 'sleep';
  if (state === 'RUNNABLE' || (stack.frames[0] !== undefined && !isJdkFrame(stack.frames[0]))) return 'compute';
  return 'wait';
};
