import type { Source } from '../../model/source.ts';
import type { Item } from '../pod/assemble.ts';
import type { OomKill } from './kill.ts';

/** `/kubepods/burstable/pod<uid>/<id>`, `/kubepods.slice/kubepods-pod<uid>.slice/cri-containerd-<id>.scope`, `/docker/<id>`. */
const placeOf = (group: string | undefined): { readonly pod?: string; readonly container?: string } => {
  const uid = /pod([0-9a-f]{8}[-_][0-9a-f_-]{27})/.exec(group ?? '')?.[1]?.replaceAll('_', '-');
  const id = /([0-9a-f]{64})(?:\.scope)?$/.exec(group ?? '')?.[1];
  return {
    ...(uid === undefined ? {} : { pod: uid }),
    ...(id === undefined ? {} : { container: id.slice(0, 12) }),
  };
};

const iso = (ms: number | undefined): string | undefined => (ms === undefined ? undefined : new Date(ms).toISOString());

export type KilledPod = { readonly name: string; readonly kills: readonly OomKill[] };

/** Kills by pod, as far as the log names it: by its uid; without one, by who was killed. */
export const byPod = (kills: readonly OomKill[]): readonly KilledPod[] => {
  const pods = new Map<string, OomKill[]>();
  for (const kill of kills) {
    const name = placeOf(kill.group).pod ?? '';
    pods.set(name, [...(pods.get(name) ?? []), kill]);
  }
  return [...pods].map(([name, own]) => ({ name, kills: own }));
};

const containerName = ({ group, victim, invoker }: OomKill): string =>
  placeOf(group).container ?? victim?.name ?? invoker ?? '?';

/** The pod as an API object: each container by its newest kill; a node without memory as its event. */
export const objectsOf = (
  pod: KilledPod,
  at: (line: number, endLine: number) => Source,
): readonly [Item, ...Item[]] => {
  const newest = new Map(pod.kills.map((kill) => [containerName(kill), kill] as const));
  const names = [...newest.keys()];
  const sourceOf = ({ line, endLine }: OomKill): Source => at(line, endLine);
  const status = [...newest].map(([name, { text, atMs }]) => ({
    name,
    lastState: { terminated: { reason: 'OOMKilled', exitCode: 137, signal: 9, message: text, finishedAt: iso(atMs) } },
  }));
  const containers = [...newest].map(([name, { limitBytes }]) => ({
    name,
    ...(limitBytes === undefined ? {} : { resources: { limits: { memory: String(limitBytes) } } }),
  }));
  const own: Item = {
    pointer: '',
    source: (name) => sourceOf(newest.get(name ?? names[0] ?? '') ?? (pod.kills[0] as OomKill)),
    json: { kind: 'Pod', metadata: { name: pod.name }, spec: { containers }, status: { containerStatuses: status } },
  };
  const ofNode = pod.kills.filter((kill) => kill.ofNode === true);
  const last = ofNode.at(-1);
  if (last === undefined) return [own];
  const involvedObject = { kind: 'Pod', name: pod.name };
  const event = {
    kind: 'Event',
    type: 'Warning',
    reason: 'SystemOOM',
    message: last.text,
    count: ofNode.length,
    lastTimestamp: iso(last.atMs),
    involvedObject,
  };
  return [own, { pointer: '', source: () => sourceOf(last), json: event }];
};
