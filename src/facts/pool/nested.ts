import { MissingFact } from '../../model/fact.ts';
import type { Frame, Thread, ThreadDump, ThreadSeries } from '../../model/thread-dump.ts';
import { isRequestWorker } from '../lock/request.ts';
import { frameText, isApplicationFrame } from '../thread/frames.ts';
import { borrowOf } from './borrow.ts';
import { driverCall, runsTask, waitsForOther } from './holder.ts';
import { borrowLines, isPastBorrow } from './owner.ts';
import { begunFrom, hasBegunTransaction, isForTransaction } from './transaction.ts';
import { type PoolWait, sameWaiters } from './wait.ts';

const begunElsewhere = (dump: ThreadDump): boolean =>
  dump.threads.some(({ stack }) => borrowOf(stack) === undefined && hasBegunTransaction(stack));

const nobodyInDriver = ({ dump }: PoolWait): boolean =>
  !dump.threads.some(({ stack }) => driverCall(stack) !== undefined);

/**
 * Whether begun transactions hold connections of the pool that is waited for. Sure where first transactions wait at the same
 * address; else where every begun transaction waits for the pool, so that nobody is left who could hold another pool's connections.
 */
const onSamePool = (wait: PoolWait): boolean => {
  const firsts = wait.waiters.some(({ stack }) => isForTransaction(stack) && !hasBegunTransaction(stack));
  return (wait.address !== undefined && firsts) || !begunElsewhere(wait.dump);
};

/**
 * Begun waiters that are the same in two or more dumps of one pool while nobody works in a driver: nobody can give a connection back. One
 * dump cannot show it.
 */
export const begunStuck = (cluster: readonly PoolWait[], series: ThreadSeries): number | MissingFact => {
  const begun = cluster.map((wait) => ({
    ...wait,
    waiters: wait.waiters.filter(({ stack }) => hasBegunTransaction(stack)),
  }));
  if (!begun.some(({ waiters }) => waiters.length > 0)) return 0;
  const stopped = cluster.filter((wait) => nobodyInDriver(wait) && onSamePool(wait));
  if (stopped.length === 0) return 0;
  if (series.total < 2) return new MissingFact(['thread-dump'], 'one dump cannot show that nobody gets on');
  const dumps = new Set(stopped.map(({ dump }) => dump));
  return sameWaiters(begun.filter(({ dump }) => dumps.has(dump))).length;
};

/** A waiter that runs a task of somebody else and holds nothing itself. */
const isChild = (thread: Thread): boolean =>
  !isRequestWorker(thread) && runsTask(thread.stack) && !hasBegunTransaction(thread.stack);

/** A task that waits for the pool, if there is one. */
export const childOf = ({ waiters }: PoolWait): Thread | undefined => waiters.find(isChild);

/**
 * Threads that hold a connection (a begun transaction, or a method past the line at which it asks the pool in a waiter) and wait for another
 * thread's result, while a task waits for the pool. `all`: waiters of the pool in any dump.
 */
export const parentsOf = (wait: PoolWait, all: readonly Thread[]): readonly Thread[] => {
  if (childOf(wait) === undefined) return [];
  const lines = borrowLines(all);
  const holds = ({ stack }: Thread): boolean =>
    hasBegunTransaction(stack) || stack.frames.some((frame) => isPastBorrow(frame, lines));
  return wait.dump.threads.filter(
    (thread) => borrowOf(thread.stack) === undefined && waitsForOther(thread.stack) && holds(thread),
  );
};

/** The method a proxy stands for: it has not been entered yet, so that only the proxy's frame names it. */
const proxied = ({ className, method }: Frame): string | undefined => {
  const at = className.search(/\$\$(?:EnhancerBy\w+|SpringCGLIB|FastClassBy\w+)\$\$|_\$\$_j/);
  return at < 0 ? undefined : `${className.slice(0, at)}.${method}`;
};

/** Who asks for the second connection, and the application's method that runs in the outer transaction. */
export const placesOf = ({ stack }: Thread): Places => {
  const { frames } = stack;
  const asks = frames.findIndex(isApplicationFrame);
  if (asks < 0) return {};
  const proxy = frames.slice(0, asks).findLast((frame) => proxied(frame) !== undefined);
  const inner = (proxy && proxied(proxy)) ?? frameText(frames[asks]!);
  const around = begunFrom(stack, asks);
  const body = around === undefined ? undefined : frames.slice(asks, around).findLast(isApplicationFrame);
  return body === undefined ? { inner } : { inner, outer: frameText(body) };
};

export type Places = { readonly inner?: string; readonly outer?: string };
