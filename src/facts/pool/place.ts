import type { Frame, Thread } from '../../model/thread-dump.ts';
import { firstApplicationFrame, isApplicationFrame } from '../thread/frames.ts';
import { borrowOf } from './borrow.ts';
import { bodyOf } from './nesting.ts';

/** Methods that run the work of others, and keep a connection meanwhile: `TxManager.run`, `JdbcRunner.inTransaction`. */
const runsWork = /^(?:run|execute|call|invoke|perform|apply|within|with|in|do)(?:[A-Z]\w*)?$/;

/**
 * Where a thread stands in the application: the first application frame, but of one that waits for a pool the frame that asks it. A pool
 * somebody wrote for a house framework is application code by every table, and its own method says nothing of who asked.
 */
export const applicationPlace = (thread: Thread, appPackages: readonly string[] | undefined): Frame | undefined => {
  const { stack } = thread;
  const borrow = borrowOf(stack);
  const named = firstApplicationFrame(stack, appPackages);
  if (borrow === undefined || named === undefined) return named;
  const isBelow = stack.frames.indexOf(named) > borrow.endIndex;
  if (isBelow && appPackages !== undefined && appPackages.length > 0) return named;
  const asking = stack.frames.slice(borrow.endIndex + 1).find(isApplicationFrame);
  if (asking === undefined) return named;
  return runsWork.test(asking.method) ? bodyOf(stack.frames, asking) : asking;
};
