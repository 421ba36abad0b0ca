import type { Thread, ThreadDump } from '../../model/thread-dump.ts';
import { isRequestWorker } from '../lock/request.ts';
import { familyOf } from '../thread/family.ts';
import { borrowOf } from './borrow.ts';

/** So many server workers are a server's pool; fewer are not compared with. */
const enoughWorkers = 10;

const workers = new WeakMap<ThreadDump, readonly Thread[]>();

const workersOf = (dump: ThreadDump): readonly Thread[] => {
  const known = workers.get(dump);
  if (known !== undefined) return known;
  const found = dump.threads.filter(isRequestWorker);
  workers.set(dump, found);
  return found;
};

/** The threads the waiters are compared with: the server's workers, or the waiters' own kind where they are none. */
export const peersOf = (dump: ThreadDump, waiters: readonly Thread[]): ReadonlySet<Thread> => {
  const servers = workersOf(dump);
  if (servers.length >= enoughWorkers && waiters.some(isRequestWorker)) return new Set(servers);
  const families = new Set(waiters.map(({ name }) => familyOf(name)));
  return new Set([...servers, ...dump.threads.filter(({ name }) => families.has(familyOf(name)))]);
};

/** Frames of a wait that counts time. */
const timed = /^(?:awaitNanos|parkNanos|parkUntil|poll\w*|tryTake|tryAcquire\w*|sleep\w*)$/;

/** WAITING, and no frame of the wait counts time: a lock taken back after a timed wait shows as WAITING too. */
export const isUnbounded = (thread: Thread): boolean => {
  const borrow = borrowOf(thread.stack);
  if (thread.state !== 'WAITING' || borrow === undefined) return false;
  const { frames } = thread.stack;
  // Druid's takeLast polls without a limit.
  const takes = frames[borrow.frameIndex + 1]?.method.startsWith('take') === true;
  return !frames.slice(0, borrow.frameIndex + (takes ? 0 : 1)).some(({ method }) => timed.test(method));
};
