import type { Source } from '../../model/source.ts';
import type { Item } from '../pod/assemble.ts';
import { type Json, object } from '../pod/json.ts';
import { type ContainerDraft, newContainer } from './container-draft.ts';
import type { Noted, PodDraft } from './pod-draft.ts';
import { podStatusOf, stateOf } from './pod-row.ts';

const ago = (nowMs: number, ms: number | undefined): string | undefined =>
  ms === undefined ? undefined : new Date(nowMs - ms).toISOString();

/** Events of a description name no container: that of the only one with such a probe. */
const containerOfEvent = (containers: readonly ContainerDraft[], event: Noted): string | undefined => {
  if (event.container !== undefined) return event.container;
  const probe = /^(Liveness|Startup|Readiness) probe/.exec(event.message)?.[1]?.toLowerCase();
  const probed = containers.filter(({ spec }) => probe !== undefined && spec[`${probe}Probe`] !== undefined);
  return probed.length === 1 ? probed[0]?.name : undefined;
};

/** What STATUS and RESTARTS of a table say of the container that has most to say. */
const containersByRows = ({ rows }: PodDraft, nowMs: number): readonly ContainerDraft[] => {
  const last = rows.at(-1);
  if (last === undefined) return [];
  const container = newContainer('?', last.line, false);
  const state = stateOf(last.status);
  // With -w the row before tells how it ended.
  const ended = rows
    .map(({ status }) => object(stateOf(status)['terminated']))
    .findLast(({ reason }) => reason !== undefined);
  const finishedAt = ago(nowMs, last.restartedAgoMs);
  const terminated = { ...ended, ...(finishedAt === undefined ? {} : { finishedAt }) };
  Object.assign(container.status, {
    state,
    restartCount: last.restarts,
    ready: last.ready === last.containers,
    ...(state['terminated'] === undefined && Object.keys(terminated).length > 0 ? { lastState: { terminated } } : {}),
  });
  return [container];
};

/** The kubelet waits before it starts it again, and how often it did. */
const containersByEvents = ({ events }: PodDraft): readonly ContainerDraft[] => {
  const names = new Set(events.flatMap(({ container }) => container ?? []));
  if (names.size === 0 && events.length > 0) names.add('?');
  return [...names].map((name) => {
    const own = events.filter(({ container }) => container === undefined || container === name);
    const container = newContainer(name, own[0]?.line ?? 1, false);
    const starts = own.reduce((sum, { reason, count }) => sum + (reason === 'Started' ? count : 0), 0);
    const backsOff = own.some(({ reason, message }) => reason === 'BackOff' && /restarting failed/.test(message));
    if (backsOff) container.status['state'] = { waiting: { reason: 'CrashLoopBackOff' } };
    if (starts > 0) container.status['restartCount'] = starts - 1;
    else container.status['restartCount'] = undefined;
    return container;
  });
};

const containersOf = (pod: PodDraft, nowMs: number): readonly ContainerDraft[] => {
  const described = pod.containers.filter(({ isInit }) => !isInit);
  if (described.length > 0) return described;
  return pod.rows.length > 0 ? containersByRows(pod, nowMs) : containersByEvents(pod);
};

const eventItem = (
  pod: PodDraft,
  containers: readonly ContainerDraft[],
  event: Noted,
  nowMs: number,
  source: Source,
): Item => {
  const container = containerOfEvent(containers, event);
  const { type, reason, message, count } = event;
  const about = { kind: 'Pod', name: pod.name };
  return {
    pointer: '',
    source: () => source,
    json: {
      kind: 'Event',
      type,
      reason,
      message,
      count,
      firstTimestamp: ago(nowMs, event.firstAgoMs),
      lastTimestamp: ago(nowMs, event.lastAgoMs),
      involvedObject: container === undefined ? about : { ...about, fieldPath: `spec.containers{${container}}` },
    },
  };
};

const usageItems = (pod: PodDraft, containers: readonly ContainerDraft[]): readonly Item[] => {
  const [only, ...more] = containers;
  const used = [...pod.usage].flatMap(([name, usage]): readonly Json[] => {
    const owner = name !== '' ? name : more.length === 0 ? only?.name : undefined;
    return owner === undefined ? [] : [{ name: owner, usage: { cpu: usage.cpu, memory: usage.memory } }];
  });
  return used.length === 0
    ? []
    : [{ pointer: '', json: { kind: 'PodMetrics', metadata: { name: pod.name }, containers: used } }];
};

/** The pod as objects of the API, itself first; `nowMs`: when the text was made. */
export const objectsOf = (
  pod: PodDraft,
  nowMs: number,
  at: (line: number, endLine?: number) => Source,
): readonly [Item, ...Item[]] => {
  const row = pod.rows.at(-1);
  const known = containersOf(pod, nowMs);
  const named = [...pod.usage.keys()].filter((name) => name !== '');
  const containers =
    known.length > 0 ? known : (named.length > 0 ? named : ['?']).map((name) => newContainer(name, pod.line, false));
  const json = {
    kind: 'Pod',
    metadata: { creationTimestamp: ago(nowMs, row?.ageMs), ...pod.metadata, name: pod.name, namespace: pod.namespace },
    spec: { nodeName: row?.node, ...pod.spec, containers: containers.map(({ spec }) => spec) },
    status: {
      ...(row === undefined ? {} : podStatusOf(row.status)),
      ...pod.status,
      containerStatuses: containers.map(({ status }) => status),
    },
  };
  const source = (name?: string): Source => {
    const container = containers.find((each) => each.name === name);
    return container === undefined ? at(pod.line, pod.endLine) : at(container.line, container.endLine);
  };
  return [
    { pointer: '', json, source },
    ...pod.events.map((event) => eventItem(pod, containers, event, nowMs, at(event.line))),
    ...usageItems(pod, containers),
  ];
};
