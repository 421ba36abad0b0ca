import type { Evidence } from '../../model/evidence.ts';
import { list, type MissingFact, number, object, source, string, type ValueOf } from '../../model/fact.ts';
import type { Frame, Stack, Thread } from '../../model/thread-dump.ts';
import { isRequestWorker } from '../lock/request.ts';
import { sourceOf } from './caller.ts';
import { frameMatch } from './frame-match.ts';
import { frameText, isJdkFrame } from './frames.ts';
import { newestDump, once } from './judged.ts';
import { perStack } from './per-stack.ts';
import { placeShape, placesOf } from './place.ts';
import { stillAmong } from './standing.ts';

export const distributedLockShape = object(
  {
    library: string('Redisson, Curator, Hazelcast ...'),
    at: string("the library's frame they wait in"),
    count: number('threads that wait for such a lock'),
    requestThreads: number('request workers among them'),
    standing: number('of them those that stood there in at least two dumps, without using CPU'),
    unbounded: number('of them those that wait without a limit'),
    places: list(placeShape, 'who asks for the lock, the most frequent first, at most three'),
    source: source('one of them'),
  },
  'threads that wait for a lock that several JVMs share',
);

type DistributedLock = Exclude<ValueOf<typeof distributedLockShape>, MissingFact>;

/** Where a thread waits until another JVM, or another thread of this one, gives the lock back. */
const libraries = [
  [
    'Redisson',
    frameMatch([
      'RedissonLock.*',
      'RedissonBaseLock.*',
      'RedissonFairLock.*',
      'RedissonSpinLock.*',
      'RedissonReadLock.*',
      'RedissonWriteLock.*',
      'RedissonMultiLock.*',
      'RedissonRedLock.*',
      'RedissonFencedLock.*',
    ]),
  ],
  [
    'Curator',
    frameMatch([
      'LockInternals.*',
      'InterProcessMutex.*',
      'InterProcessSemaphoreV2.*',
      'InterProcessMultiLock.*',
      'InterProcessSemaphoreMutex.*',
    ]),
  ],
  ['Hazelcast', frameMatch(['FencedLockProxy.*', 'LockProxy.*', 'LockProxySupport.*', 'AbstractBlockingService.*'])],
  [
    'Spring Integration',
    frameMatch([
      'RedisLockRegistry$*',
      'RedisLockRegistry$RedisLock.*',
      'JdbcLockRegistry$JdbcLock.*',
      'ZookeeperLockRegistry$ZkLock.*',
    ]),
  ],
  ['Ignite', frameMatch(['GridCacheLockImpl.*', 'GridCacheLockImpl$Sync.*'])],
] as const;

const waits = new Set(['park', 'parkNanos', 'wait', 'wait0', 'sleep', 'sleep0', 'sleepNanos0']);

/** The library by the first frame outside of the JDK: what the lock itself sends to its server is a remote call, not this. */
const find = ({ frames }: Stack): { readonly library: string; readonly frame: Frame } | undefined => {
  const index = frames.findIndex((frame) => !isJdkFrame(frame));
  const frame = frames[index];
  if (frame === undefined || !frames.slice(0, index).some(({ method }) => waits.has(method))) return undefined;
  const [library] = libraries.find(([, matches]) => matches(frame)) ?? [];
  return library === undefined ? undefined : { library, frame };
};

/** The lock library a stack waits in for a lock other JVMs may hold; undefined elsewhere. */
export const distributedLockWait = perStack(find);

const isUnbounded = ({ state }: Thread): boolean => state === 'WAITING';

/** By library, the most threads first. Throws MissingFact without a dump. */
export const distributedLocks = once((evidence: Evidence): readonly DistributedLock[] => {
  const dump = newestDump(evidence);
  const groups = new Map<string, Thread[]>();
  for (const thread of dump.threads) {
    const wait = distributedLockWait(thread.stack);
    if (wait === undefined) continue;
    const group = groups.get(wait.library);
    if (group === undefined) groups.set(wait.library, [thread]);
    else group.push(thread);
  }
  return [...groups]
    .sort((a, b) => b[1].length - a[1].length || (a[0] < b[0] ? -1 : 1))
    .map(([library, threads]) => {
      const still = stillAmong(evidence, threads);
      return {
        library,
        at: frameText(distributedLockWait((threads[0] as Thread).stack)!.frame),
        count: threads.length,
        requestThreads: threads.filter(isRequestWorker).length,
        standing: 'length' in still ? still.length : still,
        unbounded: threads.filter(isUnbounded).length,
        places: placesOf(evidence, threads),
        source: sourceOf(dump, threads),
      };
    });
});
