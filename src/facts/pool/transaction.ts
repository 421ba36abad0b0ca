import type { Frame, Stack } from '../../model/thread-dump.ts';
import { perStack } from '../thread/per-stack.ts';
import { borrowOf } from './borrow.ts';

/** Spring's frames around a transaction's body. */
const isAround = ({ className, method }: Frame): boolean =>
  (method === 'invokeWithinTransaction' && className.endsWith('TransactionAspectSupport')) ||
  (method === 'execute' && className.endsWith('TransactionTemplate'));

/** Next inner frames of a transaction that has not begun (or is over): every ordinary first borrow stands beneath one of them. */
const notBegun = new Set([
  'createTransactionIfNecessary',
  'getTransaction',
  'determineTransactionManager',
  'getTransactionAttributeSource',
  'methodIdentification',
  'asPlatformTransactionManager',
  'cleanupTransactionInfo',
]);

/** Index of the innermost frame of a begun transaction, from `start` down; undefined without one. */
export const begunFrom = ({ frames }: Stack, start: number): number | undefined => {
  for (let index = Math.max(start, 1); index < frames.length; index++) {
    if (isAround(frames[index]!) && !notBegun.has(frames[index - 1]!.method)) return index;
  }
  return undefined;
};

/** The thread is inside a transaction that has begun: it holds a connection, whatever it does now. */
export const hasBegunTransaction = perStack((stack) => begunFrom(stack, 1) !== undefined);

/**
 * The thread waits to open a second transaction of the same transaction manager: `handleExistingTransaction` stands between the borrow's
 * `doBegin` and the outer, begun transaction. Spring calls it only where that manager's transaction is open already (REQUIRES_NEW).
 */
export const isRequiresNew = perStack((stack) => {
  const borrow = borrowOf(stack);
  if (borrow === undefined) return false;
  const { frames } = stack;
  const begin = frames.findIndex(({ method }, index) => index > borrow.frameIndex && method === 'doBegin');
  if (begin < 0) return false;
  let existing = begin + 1;
  while (existing < frames.length && frames[existing]!.method !== 'handleExistingTransaction') {
    // An own interceptor in between: the doBegin is that of a first transaction.
    if (isAround(frames[existing]!)) return false;
    existing++;
  }
  if (existing >= frames.length) return false;
  const inner = frames.findIndex((frame, index) => index > existing && isAround(frame));
  return inner >= 0 && begunFrom(stack, inner + 1) !== undefined;
});

/** The thread waits for the connection of a first transaction: the borrow goes through Spring's transaction manager. */
export const isForTransaction = perStack((stack) => {
  const borrow = borrowOf(stack);
  if (borrow === undefined) return false;
  return stack.frames.slice(borrow.endIndex + 1, borrow.endIndex + 12).some(({ method }) => method === 'doBegin');
});
