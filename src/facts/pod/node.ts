import type { Evidence } from '../../model/evidence.ts';
import { boolean, list, MissingFact, number, object, source, string, type ValueOf } from '../../model/fact.ts';
import type { KubeEvent, PodEvidence } from '../../model/pod-evidence.ts';
import { noEvents, podOf } from '../container/pod.ts';

export const nodeShape = object(
  {
    name: string('node'),
    ready: boolean('the node, or the kubelet on it, answers'),
    problems: list(
      object(
        {
          what: string('NotReady, MemoryPressure, DiskPressure, PIDPressure, FailedCreatePodSandBox, Evicted ...'),
          message: string('in the words of the cluster'),
          count: number('times it was seen'),
          ageMs: number('time since it was last seen, or since when it is so', 'ms'),
          source: source(),
        },
        'what is wrong with it',
      ),
      'conditions that hold and events that tell of the node',
    ),
    problemNames: list(string('NotReady, MemoryPressure ...'), 'what is wrong with it, each once'),
    problemCount: number('of them'),
  },
  'the node of the pod',
);

type NodeFact = Exclude<ValueOf<typeof nodeShape>, MissingFact>;
type NodeProblem = Exclude<Exclude<NodeFact['problems'], MissingFact>[number], MissingFact>;

const pressures = ['MemoryPressure', 'DiskPressure', 'PIDPressure', 'NetworkUnavailable'];

/** Events that the node is behind, not the program: kubelet events.go, the node lifecycle and eviction controllers. */
const nodeEvents = new Set([
  'FailedCreatePodSandBox',
  'FailedPodSandBoxStatus',
  'SandboxChanged',
  'NodeNotReady',
  'NodeLost',
  'Evicted',
  'TaintManagerEviction',
  'FailedMount',
  'FailedAttachVolume',
  'SystemOOM',
  'EvictionThresholdMet',
  'NetworkNotReady',
]);

const noMessage = new MissingFact([], 'the cluster gives no message');
const noTime = new MissingFact([], 'the cluster gives no time');

const age = (pod: PodEvidence, atMs: number | undefined): number | MissingFact =>
  atMs === undefined ? noTime : Math.max(0, pod.takenAtMs - atMs);

const fromEvent = (pod: PodEvidence, event: KubeEvent): NodeProblem => ({
  what: event.reason,
  message: event.message === '' ? noMessage : event.message,
  count: event.count,
  ageMs: age(pod, event.lastAtMs),
  source: event.source,
});

/** A sandbox is made anew once after a restart of the node: alone that is history. */
const isOld = (pod: PodEvidence, { lastAtMs }: KubeEvent): boolean =>
  lastAtMs !== undefined && pod.takenAtMs - lastAtMs > 15 * 60_000;

/** Throws MissingFact when neither the node nor events could be read. */
export const nodeFact = (evidence: Evidence): NodeFact => {
  const pod = podOf(evidence);
  const { nodeEvidence, events, node } = pod;
  const here = pod.containers[0]?.source ?? { artifact: pod.artifactId, pointer: '/items/0/status' };
  const readiness = nodeEvidence?.conditions.find(({ type }) => type === 'Ready');
  const ready = readiness === undefined ? undefined : readiness.status === 'True';
  const fromConditions: readonly NodeProblem[] = (nodeEvidence?.conditions ?? [])
    .filter(({ type, status }) =>
      type === 'Ready' ? status !== 'True' : pressures.includes(type) && status === 'True',
    )
    .map(({ type, message, reason, sinceMs }) => ({
      what: type === 'Ready' ? 'NotReady' : type,
      message: message ?? reason ?? noMessage,
      count: 1,
      ageMs: age(pod, sinceMs),
      source: nodeEvidence?.source ?? here,
    }));
  const fromEvents = (events ?? [])
    .filter((event) => nodeEvents.has(event.reason) && !isOld(pod, event))
    .map((event) => fromEvent(pod, event));
  const fromStatus: readonly NodeProblem[] =
    pod.reason === 'Evicted' || pod.reason === 'NodeLost'
      ? [{ what: pod.reason, message: pod.message ?? noMessage, count: 1, ageMs: noTime, source: here }]
      : [];
  const problems = [...fromConditions, ...fromStatus, ...fromEvents];
  if (problems.length === 0 && nodeEvidence === undefined && events === undefined) throw noEvents;
  return {
    name: node ?? new MissingFact([], 'the pod has no node yet'),
    ready:
      ready ??
      new MissingFact(['pod'], 'the node could not be read: it needs get on nodes, which are not in a namespace'),
    problems,
    problemNames: [...new Set(problems.map(({ what }) => what as string))],
    problemCount: problems.length,
  };
};
