import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { ClusterError, type PodRef } from '../model/pod-api.ts';
import type { CallLimits } from '../model/transport.ts';
import type { Call } from './request.ts';

type Json = { readonly [name: string]: unknown };

const object = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {});
const named = (value: unknown, name: string): Json | undefined =>
  Array.isArray(value) ? value.map(object).find((each) => each['name'] === name) : undefined;

export type Debug = {
  /** Whose processes it is to see. */
  readonly target: string;
  readonly image: string;
  readonly uid: number;
  readonly gid: number;
};

/** Ends it: written by the shell of jdiag when that ends, for whatever reason. */
export const endFile = '/tmp/.jdiag-end';
/** Without the file it ends by itself. */
const lifeSeconds = 600;
const lookMs = 500;
const startTimeoutMs = 60_000;

/**
 * A container that Pod Security "restricted" admits, where the JVM's own uid is not 0. Same uid and gid as the JVM: without
 * capabilities only those may look into /proc/PID/root.
 */
const specOf = (name: string, { target, image, uid, gid }: Debug): Json => ({
  name,
  image,
  targetContainerName: target,
  imagePullPolicy: 'IfNotPresent',
  command: ['sh', '-c', `n=0; while [ $n -lt ${lifeSeconds} ] && [ ! -e ${endFile} ]; do sleep 1; n=$((n+1)); done`],
  securityContext: {
    runAsUser: uid,
    runAsGroup: gid,
    runAsNonRoot: uid !== 0,
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
    seccompProfile: { type: 'RuntimeDefault' },
  },
});

/** Reasons of a container that waits for what will not come. */
const hopeless =
  /^(?:ErrImagePull|ImagePullBackOff|InvalidImageName|ErrImageNeverPull|Create\w*Error|RunContainerError)$/;

const started = async (
  ask: () => Promise<unknown>,
  name: string,
  attempt: string,
  limits: CallLimits,
): Promise<void> => {
  const endAt = performance.now() + (limits.timeoutMs ?? startTimeoutMs);
  for (;;) {
    const statuses = object(object(await ask())['status'])['ephemeralContainerStatuses'];
    const state = object(object(named(statuses, name))['state']);
    if (state['running'] !== undefined) return;
    const waiting = object(state['waiting']);
    const reason = String(waiting['reason'] ?? '');
    if (state['terminated'] !== undefined)
      throw new ClusterError(
        'failed',
        `cannot ${attempt}: it ended at once (${object(state['terminated'])['reason']}): does the image have a shell?`,
      );
    if (hopeless.test(reason))
      throw new ClusterError(
        'failed',
        `cannot ${attempt}: ${reason}: ${String(waiting['message'] ?? '').slice(0, 300)}`,
      );
    if (performance.now() > endAt)
      throw new ClusterError(
        'timed-out',
        `cannot ${attempt}: it did not start in time${reason === '' ? '' : ` (${reason})`}`,
      );
    await delay(lookMs, undefined, limits.signal === undefined ? {} : { signal: limits.signal }).catch(() => {
      throw new ClusterError('aborted', `cannot ${attempt}: interrupted`);
    });
  }
};

/**
 * Adds a container to a running pod, which sees the processes of another one. It stays in the spec of the pod. Returns its
 * name when it runs; throws ClusterError.
 */
export const addEphemeral = async (
  ask: (call: Call) => Promise<unknown>,
  path: string,
  { namespace, name: pod }: PodRef,
  debug: Debug,
  limits: CallLimits = {},
): Promise<string> => {
  const name = `jdiag-${randomBytes(4).toString('hex')}`;
  const attempt = `add an ephemeral container to pod ${namespace}/${pod}`;
  const { signal } = limits;
  const call = { attempt, ...(signal === undefined ? {} : { signal }) };
  const answer = await ask({
    ...call,
    method: 'PATCH',
    path: `${path}/ephemeralcontainers`,
    body: { spec: { ephemeralContainers: [specOf(name, debug)] } },
  }).catch((error: unknown) => {
    if (!(error instanceof ClusterError) || error.code !== 'not-found') throw error;
    throw new ClusterError('failed', `${error.message}: servers have ephemeral containers from 1.25 on`);
  });
  // Servers in which they are an experiment answer 200 to this and do nothing.
  if (named(object(object(answer)['spec'])['ephemeralContainers'], name) === undefined)
    throw new ClusterError(
      'failed',
      `cannot ${attempt}: the server said yes and did not add it (they are stable from 1.25 on)`,
    );
  await started(() => ask({ ...call, path }), name, attempt, limits);
  return name;
};
