import type { Evidence } from '../model/evidence.ts';
import { boolean, type FactNamespace, fact, list, MissingFact, number, object, source, string } from '../model/fact.ts';
import type { PodContainerEvidence } from '../model/pod-evidence.ts';
import { budgetRow, budgetRows, memoryLimit, nonHeapBytes, sumOf } from './container/budget.ts';
import { endAgeMs, isOomKilled, newestEnd, ranForMs, recentRestarts } from './container/ends.ts';
import { heapMax } from './container/heap-limit.ts';
import { livenessOf, livenessShape } from './container/liveness.ts';
import { containersOf, ownContainer, podOf } from './container/pod.ts';
import { survivalOf, survivalShape } from './container/survival.ts';
import { orMissing } from './thread/judged.ts';

const budgetFields = {
  heapMaxBytes: number('how large the heap may grow', 'bytes'),
  heapBasis: string('the option or counter that says so'),
  heapPct: number('the same in percent of the limit', 'percent'),
  budget: list(budgetRow, 'heap, metaspace, code cache, stacks, direct memory, GC: as far as they are known'),
  budgetBytes: number('their sum, a lower bound', 'bytes'),
  budgetPct: number('the sum in percent of the limit', 'percent'),
} as const;

const one = object(
  {
    name: string('container'),
    state: string('running, waiting, terminated or unknown'),
    running: boolean('it runs now'),
    reason: string('why it waits or ended: CrashLoopBackOff, OOMKilled'),
    crashLoop: boolean('the kubelet waits before it starts it again'),
    restartCount: number('restarts since the pod was made'),
    recentRestarts: number('restarts in the last fifteen minutes'),
    oomKilled: boolean('this run or the one before was killed at the limit of memory'),
    hasEnded: boolean('a run of it is over'),
    endReason: string('how that run ended: OOMKilled, Error, Completed'),
    exitCode: number('its exit code'),
    endMessage: string('what was said at its end'),
    nodeOutOfMemory: boolean('the memory of the whole node had run out'),
    endAgeMs: number('time since', 'ms'),
    ranForMs: number('how long it had run', 'ms'),
    limitBytes: number('limit of memory', 'bytes'),
    ...budgetFields,
    liveness: livenessShape,
    survival: survivalShape,
    source: source('its status'),
  },
  'a container this evidence is of',
);

const noLimit = new MissingFact([], 'no limit of memory is set');
const untold = new MissingFact(['pod'], 'the exit code is not told');
const untoldRestarts = new MissingFact(['pod'], 'how often it was restarted is not told');
const noMessage = new MissingFact([], 'nothing was said at its end');
const notEnded = new MissingFact([], 'no run of it is over');

const share = (part: unknown, whole: number | undefined): number | MissingFact => {
  if (part instanceof MissingFact) return part;
  return whole === undefined ? noLimit : (100 * (part as number)) / whole;
};

const budgetOf = (evidence: Evidence, container: PodContainerEvidence | undefined, limit: number | undefined) => {
  const heap = orMissing(() => heapMax(evidence, container, limit));
  const rows = orMissing(() => budgetRows(evidence, container, limit));
  const sum = rows instanceof MissingFact ? rows : sumOf(rows);
  return {
    heapMaxBytes: heap instanceof MissingFact ? heap : heap.bytes,
    heapBasis: heap instanceof MissingFact ? heap : heap.basis,
    heapPct: share(heap instanceof MissingFact ? heap : heap.bytes, limit),
    budget: rows,
    budgetBytes: sum,
    budgetPct: share(sum, limit),
  };
};

