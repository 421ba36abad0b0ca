import { RequestError } from '../model/exit-code.ts';
import { ClusterError, type Pod, type PodApi, type PodContainer, type PodTransport } from '../model/pod-api.ts';
import { type CallLimits, type Transport, TransportError } from '../model/transport.ts';
import { type LocalJvm, listLocalJvms } from '../target/local-jvms.ts';
import { containersOf, whyNotRunning, workloadOf } from '../target/pods.ts';
import type { ClusterScope, Patient, Places, Unreached, WatchedPod } from './patient.ts';

const defaultLimitMs = 20_000;

const reasonOf = (error: unknown): string => {
  if (error instanceof ClusterError || error instanceof TransportError || error instanceof RequestError)
    return error.message;
  throw error;
};

const jvmsBehind = async (transport: Transport, signal: AbortSignal): Promise<readonly LocalJvm[]> => {
  if (transport.nearlyBlind === undefined) return listLocalJvms(transport, { signal });
  const { blindJvms } = await import('../target/blind-jvm.ts');
  return blindJvms(transport, signal);
};

/** The container as it is now: it may have been started anew. Throws TransportError. */
const reachedAgain = async (
  api: PodApi,
  { namespace, name }: Pod,
  container: string,
  signal: AbortSignal,
): Promise<PodTransport> => {
  try {
    const now = await api.pod({ namespace, name }, { signal });
    return await api.transport(now, container, { signal });
  } catch (error) {
    if (error instanceof ClusterError) throw new TransportError('failed', error.message);
    throw error;
  }
};

/** Events may be forbidden where pods are not: then the state alone has to do. */
const watched = async (api: PodApi, ref: Pod, container: string, limits: CallLimits): Promise<WatchedPod> => {
  const [now, events] = await Promise.all([
    api.pod(ref, limits),
    api.events(ref, limits).catch((error: unknown) => {
      if (error instanceof ClusterError && error.code !== 'aborted') return [];
      throw error;
    }),
  ]);
  const own = now.containers.find(({ name }) => name === container);
  return { phase: now.phase, events, ...(own === undefined ? {} : { container: own }) };
};

const inContainer = async (
  api: PodApi,
  pod: Pod,
  container: string,
  target: string,
  signal: AbortSignal,
): Promise<readonly Patient[]> => {
  const transport = await api.transport(pod, container, { signal });
  const opened = new Set([transport]);
  const close = (): void => {
    for (const one of opened) one.close();
  };
  try {
    const jvms = await jvmsBehind(transport, signal);
    if (jvms.length === 0) close();
    for (const { identity } of jvms) if (identity.pid !== 1) transport.expect?.(identity.pid);
    return jvms.map((jvm, index) => ({
      jvm,
      transport,
      target: jvms.length === 1 ? target : `${target} pid ${jvm.identity.pid}`,
      workload: `${workloadOf(pod)}/${container}`,
      pod: `${pod.namespace}/${pod.name}`,
      execs: transport.execs,
      evidence: (limits) => api.evidence(pod, [container], limits),
      watch: (limits) => watched(api, pod, container, limits),
      close,
      reopen: async (again) => {
        const fresh = await reachedAgain(api, pod, container, again);
        opened.add(fresh);
        const there = await jvmsBehind(fresh, again);
        const same = there.find(({ identity }) => identity.pid === jvm.identity.pid) ?? there[index];
        return same === undefined ? undefined : { jvm: same, transport: fresh, execs: fresh.execs };
      },
    }));
  } catch (error) {
    close();
    throw error;
  }
};

/** Over, waiting to be started again, or started again after an end. */
const hasEnded = ({ state, lastEnd }: PodContainer): boolean => state !== 'running' || lastEnd !== undefined;

