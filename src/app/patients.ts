import type { ClusterOptions } from '../kube/connection.ts';
import { RequestError } from '../model/exit-code.ts';
import type { ExecRecord, Pod, PodContainer, PodEvent } from '../model/pod-api.ts';
import type { LiveTarget } from '../model/target.ts';
import type { CallLimits, Transport } from '../model/transport.ts';
import type { LocalJvm } from '../target/local-jvms.ts';
import { examined, type PidTarget } from './examine.ts';
import { inParallel } from './in-parallel.ts';
import { inPod } from './in-pod.ts';
import { lostNodes } from './lost-nodes.ts';

export type ClusterScope = ClusterOptions & {
  readonly allNamespaces?: boolean;
  readonly container?: string;
  /** Pods looked into at once; 16. */
  readonly maxParallel?: number;
  /** How long looking into one pod may take; 20 s. */
  readonly podLimitMs?: number;
};

/** A JVM to be examined, and the way to it. */
export type Patient = {
  readonly jvm: LocalJvm;
  readonly transport: Transport;
  /** How to name it again on the command line. */
  readonly target: string;
  /** What fingerprints go by; absent: the main class. */
  readonly workload?: string;
  readonly execs?: () => readonly ExecRecord[];
  /** `namespace/name` of its pod. */
  readonly pod?: string;
  /** What the cluster says of its pod, for the container it runs in. Throws ClusterError. */
  readonly evidence?: (limits: CallLimits) => Promise<Uint8Array>;
  /** How its container does now, and what the cluster's events say of the pod: two small calls. Throws ClusterError. */
  readonly watch?: (limits: CallLimits) => Promise<WatchedPod>;
  readonly close?: () => void;
  /** The JVM of the same container anew, after a cut or a restart; undefined: none runs there now. Throws TransportError. */
  readonly reopen?: (signal: AbortSignal) => Promise<Pick<Patient, 'jvm' | 'transport' | 'execs'> | undefined>;
};

/** `container` absent: it is not in the pod any more. */
export type WatchedPod = {
  readonly phase: string;
  readonly container?: PodContainer;
  readonly events: readonly PodEvent[];
};

/** A place where nothing could be examined. One such never stops the others. */
export type Unreached = {
  readonly target: string;
  /** `namespace/name`. */
  readonly pod?: string;
  readonly name: string;
  readonly reason: string;
  /** Looked into, and no JVM runs there. */
  readonly noJvm?: true;
  /** Containers beside a JVM that is examined. */
  readonly beside?: true;
  readonly workload?: string;
  /** What the cluster says of the pod. Throws ClusterError. */
  readonly evidence?: (limits: CallLimits) => Promise<Uint8Array>;
  /** Logs of containers that ended. Throw ClusterError. */
  readonly logs?: readonly {
    readonly of: string;
    readonly read: (limits: CallLimits & { readonly lines: number }) => Promise<Uint8Array>;
  }[];
};

export type Places = { readonly patients: readonly Patient[]; readonly unreached: readonly Unreached[] };

export type Found = Places & {
  /** Targets on this machine that are no JVM. */
  readonly refused: Awaited<ReturnType<typeof examined>>['refused'];
};

/** Pods looked into at once: each is a handful of API calls and one exec. */
export const defaultParallel = 16;

type PodsTarget = Extract<LiveTarget, { kind: 'pods' }>;

/** Looks into the pods that the targets mean now; those of `known` (`namespace/name`) are left out. */
type Look = (known: ReadonlySet<string>, signal: AbortSignal) => Promise<Places>;

const lookInto = async (targets: readonly PodsTarget[], scope: ClusterScope): Promise<Look> => {
  const { openCluster } = await import('../kube/cluster.ts');
  const { findPods } = await import('../target/pods.ts');
  const api = await openCluster(scope).catch((error: unknown) => {
    if (!(error instanceof RequestError)) throw error;
    const words = targets.map(({ word }) => word).join(' ');
    const files = targets.every(({ which }) => which.by === 'name' && which.bare)
      ? 'no such file or directory, and '
      : '';
    throw new RequestError(files === '' ? error.code : 'not-found', `${words}: ${files}${error.message}`, error.hints);
  });
  return async (known, signal) => {
    const pods = new Map<string, Pod>();
    for (const { word, which } of targets) {
      for (const pod of await findPods(api, word, which, scope, { signal }))
        pods.set(`${pod.namespace}/${pod.name}`, pod);
    }
    const all = [...pods].filter(([name]) => !known.has(name)).map(([, pod]) => pod);
    const { maxParallel = defaultParallel } = scope;
    const lost = await lostNodes(api, all, signal);
    const found = await inParallel(all, maxParallel, (pod) => inPod(api, pod, { ...scope, lost }, signal));
    return {
      patients: found.flatMap(({ patients }) => patients),
      unreached: found.flatMap(({ unreached }) => unreached),
    };
  };
};

const podsOf = (targets: readonly LiveTarget[]): readonly PodsTarget[] =>
  targets.flatMap((target) => (target.kind === 'pods' ? [target] : []));

/**
 * Looks for pods that came since: each call gives the JVMs in pods that are not `known`. Throws RequestError when the targets name nothing (any
 * more), ClusterError when the cluster cannot be asked.
 */
export const newcomers = async (targets: readonly LiveTarget[], scope: ClusterScope): Promise<Look> =>
  lookInto(podsOf(targets), scope);

/**
 * The JVMs that the targets mean, with a way to each. Throws RequestError when a target names nothing, ClusterError when
 * the cluster cannot be asked; a pod that cannot be looked into is `unreached`.
 */
export const findPatients = async (
  targets: readonly LiveTarget[],
  local: Transport,
  scope: ClusterScope,
  signal: AbortSignal,
): Promise<Found> => {
  const pids = targets.filter((target): target is PidTarget => target.kind === 'pid');
  const { found, refused } = await examined(local, pids, signal);
  const patients = found.map(({ target, jvm }): Patient => ({ jvm, transport: local, target: target.word }));
  const inPods = podsOf(targets);
  if (inPods.length === 0) return { patients, unreached: [], refused };
  const look = await lookInto(inPods, scope);
  const places = await look(new Set(), signal);
  return { patients: [...patients, ...places.patients], unreached: places.unreached, refused };
};
