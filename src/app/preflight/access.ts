import { type Access, ClusterError, type PodApi } from '../../model/pod-api.ts';
import type { LiveTarget } from '../../model/target.ts';
import type { ClusterScope } from '../patient.ts';

/** A right in the cluster, what jdiag does with it, and whether the user has it. `allowed` absent: the server did not say. */
export type AccessAnswer = Access & {
  readonly purpose: string;
  /** Nothing of a container can be had without it. */
  readonly required: boolean;
  readonly allowed?: boolean;
  readonly reason?: string;
  /** The line that asks the same. */
  readonly check: string;
};

type Wish = Omit<Access, 'namespace'> & { readonly purpose: string; readonly required?: true; readonly wide?: true };

/**
 * From 1.35 on a WebSocket exec needs `create` like any other exec; before, the server took the GET that opens it for
 * `get`. Source: feature gate AuthorizePodWebsocketUpgradeCreatePermission, KEP-4006.
 */
const createSince = { major: 1, minor: 35 };

type Version = typeof createSince;

const needsCreate = ({ major, minor }: Version): boolean =>
  major > createSince.major || (major === createSince.major && minor >= createSince.minor);

const execWishes = (version: Version | undefined): readonly Wish[] => {
  const exec = { resource: 'pods', subresource: 'exec' } as const;
  const create = version !== undefined && needsCreate(version);
  const old = version === undefined ? 'servers before 1.35' : `this server is ${version.major}.${version.minor}`;
  return [
    {
      ...exec,
      verb: 'get',
      purpose: create ? 'open the WebSocket of an exec' : `look into containers (WebSocket exec; ${old})`,
      required: true,
    },
    create
      ? { ...exec, verb: 'create', purpose: 'look into containers (servers from 1.35 on)', required: true }
      : { ...exec, verb: 'create', purpose: 'the same by kubectl exec, and on servers from 1.35 on' },
  ];
};

const always: readonly Wish[] = [
  { verb: 'get', resource: 'pods', purpose: 'find a pod by its name', required: true },
  { verb: 'list', resource: 'pods', purpose: 'find pods by prefix, label or workload' },
];

const more: readonly Wish[] = [
  { verb: 'get', resource: 'pods', subresource: 'log', purpose: 'known lines of the log; dumps by SIGQUIT' },
  { verb: 'list', resource: 'events', purpose: 'why a container was killed' },
  { verb: 'get', resource: 'replicasets', group: 'apps', purpose: 'the deployment of a pod' },
  { verb: 'list', resource: 'horizontalpodautoscalers', group: 'autoscaling', purpose: 'what scales it' },
  { verb: 'get', resource: 'nodes', purpose: 'the state of its node', wide: true },
  { verb: 'get', resource: 'pods', subresource: 'proxy', purpose: 'Actuator without an exec' },
  {
    verb: 'patch',
    resource: 'pods',
    subresource: 'ephemeralcontainers',
    purpose: 'a container beside it (--allow ephemeral-container)',
  },
];

const workloads = {
  deployment: { resource: 'deployments', group: 'apps' },
  statefulset: { resource: 'statefulsets', group: 'apps' },
  daemonset: { resource: 'daemonsets', group: 'apps' },
  job: { resource: 'jobs', group: 'batch' },
} as const;

const workloadWishes = (targets: readonly LiveTarget[]): readonly Wish[] => {
  const kinds = targets.flatMap((each) =>
    each.kind === 'pods' && each.which.by === 'workload' ? [each.which.workload] : [],
  );
  return [...new Set(kinds)].map((kind) => ({
    verb: 'get',
    ...workloads[kind],
    purpose: `find the pods of a ${kind}`,
  }));
};

const word = (text: string): string => (/^[\w./:@-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);

/** `kubectl auth can-i get pods --subresource=exec -n shop`, for the same cluster and user. */
const checkLine = ({ verb, resource, group, subresource, namespace }: Access, scope: ClusterScope): string =>
  [
    'kubectl auth can-i',
    verb,
    group === undefined ? resource : `${resource}.${group}`,
    ...(subresource === undefined ? [] : [`--subresource=${subresource}`]),
    ...(namespace === undefined ? [] : [`-n ${word(namespace)}`]),
    ...(scope.context === undefined ? [] : [`--context ${word(scope.context)}`]),
    ...(scope.kubeconfig === undefined ? [] : [`--kubeconfig ${word(scope.kubeconfig)}`]),
    ...(scope.as === undefined ? [] : [`--as ${word(scope.as)}`]),
  ].join(' ');

/** What the user may do in these namespaces. Reviews only: nothing is done. Throws ClusterError only when interrupted. */
export const askAccess = async (
  api: PodApi,
  namespaces: readonly string[],
  targets: readonly LiveTarget[],
  scope: ClusterScope,
  signal: AbortSignal,
): Promise<readonly AccessAnswer[]> => {
  const version = await api.serverVersion({ signal }).catch((error: unknown) => {
    if (!(error instanceof ClusterError) || error.code === 'aborted') throw error;
    return undefined;
  });
  const wishes = [...always, ...workloadWishes(targets), ...execWishes(version), ...more];
  const asked = namespaces.flatMap((namespace) => wishes.map((wish) => ({ wish, namespace })));
  return Promise.all(
    asked.map(async ({ wish: { purpose, required = false, wide, ...wish }, namespace }): Promise<AccessAnswer> => {
      const access: Access = wide ? wish : { ...wish, namespace };
      const answer = { ...access, purpose, required, check: checkLine(access, scope) };
      try {
        return { ...answer, allowed: await api.canI(access, { signal }) };
      } catch (error) {
        if (!(error instanceof ClusterError) || error.code === 'aborted') throw error;
        return { ...answer, reason: error.message };
      }
    }),
  );
};
