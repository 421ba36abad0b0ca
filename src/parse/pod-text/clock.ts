import { object, time } from '../pod/json.ts';
import type { PodDraft } from './pod-draft.ts';

const timesOf = ({ metadata, containers }: PodDraft): readonly number[] =>
  [
    metadata['creationTimestamp'],
    ...containers.flatMap(({ status }) =>
      ['state', 'lastState'].flatMap((field) =>
        Object.values(object(status[field])).flatMap((run) => [object(run)['startedAt'], object(run)['finishedAt']]),
      ),
    ),
  ].flatMap((text) => time(text) ?? []);

/** A pod is scheduled when it is made: its start and the age of that event are the clock of whoever asked. */
const byScheduling = ({ metadata, events }: PodDraft): readonly number[] => {
  const startedAtMs = time(metadata['creationTimestamp']);
  const ageMs = events.find(({ reason }) => reason === 'Scheduled')?.lastAgoMs;
  return startedAtMs === undefined || ageMs === undefined ? [] : [startedAtMs + ageMs];
};

/** When the text was made, epoch ms: no earlier than any time in it. Undefined: it holds ages only. */
export const madeAtMs = (pods: readonly PodDraft[]): number | undefined => {
  const known = pods.flatMap((pod) => [...timesOf(pod), ...byScheduling(pod)]);
  return known.length === 0 ? undefined : Math.max(...known);
};
