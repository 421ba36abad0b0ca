import { type Json, list, object } from '../pod/json.ts';

/** Deeper a pod does not go. */
const maxDepth = 12;

const isWholePod = (json: Json): boolean => json['kind'] === 'Pod' && json['spec'] !== undefined;

/** `State` of docker inspect. */
const byDocker = (state: Json): Json => {
  const terminated = {
    exitCode: state['ExitCode'],
    finishedAt: state['FinishedAt'],
    startedAt: state['StartedAt'],
    ...(state['OOMKilled'] === true ? { reason: 'OOMKilled' } : {}),
  };
  return state['Running'] === true
    ? { state: { running: { startedAt: state['StartedAt'] } } }
    : { state: { terminated } };
};

/** Statuses of containers anywhere in a part of a pod: below `containerStatuses`, or with a `state` or `lastState` of their own. */
const statusesIn = (value: unknown, depth: number): readonly Json[] => {
  if (depth > maxDepth) return [];
  if (Array.isArray(value)) return value.flatMap((each) => statusesIn(each, depth + 1));
  const json = object(value);
  if (json['containerStatuses'] !== undefined) return list(json['containerStatuses']);
  if (json['lastState'] !== undefined || (json['state'] !== undefined && json['restartCount'] !== undefined))
    return [json];
  if (Object.keys(object(json['terminated'])).length > 0) return [{ lastState: json }];
  if (typeof json['OOMKilled'] === 'boolean') return [byDocker(json)];
  return Object.values(json).flatMap((each) => statusesIn(each, depth + 1));
};

const asPod = (statuses: readonly Json[], document: Json): Json => {
  const named = statuses.map((status) => ({ ...status, name: status['name'] ?? '?' }));
  return {
    kind: 'Pod',
    metadata: object(document['metadata']),
    spec: { containers: named.map(({ name }) => ({ name })) },
    status: { containerStatuses: named },
  };
};

/** Pods in objects of the API or in parts of one; other objects beside whole pods are none. */
export const podsIn = (
  documents: readonly Json[],
): { readonly whole: readonly Json[]; readonly parts: readonly Json[] } => {
  const objects = documents.flatMap((document) => [document, ...list(document['items'])]);
  const whole = objects.filter((json) => isWholePod(json) && Object.keys(object(json['status'])).length > 0);
  if (whole.length > 0) return { whole, parts: [] };
  const parts = documents.flatMap((document) => {
    const statuses = statusesIn(document, 0);
    return statuses.length === 0 ? [] : [asPod(statuses, document)];
  });
  return { whole: [], parts };
};
