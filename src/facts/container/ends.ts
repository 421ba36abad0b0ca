import { MissingFact } from '../../model/fact.ts';
import type { ContainerRun, KubeEvent, PodContainerEvidence, PodEvidence } from '../../model/pod-evidence.ts';
import { noEvents } from './pod.ts';

/** The newest end: of the run that is over now, else of the one before. */
export const newestEnd = ({ end, lastEnd }: PodContainerEvidence): ContainerRun | undefined => end ?? lastEnd;

const none = new MissingFact([], 'the container has not ended yet');
const untimed = new MissingFact(['pod'], 'the status does not say when it ended');

export const endAgeMs = ({ takenAtMs }: PodEvidence, container: PodContainerEvidence): number | MissingFact => {
  const end = newestEnd(container);
  if (end === undefined) return none;
  return end.finishedAtMs === undefined ? untimed : Math.max(0, takenAtMs - end.finishedAtMs);
};

export const ranForMs = (container: PodContainerEvidence): number | MissingFact => {
  const end = newestEnd(container);
  if (end?.startedAtMs === undefined || end.finishedAtMs === undefined) return end === undefined ? none : untimed;
  return Math.max(0, end.finishedAtMs - end.startedAtMs);
};

/** The kernel's kill at the limit of the container's memory, this run's or the one's before. */
export const isOomKilled = ({ end, lastEnd }: PodContainerEvidence): boolean =>
  end?.reason === 'OOMKilled' || lastEnd?.reason === 'OOMKilled';

const windowMs = 15 * 60_000;
const clockSlackMs = 5_000;

/** Starts that an event counts within the window; the kubelet counts up one event, with the first and the last time. */
const startsIn = ({ count, firstAtMs, lastAtMs }: KubeEvent, fromMs: number): number => {
  if (lastAtMs === undefined || lastAtMs < fromMs) return 0;
  if (firstAtMs === undefined || firstAtMs >= fromMs || lastAtMs === firstAtMs) return count;
  return Math.max(1, Math.round(((count - 1) * (lastAtMs - fromMs)) / (lastAtMs - firstAtMs)));
};

const isOf =
  (container: PodContainerEvidence, pod: PodEvidence) =>
  ({ container: name }: KubeEvent): boolean =>
    name === container.name || (name === undefined && pod.containers.length === 1);

export const eventsOf = (pod: PodEvidence, container: PodContainerEvidence): readonly KubeEvent[] | undefined =>
  pod.events?.filter(isOf(container, pod));

/** Restarts in the fifteen minutes before the evidence was taken. */
export const recentRestarts = (pod: PodEvidence, container: PodContainerEvidence): number | MissingFact => {
  const { restartCount } = container;
  const fromMs = pod.takenAtMs - windowMs;
  if (restartCount === undefined) return new MissingFact(['pod'], 'how often it was restarted is not told');
  if (restartCount === 0) return 0;
  if (pod.createdAtMs !== undefined && pod.createdAtMs >= fromMs) return restartCount;
  const finishedAtMs = newestEnd(container)?.finishedAtMs;
  if (finishedAtMs !== undefined && finishedAtMs < fromMs) return 0;
  const started = eventsOf(pod, container)?.filter(({ reason }) => reason === 'Started');
  if (started === undefined || started.length === 0) return noEvents;
  // The kubelet holds back events of a container that restarts often: those told are then not all.
  const lastStart = container.startedAtMs ?? newestEnd(container)?.startedAtMs ?? 0;
  if (started.every(({ lastAtMs = 0 }) => lastAtMs < lastStart - clockSlackMs)) return noEvents;
  return Math.min(
    restartCount,
    started.reduce((sum, event) => sum + startsIn(event, fromMs), 0),
  );
};
