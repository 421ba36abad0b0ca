import { boolean, type FactNamespace, fact, list, number, object, string } from '../model/fact.ts';
import { uptimeMs } from './thread/age.ts';
import { blockedPoolShape, blockedPools } from './thread/blocked-pool.ts';
import { isByProcess, observed } from './thread/by-process.ts';
import { clientCounts, clientShape } from './thread/client-count.ts';
import { convergenceShape, convergences } from './thread/convergence.ts';
import { gcCores } from './thread/cpu.ts';
import { distributedLockShape, distributedLocks } from './thread/distributed-lock.ts';
import { entropyShape, entropyWaits } from './thread/entropy.ts';
import { blockedLoops, eventLoopShape } from './thread/event-loop.ts';
import { exceptionFacts, exceptionsShape } from './thread/exceptions.ts';
import { executorFacts, executorsShape } from './thread/executor.ts';
import { familyFacts, familyShape } from './thread/family-fact.ts';
import { blockedFinalizers, finalizerShape } from './thread/finalizer.ts';
import { hotShape, hotThreads } from './thread/hot.ts';
import { isFragment, newestDump, platformThreads, seriesOf } from './thread/judged.ts';
import { kafkaFacts, kafkaShape } from './thread/kafka.ts';
import { okhttpFacts, okhttpShape } from './thread/okhttp.ts';
import { remoteWaitShape, remoteWaits } from './thread/remote-wait.ts';
import { stuckShape, stuckWorkers } from './thread/stuck.ts';
import { statesOf } from './thread/summary.ts';
import { unexplainedFacts, unexplainedShape } from './thread/unexplained.ts';
import { workerPoolShape, workerPools } from './thread/worker.ts';

const state = object({ state: string('Thread.State'), count: number('threads in it') }, 'threads of one state');

/**
 * Facts about the threads of the newest dump of a JVM life, and about what changed since its first. Process information and the JVM's
 * counters add to them; what then cannot be known without these is a MissingFact of its own, so only the dump is named as their kind.
 * Without a dump the families are those that /proc shows.
 */
const threads: FactNamespace = {
  name: 'threads',
  doc: 'Threads of the newest dump: families, growth, clients, workers, CPU.',
  facts: {
    dumps: fact(number('dumps of this JVM life'), ['thread-dump'], (evidence) => seriesOf(evidence).total),
    total: fact(
      number('threads, virtual and JVM-internal ones included'),
      ['thread-dump'],
      (evidence) => newestDump(evidence).threads.length,
    ),
    platform: fact(
      number('threads of the operating system'),
      ['thread-dump'],
      (evidence) => platformThreads(newestDump(observed(evidence))).length,
    ),
    byProcess: fact(
      boolean('no dump: families and births are those of /proc, by names cut to 15 bytes'),
      [],
      (evidence) => isByProcess(observed(evidence)),
    ),
    fragment: fact(boolean('an excerpt of a dump: fewer than ten threads and no end'), ['thread-dump'], (evidence) =>
      isFragment(newestDump(evidence)),
    ),
    byState: fact(list(state, 'by name of the state'), ['thread-dump'], (evidence) =>
      Object.entries(statesOf(newestDump(evidence)))
        .map(([name, count]) => ({ state: name, count }))
        .sort((a, b) => (a.state < b.state ? -1 : 1)),
    ),
    uptimeMs: fact(number('time since the JVM started', 'ms'), ['thread-dump'], (evidence) =>
      uptimeMs(observed(evidence)),
    ),
    gcCores: fact(number('CPU of the collector threads since the start', 'cores'), ['thread-dump'], gcCores),
    families: fact(list(familyShape, 'the largest first'), ['thread-dump'], (evidence) =>
      familyFacts(observed(evidence)),
    ),
    unexplained: fact(unexplainedShape, ['thread-dump'], (evidence) => unexplainedFacts(observed(evidence))),
    okhttp: fact(okhttpShape, ['thread-dump'], okhttpFacts),
    kafka: fact(kafkaShape, ['thread-dump'], kafkaFacts),
    executors: fact(executorsShape, ['thread-dump'], executorFacts),
    clients: fact(list(clientShape, 'by kind, the most first'), ['thread-dump'], clientCounts),
    remoteWaits: fact(list(remoteWaitShape, 'the most threads first'), ['thread-dump'], remoteWaits),
    stuck: fact(list(stuckShape, 'the most threads first'), ['thread-dump'], stuckWorkers),
    convergence: fact(list(convergenceShape, 'the most threads first'), ['thread-dump'], convergences),
    eventLoops: fact(list(eventLoopShape, 'those with a blocked loop'), ['thread-dump'], blockedLoops),
    blockedPools: fact(list(blockedPoolShape, 'the largest first'), ['thread-dump'], blockedPools),
    distributedLocks: fact(list(distributedLockShape, 'the most threads first'), ['thread-dump'], distributedLocks),
    finalizers: fact(list(finalizerShape, 'those that stand still'), ['thread-dump'], blockedFinalizers),
    entropy: fact(entropyShape, ['thread-dump'], entropyWaits),
    exceptions: fact(exceptionsShape, ['thread-dump'], exceptionFacts),
    workers: fact(list(workerPoolShape, 'the largest first'), ['thread-dump'], workerPools),
    hot: fact(list(hotShape, 'the busiest first, from 0.2 cores'), ['thread-dump'], hotThreads),
  },
};

export default threads;