/** The logs that tell of an end: of the run before this one, and of this one where it is over. */
const lastLogs = (api: PodApi, pod: Pod, containers: readonly PodContainer[]): NonNullable<Unreached['logs']> =>
  containers.flatMap(({ name, end, lastEnd }) =>
    [...(lastEnd === undefined ? [] : [true]), ...(end === undefined ? [] : [false])].map((previous) => ({
      of: `pod ${pod.name} container ${name}${previous ? ' before its restart' : ''}`,
      read: (limits) => api.logTail(pod, name, { ...limits, previous }),
    })),
  );

/** What is known of containers in which no JVM can be examined. */
const fromOutside = (
  api: PodApi,
  pod: Pod,
  containers: readonly PodContainer[],
): Pick<Unreached, 'workload' | 'evidence' | 'logs'> => {
  const names = containers.map(({ name }) => name);
  return {
    workload: [workloadOf(pod), ...(names.length === 1 ? names : [])].join('/'),
    evidence: (limits) => api.evidence(pod, names, limits),
    logs: lastLogs(api, pod, containers),
  };
};

/** Annotated or asked for containers alone, else all: those that do not run, too. */
const asked = (pod: Pod, wanted: string | undefined): readonly PodContainer[] =>
  wanted === undefined ? pod.containers : pod.containers.filter(({ name }) => name === wanted);

/** The JVMs of one pod, and its containers in which there is none to be examined. Throws RequestError for a container it has not. */
export const inPod = async (
  api: PodApi,
  pod: Pod,
  scope: ClusterScope & { readonly lost: ReadonlySet<string> },
  stop: AbortSignal,
): Promise<Places> => {
  const { podLimitMs = defaultLimitMs } = scope;
  const timeUp = AbortSignal.timeout(podLimitMs);
  const signal = AbortSignal.any([stop, timeUp]);
  const elsewhere = pod.namespace === api.namespace ? '' : ` -n ${pod.namespace}`;
  const target = `pod/${pod.name}${elsewhere}`;
  const place = (reason: string, of: readonly PodContainer[]): Unreached => ({
    target,
    pod: `${pod.namespace}/${pod.name}`,
    name: target,
    reason,
    ...fromOutside(api, pod, of),
  });
  const containers = containersOf(pod, scope.container);
  const all = asked(pod, scope.container);
  if (pod.node !== undefined && scope.lost.has(pod.node)) {
    const reason = `its node ${pod.node} is not ready: nothing of the JVM can be had until its kubelet answers again`;
    return { patients: [], unreached: [place(reason, all)] };
  }
  if (containers.length === 0) return { patients: [], unreached: [place(whyNotRunning(pod), all)] };
  const patients: Patient[] = [];
  const reasons: string[] = [];
  const withoutJvm: PodContainer[] = all.filter((each) => !containers.includes(each));
  for (const container of containers) {
    try {
      const word = pod.containers.length > 1 ? `${target} -c ${container.name}` : target;
      const found = await inContainer(api, pod, container.name, word, signal);
      patients.push(...found);
      if (found.length === 0) withoutJvm.push(container);
    } catch (error) {
      stop.throwIfAborted();
      reasons.push(
        timeUp.aborted
          ? `it was not looked into within ${podLimitMs / 1000} s; --pod-timeout widens that`
          : reasonOf(error),
      );
      withoutJvm.push(container);
    }
  }
  if (patients.length > 0) {
    const ended = withoutJvm.filter(hasEnded);
    const reason = ended.map(({ name, state }) => `container ${name} is ${state}`).join('; ');
    return { patients, unreached: ended.length === 0 ? [] : [{ ...place(reason, ended), beside: true }] };
  }
  if (reasons.length > 0) return { patients, unreached: [place(reasons.join('; '), all)] };
  const names = containers.map(({ name }) => name).join(', ');
  const ended = all.some(hasEnded);
  const nothing = place(`no JVM runs in ${names}`, all);
  return { patients, unreached: [ended ? nothing : { ...nothing, noJvm: true }] };
};
