import { type Json, list, object } from '../../parse/pod/json.ts';
import { quantityOf } from '../../parse/pod/quantity.ts';

/** What the kubelet and the cluster have to say about a container that stands still for a while and writes a file. */
export type PodLimits = {
  readonly namespace: string;
  readonly name: string;
  /** Until the kubelet kills the container: period x failures + timeout. Absent: no such probe. */
  readonly livenessBudgetMs?: number;
  /** Until it gets no traffic. */
  readonly readinessBudgetMs?: number;
  readonly ephemeralLimitBytes?: number;
  /** Mount points whose files are memory of the container, and those that outlive it. */
  readonly memoryMounts: readonly string[];
  readonly persistentMounts: readonly string[];
  /** Size limits of emptyDir volumes by mount point. */
  readonly sizeLimits: Readonly<Record<string, number>>;
  /** Of its ReplicaSet. */
  readonly replicas?: { readonly ready: number; readonly wanted: number };
  /** The label its workload selects it by. */
  readonly selector?: { readonly label: string; readonly value: string };
};

const number = (value: unknown, otherwise: number): number => (typeof value === 'number' ? value : otherwise);

/** Defaults of core/v1 Probe: period 10 s, timeout 1 s, 3 failures. */
const budgetMs = (probe: unknown): number | undefined => {
  const fields = object(probe);
  if (Object.keys(fields).length === 0) return undefined;
  const [period, failures] = [number(fields['periodSeconds'], 10), number(fields['failureThreshold'], 3)];
  // The first miss comes a period late at worst; what counts is the shortest way to the kill.
  return 1000 * (period * (failures - 1) + number(fields['timeoutSeconds'], 1));
};

const named = (items: readonly Json[], name: unknown): Json => items.find((item) => item['name'] === name) ?? {};

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** Words that every pod of one workload has in common but another workload may, too. */
const tooCommon = new Set(['pod-template-hash', 'controller-revision-hash', 'statefulset.kubernetes.io/pod-name']);

const selectorOf = (owner: Json): PodLimits['selector'] => {
  const labels = Object.entries(object(object(object(owner['spec'])['selector'])['matchLabels']));
  const [label, value] = labels.find(([key]) => !tooCommon.has(key)) ?? [];
  return label !== undefined && typeof value === 'string' ? { label, value } : undefined;
};

/** Reads the Kubernetes List of a pod. Undefined when it holds no pod. */
export const podLimits = (bytes: Uint8Array, container: string): PodLimits | undefined => {
  const items = list(object(JSON.parse(new TextDecoder().decode(bytes)))['items']);
  const pod = items.find(({ kind }) => kind === 'Pod');
  if (pod === undefined) return undefined;
  const [metadata, spec] = [object(pod['metadata']), object(pod['spec'])];
  const own = named(list(spec['containers']), container);
  const volumes = list(spec['volumes']);
  const mounts = list(own['volumeMounts']).flatMap((mount) => {
    const path = text(mount['mountPath']);
    const volume = named(volumes, mount['name']);
    return path === undefined || mount['readOnly'] === true
      ? []
      : [{ path, volume, emptyDir: object(volume['emptyDir']) }];
  });
  const replicaSet = items.find(({ kind }) => kind === 'ReplicaSet');
  const wanted = object(replicaSet?.['spec'])['replicas'];
  const selector = replicaSet === undefined ? undefined : selectorOf(replicaSet);
  const limits = object(object(own['resources'])['limits']);
  const ephemeral = quantityOf(limits['ephemeral-storage']);
  const [liveness, readiness] = [budgetMs(own['livenessProbe']), budgetMs(own['readinessProbe'])];
  return {
    namespace: text(metadata['namespace']) ?? 'default',
    name: text(metadata['name']) ?? '',
    ...(liveness === undefined ? {} : { livenessBudgetMs: liveness }),
    ...(readiness === undefined ? {} : { readinessBudgetMs: readiness }),
    ...(ephemeral === undefined ? {} : { ephemeralLimitBytes: ephemeral }),
    memoryMounts: mounts.filter(({ emptyDir }) => emptyDir['medium'] === 'Memory').map(({ path }) => path),
    persistentMounts: mounts
      .filter(({ volume }) => volume['persistentVolumeClaim'] !== undefined)
      .map(({ path }) => path),
    sizeLimits: Object.fromEntries(
      mounts.flatMap(({ path, emptyDir }) => {
        const limit = quantityOf(emptyDir['sizeLimit']);
        return limit === undefined ? [] : [[path, limit]];
      }),
    ),
    ...(typeof wanted === 'number'
      ? { replicas: { ready: number(object(replicaSet?.['status'])['readyReplicas'], 0), wanted } }
      : {}),
    ...(selector === undefined ? {} : { selector }),
  };
};

/** The command that takes the pod out of its Service: the workload no longer finds it and starts another one. */
export const isolateCommand = ({ namespace, name, selector }: PodLimits): string | null =>
  selector === undefined
    ? null
    : `kubectl -n ${namespace} label pod ${name} ${selector.label}=${selector.value}-examined --overwrite`;
