import type { PodContainerEvidence, PodEvidence } from '../../model/pod-evidence.ts';
import type { Source } from '../../model/source.ts';
import { containerOf } from './container.ts';
import { defined, type Json, list, number, object, text, time, words } from './json.ts';
import { quantityOf } from './quantity.ts';
import { autoscalerOf, conditionsOf, eventOf, nodeOf, scaledBy } from './surroundings.ts';

/** One object and its JSON pointer in the artifact; `source`: where it stands in text that is no JSON, itself or one of its containers. */
export type Item = {
  readonly json: Json;
  readonly pointer: string;
  readonly source?: (container?: string) => Source;
};

const kindOf = ({ json }: Item): string => text(json['kind']) ?? '';
const metadataOf = ({ json }: Item): Json => object(json['metadata']);

/** The name that outlives the pod: of the Deployment where its ReplicaSet is in the list, else without the template's hash. */
const ownerOf = (pod: Item, items: readonly Item[]): PodEvidence['owner'] => {
  const controller = (item: Item): Json | undefined =>
    list(metadataOf(item)['ownerReferences']).find((each) => each['controller'] === true);
  const first = controller(pod);
  const [kind, name] = [text(first?.['kind']), text(first?.['name'])];
  if (kind === undefined || name === undefined) return undefined;
  const between = items.find((item) => kindOf(item) === kind && metadataOf(item)['name'] === name);
  const above = between === undefined ? undefined : controller(between);
  if (above !== undefined) return { kind: text(above['kind']) ?? kind, name: text(above['name']) ?? name };
  const hash = text(object(metadataOf(pod)['labels'])['pod-template-hash']);
  return kind === 'ReplicaSet' && hash !== undefined && name.endsWith(`-${hash}`)
    ? { kind: 'Deployment', name: name.slice(0, -hash.length - 1) }
    : { kind, name };
};

const usageOf = (pod: Item, container: string, items: readonly Item[]): PodContainerEvidence['usage'] => {
  const metrics = items.find(
    (item) => kindOf(item) === 'PodMetrics' && metadataOf(item)['name'] === metadataOf(pod)['name'],
  );
  const usage = object(list(metrics?.json['containers']).find(({ name }) => name === container)?.['usage']);
  const [memoryBytes, cpuCores] = [quantityOf(usage['memory']), quantityOf(usage['cpu'])];
  return memoryBytes === undefined && cpuCores === undefined ? undefined : defined({ memoryBytes, cpuCores });
};

/** A pod that went before one of the same name has left events, too: `uid` tells them apart. */
const isAbout = (event: Item, kind: string, name: unknown, uid?: unknown): boolean => {
  const about = object(event.json['involvedObject'] ?? event.json['regarding']);
  const isSame = uid === undefined || about['uid'] === undefined || about['uid'] === uid;
  return about['kind'] === kind && about['name'] === name && isSame;
};

/** `asked`: the kinds that were asked for and answered, so that none in the list is none at all; undefined: not told. */
export type Asked = ReadonlySet<string> | undefined;

/** What the list says of one of its pods. */
export const assemblePod = (
  pod: Item,
  items: readonly Item[],
  given: { readonly artifactId: string; readonly takenAtMs: number; readonly asked: Asked; readonly of?: unknown },
): PodEvidence => {
  const { artifactId, takenAtMs, asked } = given;
  const at = (pointer: string): Source => ({ artifact: artifactId, pointer });
  const [metadata, spec, status] = [metadataOf(pod), object(pod.json['spec']), object(pod.json['status'])];
  const statuses = list(status['containerStatuses']);
  const volumes = list(spec['volumes']);
  const node = text(spec['nodeName']);
  const owner = ownerOf(pod, items);
  const ofKind = (kind: string): readonly Item[] => items.filter((item) => kindOf(item) === kind);
  const known = (kind: string, found: readonly unknown[]): boolean => found.length > 0 || asked?.has(kind) === true;
  const events = ofKind('Event').filter(
    (event) => isAbout(event, 'Pod', metadata['name'], metadata['uid']) || isAbout(event, 'Node', node),
  );
  const scalers = ofKind('HorizontalPodAutoscaler').filter(
    ({ json }) => owner !== undefined && scaledBy(json) === `${owner.kind}/${owner.name}`,
  );
  const ownNode = ofKind('Node').find((item) => metadataOf(item)['name'] === node);
  return defined({
    artifactId,
    takenAtMs,
    namespace: text(metadata['namespace']) ?? 'default',
    name: text(metadata['name']) ?? '',
    node,
    phase: metadata['deletionTimestamp'] === undefined ? (text(status['phase']) ?? 'Unknown') : 'Terminating',
    reason: text(status['reason']),
    message: text(status['message']),
    createdAtMs: time(metadata['creationTimestamp']),
    owner,
    terminationGraceMs: 1000 * (number(spec['terminationGracePeriodSeconds']) ?? 30),
    conditions: conditionsOf(status['conditions']),
    containers: list(spec['containers']).map((each) => {
      const index = statuses.findIndex(({ name }) => name === each['name']);
      const pointer = index < 0 ? `${pod.pointer}/spec/containers` : `${pod.pointer}/status/containerStatuses/${index}`;
      const source = pod.source?.(text(each['name'])) ?? at(pointer);
      const container = containerOf(each, statuses[index] ?? {}, volumes, source);
      const usage = usageOf(pod, container.name, items);
      return usage === undefined ? container : { ...container, usage };
    }),
    of: Array.isArray(given.of) ? words(given.of) : undefined,
    events: known('Event', events)
      ? events.map(({ json, pointer, source }) => eventOf(json, source?.() ?? at(pointer)))
      : undefined,
    nodeEvidence: ownNode === undefined ? undefined : nodeOf(ownNode.json, at(ownNode.pointer)),
    autoscalers: known('HorizontalPodAutoscaler', scalers)
      ? scalers.map(({ json, pointer }) => autoscalerOf(json, at(pointer)))
      : undefined,
  });
};
