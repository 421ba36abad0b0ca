import { MissingFact, number, source, string } from '../../model/fact.ts';
import type { Thread, ThreadDump, ThreadSeries } from '../../model/thread-dump.ts';
import { sourceOf } from '../thread/caller.ts';
import { frameText } from '../thread/frames.ts';
import { isIdle } from '../thread/idle.ts';
import { holdersElsewhere, workOf } from './elsewhere.ts';
import { driverCall } from './holder.ts';
import { openingFor, opensConnection } from './opening.ts';
import { type PoolWait, sameWaiters } from './wait.ts';

/** Fields of a pool wait about the threads that have its connections. */
export const holderShape = {
  inDriverSame: number('threads in a driver that stood there in the dump before too, without having run in between'),
  inDriverSource: source('the first thread in a driver'),
  elsewhere: number(
    'threads that hold, or very likely hold, a connection and stand in something else than the database: a begun transaction, or a method past the line at which it borrows',
  ),
  elsewhereSame: number('those that stood there in the dump before too, without having run in between'),
  elsewhereAt: string("the application's place most of them stand at"),
  elsewhereBy: string("the application's method by which most of them have the connection"),
  elsewhereRemote: number('those that wait for an answer of another system'),
  elsewhereSleep: number('those that sleep'),
  elsewhereWait: number('those that wait for another thread or a lock'),
  elsewhereCompute: number('those that compute'),
  elsewhereSource: source('the first of them'),
  opening: number('threads that open a connection for a pool of this library, in that dump: it is not full yet'),
  busyOthers: number(
    'threads that do not wait for this pool and are not idle, the most of any dump: no more than these can be using a connection',
  ),
};

const none = new MissingFact(['thread-dump'], 'no thread of a dump waits for it');
const nobody = new MissingFact([], 'nobody does');

export const holdersWithout = {
  inDriverSame: none,
  inDriverSource: none,
  elsewhere: none,
  elsewhereSame: none,
  elsewhereAt: none,
  elsewhereBy: none,
  elsewhereRemote: none,
  elsewhereSleep: none,
  elsewhereWait: none,
  elsewhereCompute: none,
  elsewhereSource: none,
  opening: none,
  busyOthers: none,
};

const inDriver = ({ threads }: ThreadDump): readonly Thread[] =>
  threads.filter(({ stack }) => driverCall(stack) !== undefined);

const busyIn = ({ dump, waiters }: PoolWait): number => {
  const waiting = new Set(waiters);
  return dump.threads.filter(
    (thread) =>
      thread.kind !== 'vm' &&
      thread.stack.frames.length > 0 &&
      !waiting.has(thread) &&
      !isIdle(thread) &&
      !opensConnection(thread.stack),
  ).length;
};

const mostFrequent = (texts: readonly (string | undefined)[]): string | undefined => {
  const counts = new Map<string, number>();
  for (const text of texts) if (text !== undefined) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
};

/** Who has the connections, in the dump with most waiters; what stays the same is asked of all dumps. */
export const holderFields = (
  cluster: readonly PoolWait[],
  series: ThreadSeries,
  place: (thread: Thread) => string | undefined,
) => {
  const worst = cluster.reduce((best, one) => (one.waiters.length >= best.waiters.length ? one : best));
  const same = (threads: (wait: PoolWait) => readonly Thread[]): number | MissingFact =>
    series.total < 2
      ? new MissingFact(['thread-dump'], 'one dump cannot show that they stay')
      : sameWaiters(cluster.map((wait) => ({ ...wait, waiters: threads(wait) }))).length;
  const holders = holdersElsewhere(worst);
  const elsewhere = holders.map(({ thread }) => thread);
  const works = elsewhere.map(workOf);
  const count = (work: string): number => works.filter((one) => one === work).length;
  return {
    inDriverSame: same(({ dump }) => inDriver(dump)),
    inDriverSource: sourceOf(worst.dump, inDriver(worst.dump)),
    elsewhere: elsewhere.length,
    elsewhereSame: same((wait) => holdersElsewhere(wait).map(({ thread }) => thread)),
    elsewhereAt: mostFrequent(elsewhere.map(place)) ?? nobody,
    elsewhereBy: mostFrequent(holders.map(({ by }) => (by === undefined ? undefined : frameText(by)))) ?? nobody,
    elsewhereRemote: count('remote'),
    elsewhereSleep: count('sleep'),
    elsewhereWait: count('wait'),
    elsewhereCompute: count('compute'),
    elsewhereSource: sourceOf(worst.dump, elsewhere),
    opening: worst.dump.threads.filter(({ stack }) => openingFor(stack) === worst.pool).length,
    busyOthers: Math.max(...cluster.map(busyIn)),
  };
};