const containerFact = (evidence: Evidence, container: PodContainerEvidence) => {
  const pod = podOf(evidence);
  const end = newestEnd(container);
  return {
    name: container.name,
    state: container.state,
    running: container.state === 'running',
    reason: container.reason ?? new MissingFact([], 'no reason is given'),
    crashLoop: container.reason === 'CrashLoopBackOff',
    restartCount: container.restartCount ?? untoldRestarts,
    recentRestarts: recentRestarts(pod, container),
    oomKilled: isOomKilled(container),
    hasEnded: end !== undefined,
    endReason: end === undefined ? notEnded : (end.reason ?? 'no reason'),
    exitCode: end === undefined ? notEnded : (end.exitCode ?? untold),
    endMessage: end?.message ?? noMessage,
    nodeOutOfMemory: pod.events?.some(({ reason }) => reason === 'SystemOOM') ?? false,
    endAgeMs: endAgeMs(pod, container),
    ranForMs: ranForMs(container),
    limitBytes: container.memoryLimitBytes ?? noLimit,
    ...budgetOf(evidence, container, container.memoryLimitBytes),
    liveness: livenessOf(pod, container),
    survival: survivalOf(evidence, container),
    source: container.source,
  };
};

const kinds = ['pod', 'process', 'perf-data'] as const;

/** The JVM of this subject under the limit of its container. */
const own = (evidence: Evidence) => {
  const container = ownContainer(evidence);
  return { container, limit: memoryLimit(evidence, container) };
};

const ownBudget = (evidence: Evidence) => {
  const { container, limit } = own(evidence);
  return { limit, ...budgetOf(evidence, container, limit) };
};

const value = <T>(found: T | MissingFact): T => {
  if (found instanceof MissingFact) throw found;
  return found;
};

/** The containers of a pod, and the memory of the JVM under its limit. */
const container: FactNamespace = {
  name: 'container',
  doc: 'Containers as the cluster and the cgroup see them: ends, limits, probes, and what a JVM needs under them.',
  facts: {
    all: fact(list(one, 'a JVM: its own; a pod without one: all'), ['pod'], (evidence) =>
      containersOf(evidence).map((each) => containerFact(evidence, each)),
    ),
    probed: fact(boolean('a container of it has a liveness or start-up probe'), ['pod'], (evidence) =>
      containersOf(evidence).some((each) => livenessOf(podOf(evidence), each).probed === true),
    ),
    livenessFailing: fact(boolean('the liveness probe of one of them fails now'), ['pod'], (evidence) => {
      const answers = containersOf(evidence).map((each) => livenessOf(podOf(evidence), each).failing);
      const missing = answers.find((answer) => answer instanceof MissingFact);
      if (answers.includes(true)) return true;
      if (missing instanceof MissingFact) throw missing;
      return false;
    }),
    limited: fact(boolean('the JVM runs under a limit of memory'), [...kinds], (evidence) => {
      const limit = orMissing(() => memoryLimit(evidence, ownContainer(evidence)));
      if (!(limit instanceof MissingFact)) return true;
      if (evidence.models.pod !== undefined) return false;
      if (evidence.models.process?.snapshots.at(-1)?.cgroup?.memoryMaxBytes === 'max') return false;
      throw limit;
    }),
    limitBytes: fact(number('limit of memory of the JVM', 'bytes'), [...kinds], (evidence) => own(evidence).limit),
    heapMaxBytes: fact(budgetFields.heapMaxBytes, [...kinds], (evidence) => value(ownBudget(evidence).heapMaxBytes)),
    heapBasis: fact(budgetFields.heapBasis, [...kinds], (evidence) => value(ownBudget(evidence).heapBasis)),
    heapPct: fact(budgetFields.heapPct, [...kinds], (evidence) => value(ownBudget(evidence).heapPct)),
    budget: fact(budgetFields.budget, [...kinds], (evidence) => value(ownBudget(evidence).budget)),
    budgetBytes: fact(budgetFields.budgetBytes, [...kinds], (evidence) => value(ownBudget(evidence).budgetBytes)),
    budgetPct: fact(budgetFields.budgetPct, [...kinds], (evidence) => value(ownBudget(evidence).budgetPct)),
    nonHeapBytes: fact(
      number('resident memory beyond the committed heap: no less than this is not heap', 'bytes'),
      ['process', 'perf-data'],
      nonHeapBytes,
    ),
    measuredPct: fact(
      number('the maximum of the heap and what is resident beyond the committed heap now, of the limit', 'percent'),
      [...kinds],
      (evidence) => {
        const { limit, heapMaxBytes } = ownBudget(evidence);
        return (100 * ((value(heapMaxBytes) as number) + nonHeapBytes(evidence))) / limit;
      },
    ),
  },
};

export default container;
