import type { Evidence } from '../../model/evidence.ts';
import { boolean, MissingFact, number, object, source, string, type ValueOf } from '../../model/fact.ts';
import type { AutoscalerEvidence, PodEvidence } from '../../model/pod-evidence.ts';
import { committedHeap } from '../container/heap-limit.ts';
import { podOf } from '../container/pod.ts';

export const autoscalerShape = object(
  {
    name: string('autoscaler'),
    onMemory: boolean('it scales by memory'),
    minReplicas: number('least'),
    maxReplicas: number('most'),
    currentReplicas: number('now'),
    atMaximum: boolean('it cannot add another one'),
    metricsMissing: boolean('it does not get its numbers: <unknown> in kubectl get hpa'),
    metricsMessage: string('why not'),
    targetBytes: number('memory per pod it aims at', 'bytes'),
    targetPct: number('the same in percent of the requests of all containers', 'percent'),
    currentPct: number('now', 'percent'),
    keptBytes: number('what the JVM of this subject keeps committed whatever the load is: it is resident now', 'bytes'),
    containerCount: number('containers whose memory is summed'),
    source: source(),
  },
  'an autoscaler over the workload of this pod',
);

type AutoscalerFact = Exclude<ValueOf<typeof autoscalerShape>, MissingFact>;

const notOnMemory = new MissingFact([], 'it does not scale by memory');
const notTold = new MissingFact(['pod'], 'the autoscaler does not say so');

const requestBytes = ({ containers }: PodEvidence, container: string | undefined): number | undefined => {
  const counted = containers.filter(({ name }) => container === undefined || name === container);
  const requests = counted.map(({ memoryRequestBytes }) => memoryRequestBytes);
  return requests.every((each) => each !== undefined)
    ? requests.reduce<number>((sum, each) => sum + (each ?? 0), 0)
    : undefined;
};

/** Resident now, but no more than an empty heap would keep: the committed heap and what is beside it. */
const keptBytes = (evidence: Evidence): number | MissingFact => {
  const resident = evidence.models.process?.snapshots.at(-1)?.rssBytes;
  return resident ?? committedHeap(evidence) ?? new MissingFact(['process'], 'what the JVM keeps is not known');
};

const factOf = (evidence: Evidence, pod: PodEvidence, autoscaler: AutoscalerEvidence): AutoscalerFact => {
  const {
    name,
    minReplicas,
    maxReplicas,
    currentReplicas,
    desiredReplicas,
    memory,
    conditions,
    source: at,
  } = autoscaler;
  const blind = conditions.find(({ type, status }) => type === 'ScalingActive' && status === 'False');
  const request = memory === undefined ? undefined : requestBytes(pod, memory.container);
  const target =
    memory?.targetBytes ??
    (memory?.targetPct === undefined || request === undefined ? undefined : (request * memory.targetPct) / 100);
  const missing = memory === undefined ? notOnMemory : notTold;
  return {
    name,
    onMemory: memory !== undefined,
    minReplicas,
    maxReplicas,
    currentReplicas,
    atMaximum: Math.max(currentReplicas, desiredReplicas) >= maxReplicas,
    metricsMissing: blind !== undefined && blind.reason !== 'ScalingDisabled',
    metricsMessage: blind?.message ?? notTold,
    targetBytes: target ?? missing,
    targetPct: memory?.targetPct ?? missing,
    currentPct: memory?.currentPct ?? missing,
    keptBytes: keptBytes(evidence),
    containerCount: memory?.container === undefined ? pod.containers.length : 1,
    source: at,
  };
};

/** Throws MissingFact when the autoscalers could not be read. */
export const autoscalerFacts = (evidence: Evidence): readonly AutoscalerFact[] => {
  const pod = podOf(evidence);
  if (pod.autoscalers === undefined)
    throw new MissingFact(['pod'], 'the autoscalers of the namespace could not be read');
  return pod.autoscalers.map((each) => factOf(evidence, pod, each));
};
