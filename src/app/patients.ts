import type { ClusterOptions } from '../kube/connection.ts';
import { RequestError } from '../model/exit-code.ts';
import { ClusterError, type ExecRecord, type Pod, type PodApi } from '../model/pod-api.ts';
import type { LiveTarget } from '../model/target.ts';
import { type Transport, TransportError } from '../model/transport.ts';
import { type LocalJvm, listLocalJvms } from '../target/local-jvms.ts';
import { examined, type PidTarget } from './examine.ts';

export type ClusterScope = ClusterOptions & { readonly allNamespaces?: boolean; readonly container?: string };

/** A JVM to be examined, and the way to it. */
export type Patient = {
  readonly jvm: LocalJvm;
  readonly transport: Transport;
  /** How to name it again on the command line. */
  readonly target: string;
  /** What fingerprints go by; absent: the main class. */
  readonly workload?: string;
  readonly execs?: () => readonly ExecRecord[];
  readonly close?: () => void;
};

/** A place where nothing could be examined. One such never stops the others. */
export type Unreached = {
  readonly target: string;
  readonly name: string;
  readonly reason: string;
  /** Looked into, and no JVM runs there. */
  readonly noJvm?: true;
};

type Places = { readonly patients: readonly Patient[]; readonly unreached: readonly Unreached[] };

export type Found = Places & {
  /** Targets on this machine that are no JVM. */
  readonly refused: Awaited<ReturnType<typeof examined>>['refused'];
};

const reasonOf = (error: unknown): string => {
  if (error instanceof ClusterError || error instanceof TransportError || error instanceof RequestError)
    return error.message;
  throw error;
};

/** Pods opened at once: each is a handful of API calls. */
const parallel = 16;

const inBatches = async <T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<readonly R[]> => {
  const results: R[] = [];
  for (let at = 0; at < items.length; at += parallel) {
    results.push(...(await Promise.all(items.slice(at, at + parallel).map(work))));
  }
  return results;
};

const inContainer = async (
  api: PodApi,
  pod: Pod,
  container: string,
  target: string,
  signal: AbortSignal,
): Promise<readonly Patient[]> => {
  const { blindJvms } = await import('../target/blind-jvm.ts');
  const { workloadOf } = await import('../target/pods.ts');
  const transport = await api.transport(pod, container, { signal });
  try {
    const jvms =
      transport.nearlyBlind === undefined
        ? await listLocalJvms(transport, { signal })
        : await blindJvms(transport, signal);
    if (jvms.length === 0) transport.close();
    return jvms.map((jvm) => ({
      jvm,
      transport,
      target: jvms.length === 1 ? target : `${target} pid ${jvm.identity.pid}`,
      workload: `${workloadOf(pod)}/${container}`,
      execs: transport.execs,
      close: transport.close,
    }));
  } catch (error) {
    transport.close();
    throw error;
  }
};

const inPod = async (api: PodApi, pod: Pod, scope: ClusterScope, signal: AbortSignal): Promise<Places> => {
  const { containersOf, whyNotRunning } = await import('../target/pods.ts');
  const elsewhere = pod.namespace === api.namespace ? '' : ` -n ${pod.namespace}`;
  const target = `pod/${pod.name}${elsewhere}`;
  const unreached = (reason: string, noJvm?: true): Places => ({
    patients: [],
    unreached: [{ target, name: pod.name, reason, ...(noJvm === undefined ? {} : { noJvm }) }],
  });
  const containers = containersOf(pod, scope.container);
  if (containers.length === 0) return unreached(whyNotRunning(pod));
  const several = pod.containers.length > 1;
  const patients: Patient[] = [];
  const reasons: string[] = [];
  for (const { name } of containers) {
    try {
      const word = several ? `${target} -c ${name}` : target;
      patients.push(...(await inContainer(api, pod, name, word, signal)));
    } catch (error) {
      signal.throwIfAborted();
      reasons.push(reasonOf(error));
    }
  }
  if (patients.length > 0) return { patients, unreached: [] };
  const names = containers.map(({ name }) => name).join(', ');
  return reasons.length > 0 ? unreached(reasons.join('; ')) : unreached(`no JVM runs in ${names}`, true);
};

const inCluster = async (
  targets: readonly Extract<LiveTarget, { kind: 'pods' }>[],
  scope: ClusterScope,
  signal: AbortSignal,
): Promise<Places> => {
  const { openCluster } = await import('../kube/cluster.ts');
  const { findPods } = await import('../target/pods.ts');
  const api = await openCluster(scope).catch((error: unknown) => {
    if (!(error instanceof RequestError)) throw error;
    const words = targets.map(({ word }) => word).join(' ');
    throw new RequestError(error.code, `${words}: ${error.message}`, error.hints);
  });
  const pods = new Map<string, Pod>();
  for (const { word, which } of targets) {
    for (const pod of await findPods(api, word, which, scope, { signal }))
      pods.set(`${pod.namespace}/${pod.name}`, pod);
  }
  const found = await inBatches([...pods.values()], (pod) => inPod(api, pod, scope, signal));
  return {
    patients: found.flatMap(({ patients }) => patients),
    unreached: found.flatMap(({ unreached }) => unreached),
  };
};

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
  const inPods = targets.flatMap((target) => (target.kind === 'pods' ? [target] : []));
  if (inPods.length === 0) return { patients, unreached: [], refused };
  const places = await inCluster(inPods, scope, signal);
  return { patients: [...patients, ...places.patients], unreached: places.unreached, refused };
};
