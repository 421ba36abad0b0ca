import type { Evidence } from '../../model/evidence.ts';
import { list, number, object, source, string, type ValueOf } from '../../model/fact.ts';
import type { Thread } from '../../model/thread-dump.ts';
import { applicationFrames, sourceOf } from './caller.ts';
import { growthFields, growthOf } from './growth.ts';
import { isIdle } from './idle.ts';
import { newestDump, once } from './judged.ts';

const poolThread = /^pool-(\d+)-thread-(\d+)$/;

export const executorsShape = object(
  {
    pools: number('distinct living pools with the default thread names'),
    singlePools: number('of them with exactly one living thread'),
    idle: number('single threads that wait for work'),
    highestPool: number('highest pool number: how many were ever made'),
    ...growthFields,
    applicationFrames: list(string('frame'), 'first application frames of the tasks they run'),
    source: source('one of the single threads'),
  },
  'executors with the default names pool-N-thread-M in the newest dump',
);

/** Facts about unnamed executors. Throws MissingFact without a dump. */
export const executorFacts = once((evidence: Evidence): ValueOf<typeof executorsShape> => {
  const dump = newestDump(evidence);
  const pools = new Map<number, Thread[]>();
  for (const thread of dump.threads) {
    const match = poolThread.exec(thread.name);
    if (match === null) continue;
    const members = pools.get(Number(match[1]));
    if (members === undefined) pools.set(Number(match[1]), [thread]);
    else members.push(thread);
  }
  const single = [...pools.values()].flatMap((members) => (members.length === 1 ? members : []));
  return {
    pools: pools.size,
    singlePools: single.length,
    idle: single.filter(isIdle).length,
    highestPool: pools.size === 0 ? 0 : Math.max(...pools.keys()),
    ...growthOf(evidence, single),
    applicationFrames: applicationFrames(evidence, single),
    source: sourceOf(dump, single),
  };
});
