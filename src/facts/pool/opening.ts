import type { Frame, Stack, Thread, ThreadDump, ThreadSeries } from '../../model/thread-dump.ts';
import { threadIdentity } from '../lock/name.ts';
import { remoteWaitFrame } from '../lock/remote.ts';
import { frameText } from '../thread/frames.ts';
import { perStack } from '../thread/per-stack.ts';

/** A driver's connect, whatever the pool. */
const isConnect = ({ className, method }: Frame): boolean => method === 'connect' && className.endsWith('Driver');

/**
 * Where a pool opens a connection, by library. `retry` is a pause between two attempts that failed: HikariCP's adder thread sleeps
 * there only after an error, Druid's only then too.
 */
const pools: readonly { readonly pool: string; readonly part: string; readonly retry?: RegExp }[] = [
  { pool: 'HikariCP', part: 'com.zaxxer.hikari.', retry: /HikariPool\$PoolEntryCreator\.(?:call|run)$/ },
  { pool: 'Tomcat JDBC', part: 'org.apache.tomcat.jdbc.' },
  { pool: 'DBCP2', part: '.dbcp2.' },
  { pool: 'DBCP1', part: '.dbcp.' },
  { pool: 'c3p0', part: 'com.mchange.v2.' },
  {
    pool: 'Druid',
    part: 'com.alibaba.druid.',
    retry: /DruidDataSource\$Create(?:Connection(?:Thread|Task))\.run(?:Internal)?$/,
  },
  { pool: 'Agroal', part: 'io.agroal.' },
];

const sleeps = ({ className, method }: Frame): boolean =>
  className === 'java.lang.Thread' && method.startsWith('sleep');

const find = (stack: Stack): string | undefined => {
  const { frames } = stack;
  const connects = frames.some(isConnect) && remoteWaitFrame(stack) !== undefined;
  for (const { pool, part, retry } of pools) {
    const own = frames.find(({ className }) => className.includes(part));
    if (own === undefined) continue;
    if (connects) return pool;
    const retries = retry !== undefined && frames.some(({ className, method }) => retry.test(`${className}.${method}`));
    if (retries && frames.slice(0, 3).some(sleeps)) return pool;
  }
  return undefined;
};

/** The library of the pool for which a stack opens a connection (it waits for the database's first answer) or pauses after failing to; else undefined. */
export const openingFor = perStack(find);

/** The thread opens a connection: nobody has borrowed that one yet. */
export const opensConnection = (stack: Stack): boolean => openingFor(stack) !== undefined;

export type Opening = {
  readonly pool: string;
  readonly dump: ThreadDump;
  readonly threads: readonly Thread[];
  /** Those that stood there in the dump before, too. */
  readonly same: number;
  /** Frame of the pool that opens. */
  readonly at: string;
};

const byPool = ({ threads }: ThreadDump): ReadonlyMap<string, readonly Thread[]> => {
  const found = new Map<string, Thread[]>();
  for (const thread of threads) {
    const pool = openingFor(thread.stack);
    if (pool === undefined) continue;
    found.set(pool, [...(found.get(pool) ?? []), thread]);
  }
  return found;
};

const placeOf = ({ stack }: Thread): string => {
  const frame = stack.frames.find(isConnect) ?? stack.frames.find(({ className }) => !className.startsWith('java.'));
  return frame === undefined ? '' : frameText(frame);
};

/** Per pool library, the dump with the most threads that stand in opening a connection as they did in the dump before. */
export const openings = ({ dumps }: ThreadSeries): readonly Opening[] => {
  const worst = new Map<string, Opening>();
  let before: ReadonlyMap<string, readonly Thread[]> = new Map();
  for (const dump of dumps) {
    const now = byPool(dump);
    for (const [pool, threads] of now) {
      const earlier = new Set((before.get(pool) ?? []).map(threadIdentity));
      const same = threads.filter((thread) => earlier.has(threadIdentity(thread))).length;
      const known = worst.get(pool);
      if (known !== undefined && (known.same > same || (known.same === same && known.threads.length > threads.length)))
        continue;
      worst.set(pool, { pool, dump, threads, same, at: placeOf(threads[0] as Thread) });
    }
    before = now;
  }
  return [...worst.values()];
};
