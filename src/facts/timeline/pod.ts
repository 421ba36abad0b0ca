import type { Evidence } from '../../model/evidence.ts';
import type { ContainerRun, KubeEvent, PodContainerEvidence } from '../../model/pod-evidence.ts';
import type { TimelineEvent } from '../../model/timeline.ts';
import { eventAt } from './event.ts';

const endEvent = ({ name, source }: PodContainerEvidence, run: ContainerRun | undefined): readonly TimelineEvent[] =>
  eventAt(
    run?.finishedAtMs,
    'container-end',
    { container: name, reason: run?.reason ?? '', exitCode: run?.exitCode ?? '?' },
    source,
  );

const secondMs = 1000;
const bringUp = ['Scheduled', 'Pulling', 'Pulled', 'Created', 'Started'];

/** Most events carry whole seconds, a few microseconds: within one second a pod is brought up in this order. */
const inOrder = (events: readonly KubeEvent[]): readonly KubeEvent[] => {
  const secondOf = ({ lastAtMs = Number.NaN }: KubeEvent): number => Math.floor(lastAtMs / secondMs);
  return events
    .filter(({ lastAtMs }) => lastAtMs !== undefined)
    .map((event) => ({ ...event, lastAtMs: secondOf(event) * secondMs }))
    .sort((a, b) => a.lastAtMs - b.lastAtMs || bringUp.indexOf(a.reason) - bringUp.indexOf(b.reason));
};

/** Ends and starts of the containers, and what the cluster's events tell: the last time of each and how often. */
export const podEvents = (evidence: Evidence): readonly TimelineEvent[] => {
  const pod = evidence.models.pod;
  if (pod === undefined || pod.clockUnknown) return [];
  return [
    ...pod.containers.flatMap((container) => [
      ...endEvent(container, container.lastEnd),
      ...endEvent(container, container.end),
      ...(!container.restartCount
        ? []
        : eventAt(
            container.startedAtMs,
            'restart',
            { container: container.name, restarts: container.restartCount },
            container.source,
          )),
    ]),
    ...inOrder(pod.events ?? []).flatMap(({ lastAtMs, type, reason, message, count, source }) =>
      eventAt(lastAtMs, 'pod-event', { type, reason, message, count }, source),
    ),
  ];
};
