import { boolean, type FactNamespace, fact, list, MissingFact, number, object, string } from '../model/fact.ts';
import type { ProcessSnapshot } from '../model/process.ts';
import { throttlingOf } from './container/throttling.ts';
import { orMissing } from './thread/judged.ts';
import { bytesPerThread, limitUsedPct, nearestLimit, threadLimits } from './thread/limit.ts';

const limit = object(
  {
    name: string('pids.max, ulimit -u, threads-max or memory'),
    used: number('threads in use, bytes for memory'),
    maximum: number('its value, bytes for memory'),
    usedPct: number('share in use', 'percent'),
    room: number('threads that can still be born'),
  },
  'a limit that ends the creation of threads',
);

const value = <K extends keyof ProcessSnapshot>(snapshot: ProcessSnapshot | undefined, field: K) => {
  const found = snapshot?.[field];
  if (found === undefined) throw new MissingFact(['process'], `no process information: ${field} is not known`);
  return found as Exclude<ProcessSnapshot[K], undefined>;
};

const unpriced = new MissingFact(['process'], 'what a thread costs in memory is not known');

/** Facts of /proc and the cgroup, newest snapshot. */
const process: FactNamespace = {
  name: 'process',
  doc: 'The process as the kernel sees it: threads, memory and the limits on both.',
  facts: {
    threadCount: fact(number('threads of the operating system'), ['process'], ({ models }) =>
      value(models.process?.snapshots.at(-1), 'threadCount'),
    ),
    rssBytes: fact(number('resident memory', 'bytes'), ['process'], ({ models }) =>
      value(models.process?.snapshots.at(-1), 'rssBytes'),
    ),
    memoryLimited: fact(boolean('the container has a limit of memory'), ['process'], ({ models }) => {
      const { memoryMaxBytes } = value(models.process?.snapshots.at(-1), 'cgroup');
      if (memoryMaxBytes === undefined)
        throw new MissingFact(['process'], 'the memory limit of the cgroup is not known');
      return memoryMaxBytes !== 'max';
    }),
    openFiles: fact(number('open file descriptors'), ['process'], ({ models }) =>
      value(models.process?.snapshots.at(-1), 'openFiles'),
    ),
    maxOpenFiles: fact(number('ulimit -n of the process'), ['process'], ({ models }) => {
      const maximum = value(models.process?.snapshots.at(-1), 'limits').maxOpenFiles;
      if (typeof maximum !== 'number')
        throw new MissingFact(['process'], 'the limit of open files is not known, or none is set');
      return maximum;
    }),
    bytesPerThread: fact(
      number('resident memory that came with each new thread', 'bytes'),
      ['process'],
      bytesPerThread,
    ),
    cpuLimited: fact(boolean('the container has a CPU limit'), ['process'], ({ models }) => {
      const cpuQuotaCores = models.process?.snapshots.at(-1)?.cgroup?.cpuQuotaCores;
      if (cpuQuotaCores !== undefined) return cpuQuotaCores !== 'max';
      // A process outside of any container has no such cgroup.
      if (models.pod === undefined && models.process !== undefined) return false;
      throw new MissingFact(['process'], 'the CPU limit of the cgroup is not known');
    }),
    throttledPct: fact(
      number('periods with work in which the CPU limit stopped it', 'percent'),
      ['process'],
      (evidence) => throttlingOf(evidence).pct,
    ),
    throttledNow: fact(
      boolean('counted between two snapshots, not since the start'),
      ['process'],
      (evidence) => throttlingOf(evidence).now,
    ),
    throttledPeriods: fact(number('such periods'), ['process'], (evidence) => throttlingOf(evidence).throttledPeriods),
    cpuPeriods: fact(number('periods with work'), ['process'], (evidence) => throttlingOf(evidence).periods),
    cpuLimitCores: fact(number('CPU limit of the container', 'cores'), ['process'], ({ models }) => {
      const { cpuQuotaCores } = value(models.process?.snapshots.at(-1), 'cgroup');
      if (typeof cpuQuotaCores !== 'number')
        throw new MissingFact(['process'], 'no CPU limit is set, or it is not known');
      return cpuQuotaCores;
    }),
    limits: fact(list(limit, 'limits that are set and whose use is known'), ['process'], (evidence) =>
      threadLimits(evidence).map(({ name, used, maximum, room }) => ({
        name,
        used,
        maximum,
        usedPct: (100 * used) / maximum,
        room: room ?? unpriced,
      })),
    ),
    limitUsedPct: fact(
      number('use of the tightest limit of threads, memory apart', 'percent'),
      ['process'],
      limitUsedPct,
    ),
    nearestLimit: fact(
      object(
        { name: string('which'), room: number('threads that can still be born') },
        'the limit with the least room',
      ),
      ['process'],
      (evidence) => {
        const nearest = orMissing(() => nearestLimit(evidence));
        return nearest instanceof MissingFact ? nearest : { name: nearest.name, room: nearest.room };
      },
    ),
  },
};

export default process;
