import type { Evidence } from '../../model/evidence.ts';
import type { ContainerRun, PodContainerEvidence } from '../../model/pod-evidence.ts';
import type { TimelineEvent } from '../../model/timeline.ts';
import { eventAt } from './event.ts';

const endEvent = ({ name, source }: PodContainerEvidence, run: ContainerRun | undefined): readonly TimelineEvent[] =>
  eventAt(
    run?.finishedAtMs,
    'container-end',
    { container: name, reason: run?.reason ?? '', exitCode: run?.exitCode ?? '?' },
    source,
  );

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
    ...(pod.events ?? []).flatMap(({ lastAtMs, type, reason, message, count, source }) =>
      eventAt(lastAtMs, 'pod-event', { type, reason, message, count }, source),
    ),
  ];
};
