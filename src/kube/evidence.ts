import { ClusterError, type Pod } from '../model/pod-api.ts';
import type { CallLimits } from '../model/transport.ts';

type Json = { readonly [name: string]: unknown };

const object = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {});
const items = (value: unknown): readonly Json[] => {
  const { items: found } = object(value);
  return Array.isArray(found) ? found.map(object) : [];
};

export const nodePath = (node: string): string => `/api/v1/nodes/${encodeURIComponent(node)}`;

/** GET of a path. Throws ClusterError. */
export type Get = (path: string, query: Readonly<Record<string, string>>, limits: CallLimits) => Promise<unknown>;

/** Answers that hold for all pods of a run: a node, an owner, the autoscalers of a namespace. */
export type Shared = Map<string, Promise<unknown>>;

type Part = { readonly kind: string; readonly attempt: string; readonly found: () => Promise<readonly Json[]> };

/** Served by the server, without the bookkeeping of who changed which field when. */
const slim = (value: Json): Json => {
  const { managedFields: _, ...metadata } = object(value['metadata']);
  return { ...value, metadata };
};

/** A node lists every image that it holds: tens of kilobytes that say nothing of a JVM. */
const slimNode = (node: Json): Json => {
  const { images: _, ...status } = object(node['status']);
  return { ...node, status };
};

const stamped = (apiVersion: string, kind: string, value: unknown): Json =>
  slim({ apiVersion, kind, ...object(value) });

/** The newest version of the autoscaling API that the server has; v1 knows memory only by annotation. */
const autoscalers = async (get: (path: string) => Promise<unknown>, namespace: string): Promise<readonly Json[]> => {
  for (const version of ['v2', 'v2beta2']) {
    try {
      const found = await get(`/apis/autoscaling/${version}/namespaces/${namespace}/horizontalpodautoscalers`);
      return items(found).map((each) => stamped(`autoscaling/${version}`, 'HorizontalPodAutoscaler', each));
    } catch (error) {
      if (!(error instanceof ClusterError) || error.code !== 'not-found') throw error;
    }
  }
  return [];
};

/** Most clusters have no metrics of that pod, and the owner can be told from the names. */
const optional = (error: ClusterError, kind: string): boolean =>
  kind === 'ReplicaSet' || (kind === 'PodMetrics' && error.code === 'not-found');

/**
 * Everything the cluster says of a pod as one Kubernetes List in JSON: the pod, its events, its ReplicaSet, node, autoscalers
 * and metrics. What may not be read stands in `jdiag.problems`. Throws ClusterError only when the pod itself cannot be had.
 */
export const podEvidence = async (
  get: Get,
  { namespace, name, node, owner }: Pod,
  containers: readonly string[] | undefined,
  shared: Shared,
  limits: CallLimits = {},
): Promise<Uint8Array> => {
  const space = encodeURIComponent(namespace);
  const once = (path: string): Promise<unknown> => {
    const known = shared.get(path) ?? get(path, {}, limits);
    shared.set(path, known);
    return known;
  };
  const ofReplicaSet = owner?.kind === 'ReplicaSet' ? owner.name : undefined;
  const parts: readonly Part[] = [
    {
      kind: 'Event',
      attempt: 'events',
      found: async () => {
        const query = { fieldSelector: `involvedObject.kind=Pod,involvedObject.name=${name}`, limit: '500' };
        const found = await get(`/api/v1/namespaces/${space}/events`, query, limits);
        return items(found).map((each) => stamped('v1', 'Event', each));
      },
    },
    {
      kind: 'ReplicaSet',
      attempt: 'owner',
      found: async () =>
        ofReplicaSet === undefined
          ? []
          : [
              stamped(
                'apps/v1',
                'ReplicaSet',
                await once(`/apis/apps/v1/namespaces/${space}/replicasets/${encodeURIComponent(ofReplicaSet)}`),
              ),
            ],
    },
    {
      kind: 'Node',
      attempt: 'node',
      found: async () => (node === undefined ? [] : [slimNode(stamped('v1', 'Node', await once(nodePath(node))))]),
    },
    { kind: 'HorizontalPodAutoscaler', attempt: 'autoscalers', found: () => autoscalers(once, space) },
    {
      kind: 'PodMetrics',
      attempt: 'metrics',
      found: async () => {
        const found = await get(
          `/apis/metrics.k8s.io/v1beta1/namespaces/${space}/pods/${encodeURIComponent(name)}`,
          {},
          limits,
        );
        return [stamped('metrics.k8s.io/v1beta1', 'PodMetrics', found)];
      },
    },
  ];
  const problems: string[] = [];
  const asked: string[] = [];
  const read = async ({ kind, attempt, found }: Part): Promise<readonly Json[]> => {
    try {
      const had = await found();
      asked.push(kind);
      return had;
    } catch (error) {
      if (!(error instanceof ClusterError) || error.code === 'aborted') throw error;
      if (!optional(error, kind)) problems.push(`${attempt}: ${error.message}`);
      return [];
    }
  };
  const [pod, ...rest] = await Promise.all([
    get(`/api/v1/namespaces/${space}/pods/${encodeURIComponent(name)}`, {}, limits),
    ...parts.map(read),
  ]);
  const document = {
    apiVersion: 'v1',
    kind: 'List',
    jdiag: {
      takenAt: new Date().toISOString(),
      ...(containers === undefined ? {} : { containers }),
      asked: asked.sort(),
      problems,
    },
    items: [stamped('v1', 'Pod', pod), ...rest.flat()],
  };
  return new TextEncoder().encode(JSON.stringify(document));
};
