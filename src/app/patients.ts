import { RequestError } from '../model/exit-code.ts';
import type { Pod } from '../model/pod-api.ts';
import type { LiveTarget } from '../model/target.ts';
import type { Transport } from '../model/transport.ts';
import { examined, type PidTarget } from './examine.ts';
import { inParallel } from './in-parallel.ts';
import { inPod } from './in-pod.ts';
import { lostNodes } from './lost-nodes.ts';
import type { ClusterScope, Patient, Places } from './patient.ts';

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
