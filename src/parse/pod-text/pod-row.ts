import type { Json } from '../pod/json.ts';
import { durationOf } from './duration.ts';

/** A row of `kubectl get pods`. `containers`: as READY counts them. Ages ms. */
export type PodRow = {
  readonly namespace?: string;
  readonly name: string;
  readonly ready: number;
  readonly containers: number;
  readonly status: string;
  readonly restarts: number;
  readonly restartedAgoMs?: number;
  readonly ageMs?: number;
  readonly node?: string;
};

/** `kubectl get pods`, also with -A or -o wide; `oc get pods` and older servers print the same. */
const row =
  /^\s*(?:(?<ns>[a-z0-9][a-z0-9-]{0,62})\s+)?(?:pods?\/)?(?<name>[a-z0-9][a-z0-9.-]{0,252})\s+(?<ready>\d{1,3})\/(?<of>\d{1,3})\s+(?<status>[A-Z][\w:/.-]{1,60})\s+(?<restarts>\d{1,7})(?:\s+\((?<ago>\S{1,20}) ago\))?\s+(?<age><unknown>|<invalid>|(?:\d{1,6}[ydhms]){1,4})(?:\s+(?<ip><none>|[\da-fA-F.:]{2,45})(?:\s+(?<node>[\w.<>-]{1,253}))?.*)?\s*$/;

export const podRow = (text: string): PodRow | undefined => {
  if (text.length > 1024) return undefined;
  const { groups } = row.exec(text) ?? {};
  if (groups === undefined) return undefined;
  const restartedAgoMs = durationOf(groups['ago'] ?? '');
  const ageMs = durationOf(groups['age'] ?? '');
  const { ns, node } = groups;
  return {
    name: groups['name'] ?? '',
    ready: Number(groups['ready']),
    containers: Number(groups['of']),
    status: groups['status'] ?? '',
    restarts: Number(groups['restarts']),
    ...(ns === undefined ? {} : { namespace: ns }),
    ...(node === undefined || node.startsWith('<') ? {} : { node }),
    ...(restartedAgoMs === undefined ? {} : { restartedAgoMs }),
    ...(ageMs === undefined ? {} : { ageMs }),
  };
};

/** STATUS is the reason of the pod, else of the first container that does not run (printers.go), else the phase. */
const failedPods = new Set([
  'Evicted',
  'NodeLost',
  'NodeAffinity',
  'Preempting',
  'Shutdown',
  'UnexpectedAdmissionError',
]);
const phases = new Set(['Pending', 'Running', 'Succeeded', 'Failed', 'Unknown']);
const ended: Readonly<Record<string, number | undefined>> = { OOMKilled: 137, Completed: 0, Error: undefined };

/** What STATUS says of a container: its state, as the API would tell it. */
export const stateOf = (status: string): Json => {
  const code = /^ExitCode:(\d{1,3})$/.exec(status)?.[1];
  if (code !== undefined) return { terminated: { exitCode: Number(code) } };
  const signal = /^Signal:(\d{1,2})$/.exec(status)?.[1];
  if (signal !== undefined) return { terminated: { exitCode: 128 + Number(signal), signal: Number(signal) } };
  if (Object.hasOwn(ended, status)) return { terminated: { reason: status, exitCode: ended[status] } };
  if (status === 'Running' || status === 'NotReady') return { running: {} };
  if (status === 'Terminating' || phases.has(status) || failedPods.has(status)) return {};
  return { waiting: { reason: status } };
};

export const podStatusOf = (status: string): Json => {
  if (failedPods.has(status)) return { phase: 'Failed', reason: status };
  if (phases.has(status)) return { phase: status };
  if (status === 'Completed') return { phase: 'Succeeded' };
  return { phase: status === 'Error' || status.startsWith('Init:') ? 'Pending' : 'Running' };
};
