import type { Evidence } from '../../model/evidence.ts';
import { MissingFact } from '../../model/fact.ts';
import type { PodContainerEvidence, PodEvidence } from '../../model/pod-evidence.ts';
import type { PodRow } from '../../model/report.ts';
import type { View } from '../../model/view.ts';
import { newestEnd } from '../container/ends.ts';
import { livenessOf } from '../container/liveness.ts';
import { containersOf } from '../container/pod.ts';
import { demiseOf } from '../pod/demise.ts';
import { replicaOf } from '../replica/figures.ts';

const lastExitOf = (pod: PodEvidence, container: PodContainerEvidence): PodRow['lastExit'] => {
  const end = newestEnd(container);
  if (end?.exitCode === undefined) return null;
  const agoMs = end.finishedAtMs === undefined ? null : Math.max(0, pod.takenAtMs - end.finishedAtMs);
  return { reason: end.reason ?? null, exitCode: end.exitCode, agoMs };
};

const probeOf = (pod: PodEvidence, container: PodContainerEvidence): PodRow['probe'] => {
  const { failing, failures, budgetMs } = livenessOf(pod, container);
  return typeof failing === 'boolean' && typeof failures === 'number' && typeof budgetMs === 'number'
    ? { failing, failures, budgetMs }
    : null;
};

const ageOf = (pod: PodEvidence, { state, startedAtMs }: PodContainerEvidence): number | null => {
  const since = state === 'running' ? (startedAtMs ?? pod.createdAtMs) : pod.createdAtMs;
  return since === undefined ? null : Math.max(0, pod.takenAtMs - since);
};

/** `unknown` of a figure that could not be derived. */
const orNull = <T>(value: T | MissingFact | undefined): T | null =>
  value === undefined || value instanceof MissingFact ? null : value;

const rowOf = (
  evidence: Evidence,
  pod: PodEvidence,
  container: PodContainerEvidence & { readonly restartCount: number },
  subject: string,
): PodRow => {
  const isOwn = containersOf(evidence).length === 1;
  const figures = isOwn ? replicaOf(evidence, { id: subject, name: pod.name }) : undefined;
  const cgroup = isOwn ? evidence.models.process?.snapshots.at(-1)?.cgroup : undefined;
  const ready = pod.nodeEvidence?.conditions.find(({ type }) => type === 'Ready')?.status;
  const limit =
    container.memoryLimitBytes ?? (typeof cgroup?.memoryMaxBytes === 'number' ? cgroup.memoryMaxBytes : null);
  return {
    subject,
    namespace: pod.namespace,
    pod: pod.name,
    container: container.name,
    node: pod.node ?? null,
    nodeReady: ready === undefined ? null : ready === 'True',
    state: container.state,
    reason: container.state === 'running' ? null : (container.reason ?? pod.reason ?? null),
    ageMs: ageOf(pod, container),
    restarts: container.restartCount,
    lastExit: lastExitOf(pod, container),
    memoryBytes: container.state === 'running' ? orNull(figures?.memoryBytes ?? container.usage?.memoryBytes) : null,
    memoryLimitBytes: limit,
    threads: orNull(figures?.threads),
    threadsPerMinute: orNull(figures?.threadsPerMinute),
    gcPct: orNull(figures?.gcPct),
    // Nobody probes where the kubelet does not answer: that it was well is old news.
    probe: ready === undefined || ready === 'True' ? probeOf(pod, container) : null,
    diesIn: isOwn ? orNull(demiseOf(evidence)) : null,
  };
};

/** A JVM in a pod is one row, a pod in which none could be examined one for each of its containers. */
const pods: View<'pods'> = {
  name: 'pods',
  entries: (evidence, subjectId) => {
    const { pod } = evidence.models;
    if (pod === undefined) return [];
    // A part of a text that says neither is no row.
    return containersOf(evidence).flatMap(({ restartCount, ...each }) =>
      restartCount === undefined ? [] : [rowOf(evidence, pod, { ...each, restartCount }, subjectId)],
    );
  },
};

export default pods;
