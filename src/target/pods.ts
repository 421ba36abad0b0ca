import { RequestError } from '../model/exit-code.ts';
import { ClusterError, type Pod, type PodApi, type PodContainer } from '../model/pod-api.ts';
import type { PodSelection } from '../model/target.ts';
import type { CallLimits } from '../model/transport.ts';

export type PodScope = { readonly namespace?: string; readonly allNamespaces?: boolean };

const mostCandidates = 20;

const appOf = ({ labels }: Pod): readonly (string | undefined)[] => [labels['app'], labels['app.kubernetes.io/name']];

/** Named like it, or of the app of that name: pods are called `appr-api-6d565fdcfd-2pb8c`. */
const matches = (pod: Pod, name: string): boolean => pod.name.startsWith(`${name}-`) || appOf(pod).includes(name);

const listed = (pods: readonly Pod[], own: string): readonly string[] => [
  ...pods
    .slice(0, mostCandidates)
    .map((pod) => (pod.namespace === own ? `pod/${pod.name}` : `pod/${pod.name} -n ${pod.namespace}`)),
  ...(pods.length > mostCandidates ? [`and ${pods.length - mostCandidates} more`] : []),
];

const noPod = async (
  api: PodApi,
  { name, bare }: Extract<PodSelection, { by: 'name' }>,
  namespace: string,
  limits: CallLimits,
): Promise<RequestError> => {
  const pod = `no such pod in namespace ${namespace} (${api.place})`;
  const message = bare ? `${name}: no such file or directory, and ${pod}` : `pod/${name}: ${pod}`;
  const everywhere = await api.pods({}, limits).catch((error: unknown) => {
    if (error instanceof ClusterError) return [];
    throw error;
  });
  const others = everywhere.filter((pod) => pod.name === name || matches(pod, name) || pod.name.startsWith(name));
  return new RequestError(
    'no-such-pod',
    message,
    others.length > 0
      ? ['did you mean', ...listed(others, namespace)]
      : [`kubectl get pods -n ${namespace} lists them; -n chooses another namespace`],
  );
};

const byName = async (
  api: PodApi,
  which: Extract<PodSelection, { by: 'name' }>,
  namespace: string,
  limits: CallLimits,
): Promise<Pod> => {
  const { name } = which;
  try {
    return await api.pod({ namespace, name }, limits);
  } catch (error) {
    if (!(error instanceof ClusterError) || error.code !== 'not-found') throw error;
  }
  const pods = await api.pods({ namespace }, limits);
  const named = pods.filter((pod) => matches(pod, name));
  const similar = named.length > 0 ? named : pods.filter((pod) => pod.name.startsWith(name));
  const [only, ...more] = similar;
  if (only === undefined) throw await noPod(api, which, namespace, limits);
  if (more.length === 0) return only;
  throw new RequestError(
    'ambiguous-pod',
    `pod/${name} could be any of ${similar.length} pods of namespace ${namespace}`,
    [...listed(similar, namespace), 'a workload (deploy/NAME) or a label selector (-l) takes them all'],
  );
};

const bySelector = async (
  api: PodApi,
  word: string,
  selector: string,
  namespace: string | undefined,
  limits: CallLimits,
): Promise<readonly Pod[]> => {
  const pods = await api.pods({ selector, ...(namespace === undefined ? {} : { namespace }) }, limits);
  if (pods.length > 0) return pods;
  const where = namespace === undefined ? 'any namespace' : `namespace ${namespace}`;
  const what = selector === '' ? `there is no pod in ${where}` : `no pod of ${where} matches ${selector}`;
  throw new RequestError('no-such-pod', `${word}: ${what} (${api.place})`);
};

/** The pods a target means. Throws RequestError when there are none, ClusterError when the cluster does not say. */
export const findPods = async (
  api: PodApi,
  word: string,
  which: PodSelection,
  scope: PodScope,
  limits: CallLimits = {},
): Promise<readonly Pod[]> => {
  const namespace = scope.namespace ?? api.namespace;
  if (which.by === 'name') return [await byName(api, which, namespace, limits)];
  if (which.by === 'selector') {
    return bySelector(api, word, which.selector, scope.allNamespaces ? undefined : namespace, limits);
  }
  try {
    const selector = await api.selectorOf(which.workload, { namespace, name: which.name }, limits);
    return await bySelector(api, word, selector, namespace, limits);
  } catch (error) {
    if (!(error instanceof ClusterError) || error.code !== 'not-found') throw error;
    throw new RequestError(
      'no-such-workload',
      `${word}: no such ${which.workload} in namespace ${namespace} (${api.place})`,
      ['-n chooses another namespace'],
    );
  }
};

const defaultContainer = 'kubectl.kubernetes.io/default-container';

/** Containers to look into: the one asked for, the annotated one, else all that run. Throws RequestError. */
export const containersOf = (pod: Pod, wanted: string | undefined): readonly PodContainer[] => {
  const running = pod.containers.filter(({ state }) => state === 'running');
  const name = wanted ?? pod.annotations[defaultContainer];
  if (name === undefined) return running;
  const container = pod.containers.find((each) => each.name === name);
  if (container !== undefined) return running.filter((each) => each.name === name);
  // An annotation that names nothing is the workload's mistake, not the user's.
  if (wanted === undefined) return running;
  throw new RequestError('no-such-container', `pod/${pod.name} has no container "${wanted}"`, [
    `it has ${pod.containers.map((each) => each.name).join(', ')}`,
  ]);
};

/** `Pending`, `CrashLoopBackOff`, `OOMKilled, exit code 137`: why nothing runs in it. */
export const whyNotRunning = (pod: Pod): string => {
  const reasons = pod.containers
    .filter(({ state }) => state !== 'running')
    .map(({ name, state, reason, lastEnd, end }) => {
      const last = end ?? lastEnd;
      const ended = last === undefined ? '' : `, ended with ${last.reason ?? 'no reason'} (exit code ${last.exitCode})`;
      return `container ${name} is ${state}${reason === undefined ? '' : ` (${reason})`}${ended}`;
    });
  return [`the pod is ${pod.phase}`, ...reasons].join('; ');
};

/** The name that outlives its pods: `deployment appr-api` of `appr-api-6d565fdcfd-2pb8c`. */
export const workloadOf = (pod: Pod): string => {
  const hash = pod.labels['pod-template-hash'];
  const owner = pod.owner?.name ?? pod.name;
  return hash !== undefined && owner.endsWith(`-${hash}`) ? owner.slice(0, -hash.length - 1) : owner;
};
