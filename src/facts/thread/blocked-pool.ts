import type { Evidence } from '../../model/evidence.ts';
import { boolean, list, MissingFact, number, object, source, string, type ValueOf } from '../../model/fact.ts';
import type { Stack, Thread } from '../../model/thread-dump.ts';
import { inFileOrder, sourceOf } from './caller.ts';
import { commandLine, coresOf, propertyOf } from './command-line.ts';
import { familyOf } from './family.ts';
import { frameMatch } from './frame-match.ts';
import { isIdle } from './idle.ts';
import { taskRunners } from './idle-table.ts';
import { newestDump, once } from './judged.ts';
import { libraryOfFamily } from './library.ts';
import { perStack } from './per-stack.ts';
import { placeShape, placesOf } from './place.ts';
import { stillAmong } from './standing.ts';
import { blockingCall, waitsFor } from './waits-for.ts';

export const blockedPoolShape = object(
  {
    name: string('name of the workers, their number as #'),
    family: string('the same, all digits as #'),
    common: boolean("the JVM's common ForkJoinPool, which parallel streams and CompletableFuture share"),
    size: number('living workers, every one of them blocked'),
    standing: number('of them those that stood in the same wait in at least two dumps'),
    selfWait: boolean(
      'every one waits for the result of a task that was submitted (FutureTask, invokeAll, ForkJoinTask)',
    ),
    otherRunners: number('threads of other pools that run tasks and could bring the results'),
    widthKnown: boolean('how many workers the pool may have is known, from a property or the container'),
    awaited: number('other threads that wait for the result of a task'),
    wider: boolean('the configured parallelism is larger than the living workers: more would be started'),
    waitsFor: string('what the first of them waits for'),
    call: string('the method of the JDK it waits in'),
    places: list(placeShape, 'where they stand, the most frequent first, at most three'),
    source: source('the first worker'),
  },
  'a pool of which every worker waits for somebody else',
);

type BlockedPool = Exclude<ValueOf<typeof blockedPoolShape>, MissingFact>;

const worker = frameMatch(['ThreadPoolExecutor$Worker.run', 'ForkJoinWorkerThread.run']);
const isWorker = perStack(({ frames }) => frames.some(worker));
const runsTask = perStack(({ frames }) => frames.some(taskRunners));
const commonWorker = /^ForkJoinPool\.commonPool-worker-\d+$/;

const submitted = frameMatch([
  'FutureTask.get',
  'FutureTask.awaitDone',
  'AbstractExecutorService.invoke*',
  'ForkJoinTask.get',
  'ForkJoinTask.join',
  'ForkJoinTask.invoke',
  'ForkJoinTask.awaitDone',
]);
const waitsForTask = perStack(({ frames }: Stack) => frames.slice(0, 8).some(submitted));

/** Remote answers, results and locks: waits for others. A sleep or a queue is not. */
const isBlocked = (thread: Thread): boolean => {
  const wait = waitsFor(thread);
  return (
    wait === 'a remote answer' ||
    wait === 'the result of a task' ||
    wait === 'a lock' ||
    wait === "another thread's end"
  );
};

/** The common pool's configured parallelism; without a property one less than the cores. */
const parallelismOf = (evidence: Evidence): number | undefined => {
  const text = propertyOf(commandLine(evidence), ['java.util.concurrent.ForkJoinPool.common.parallelism']);
  if (text !== undefined && /^\d{1,5}$/.test(text)) return Number(text);
  const cores = coresOf(evidence);
  return cores === undefined ? undefined : Math.max(1, Math.ceil(cores) - 1);
};

const noWait = new MissingFact([], 'the stack does not show a known wait');

const poolsIn = (threads: readonly Thread[]): ReadonlyMap<string, readonly Thread[]> => {
  const pools = new Map<string, Thread[]>();
  for (const thread of threads) {
    // Carriers of virtual threads and workers of servers have rules of their own.
    if (thread.kind !== 'platform' || thread.carrying !== undefined || !isWorker(thread.stack)) continue;
    if (libraryOfFamily(familyOf(thread.name))?.bounded === 'server') continue;
    const name = thread.name.replace(/\d+$/, '#');
    const pool = pools.get(name);
    if (pool === undefined) pools.set(name, [thread]);
    else pool.push(thread);
  }
  return pools;
};

/** Pools whose every living worker is blocked, the largest first. Throws MissingFact without a dump. */
export const blockedPools = once((evidence: Evidence): readonly BlockedPool[] => {
  const dump = newestDump(evidence);
  const pools = poolsIn(inFileOrder(dump.threads));
  const busy = [...pools.values()].flat().filter((thread) => runsTask(thread.stack) && !isIdle(thread));
  const awaiting = dump.threads.filter((thread) => !isIdle(thread) && waitsFor(thread) === 'the result of a task');
  return [...pools]
    .filter(([, threads]) => threads.every(isBlocked))
    .sort((a, b) => b[1].length - a[1].length || (a[0] < b[0] ? -1 : 1))
    .map(([name, threads]) => {
      const first = threads[0] as Thread;
      const still = stillAmong(evidence, threads);
      const common = commonWorker.test(first.name);
      const parallelism = common ? parallelismOf(evidence) : undefined;
      return {
        name,
        family: familyOf(first.name),
        common,
        size: threads.length,
        standing: still instanceof MissingFact ? still : still.length,
        selfWait: threads.every(({ stack }) => waitsForTask(stack)),
        otherRunners: busy.filter((thread) => !threads.includes(thread)).length,
        widthKnown: parallelism !== undefined,
        awaited: awaiting.filter((thread) => !threads.includes(thread)).length,
        wider: parallelism !== undefined && threads.length < parallelism,
        call: blockingCall(first.stack),
        waitsFor: waitsFor(first) ?? noWait,
        places: placesOf(evidence, threads),
        source: sourceOf(dump, threads),
      };
    });
});
