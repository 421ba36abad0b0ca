import type { Stack, Thread, ThreadDump, ThreadSeries } from '../../model/thread-dump.ts';
import { threadIdentity } from '../lock/name.ts';
import { borrowOf } from './borrow.ts';

/** The threads of one dump that wait for the same pool, as far as the dump can tell pools apart. */
export type PoolWait = {
  readonly dump: ThreadDump;
  readonly pool: string;
  readonly jdbc: boolean;
  /** What they park or wait on where the library has one such object per pool. */
  readonly address?: string;
  readonly waiters: readonly Thread[];
};

/** What a waiter may wait on that is not the pool's own queue: a lock it takes back on its way out, a connection being opened for it. */
const notTheQueue = /ReentrantLock\$\w*Sync$|FutureTask|CompletableFuture/;

const addressOf = (thread: Thread): string | undefined => {
  const parking = thread.locks.find(({ kind }) => kind === 'parking');
  if (parking !== undefined) return notTheQueue.test(parking.className ?? '') ? undefined : parking.address;
  const line = thread.locks.find(({ kind, address }) => kind !== 'eliminated' && address !== undefined);
  return line?.address;
};

type Group = { readonly pool: string; readonly jdbc: boolean; readonly address?: string; readonly waiters: Thread[] };

/** A waiter that shows no address belongs to the pool of its library with the longest queue. */
const withStrays = (groups: readonly Group[]): readonly Group[] => {
  const named = groups.filter(({ address }) => address !== undefined);
  const result: Group[] = [...named];
  for (const group of groups) {
    if (group.address !== undefined) continue;
    const home = named.filter(({ pool }) => pool === group.pool).sort((a, b) => b.waiters.length - a.waiters.length)[0];
    if (home === undefined) result.push(group);
    else home.waiters.push(...group.waiters);
  }
  return result;
};

const waitsOf = (dump: ThreadDump): readonly PoolWait[] => {
  const groups = new Map<string, Group>();
  for (const thread of dump.threads) {
    if (thread.state === 'RUNNABLE') continue;
    const borrow = borrowOf(thread.stack);
    if (borrow === undefined) continue;
    const { pool, jdbc } = borrow;
    const address = borrow.sharedAddress ? addressOf(thread) : undefined;
    const key = `${pool} ${address ?? ''}`;
    const group = groups.get(key);
    if (group === undefined)
      groups.set(key, { pool, jdbc, waiters: [thread], ...(address === undefined ? {} : { address }) });
    else group.waiters.push(thread);
  }
  return withStrays([...groups.values()]).map((group) => ({ ...group, dump }));
};

const cache = new WeakMap<ThreadDump, readonly PoolWait[]>();

/** Who waits in a borrow, by pool, in one dump. */
export const poolWaits = (dump: ThreadDump): readonly PoolWait[] => {
  const known = cache.get(dump);
  if (known !== undefined) return known;
  const waits = waitsOf(dump);
  cache.set(dump, waits);
  return waits;
};

const shared = (a: PoolWait, b: PoolWait): number => {
  const ids = new Set(a.waiters.map(threadIdentity));
  return b.waiters.filter((thread) => ids.has(threadIdentity(thread))).length;
};

/**
 * The waits of all dumps, those of one pool put together. Objects move when the collector compacts, so that after the address the
 * same waiters count, and then that there is only one such pool in either dump.
 */
export const poolWaitClusters = ({ dumps }: ThreadSeries): readonly (readonly PoolWait[])[] => {
  const clusters: PoolWait[][] = [];
  for (const dump of dumps) {
    const waits = poolWaits(dump);
    const open = new Set(clusters);
    const lone = new Set(waits.filter((one) => waits.filter(({ pool }) => pool === one.pool).length === 1));
    for (const wait of waits) {
      const same = [...open].filter((cluster) => cluster[0]!.pool === wait.pool);
      const match =
        same.find((cluster) => cluster.at(-1)!.address === wait.address) ??
        same
          .filter((cluster) => shared(cluster.at(-1)!, wait) > 0)
          .sort((a, b) => shared(b.at(-1)!, wait) - shared(a.at(-1)!, wait))[0] ??
        (lone.has(wait) && same.length === 1 ? same[0] : undefined);
      if (match === undefined) clusters.push([wait]);
      else {
        open.delete(match);
        match.push(wait);
      }
    }
  }
  return clusters;
};

/** Stacks are one object within one read only; two artifacts of a capture are two. */
const sameStack = ({ frames: a }: Stack, { frames: b }: Stack): boolean =>
  a === b ||
  (a.length === b.length &&
    a.every(({ className, method, location }, index) => {
      const other = b[index]!;
      return method === other.method && location === other.location && className === other.className;
    }));

/** CPU a waiting thread may have used between two dumps; more, and it has been served and waits anew. */
const stillCpuMs = 1;

/**
 * Threads that waited in two or more dumps one after another without having run in between, as far as CPU times tell: the same wait. In the
 * order of the dumps, newest thread objects.
 */
export const sameWaiters = (cluster: readonly PoolWait[]): readonly Thread[] => {
  const found = new Map<string, Thread>();
  for (let index = 1; index < cluster.length; index++) {
    const before = new Map(cluster[index - 1]!.waiters.map((thread) => [threadIdentity(thread), thread]));
    for (const thread of cluster[index]!.waiters) {
      const earlier = before.get(threadIdentity(thread));
      if (earlier === undefined || !sameStack(earlier.stack, thread.stack)) continue;
      const used = (thread.cpuMs ?? 0) - (earlier.cpuMs ?? 0);
      if (used <= stillCpuMs) found.set(threadIdentity(thread), thread);
    }
  }
  return [...found.values()];
};
