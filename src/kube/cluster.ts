import { ClusterError, type Pod, type PodApi, type PodRef, type WorkloadKind } from '../model/pod-api.ts';
import { type CallLimits, TransportError } from '../model/transport.ts';
import { type ClusterOptions, openConnection } from './connection.ts';
import { addEphemeral, endFile } from './ephemeral.ts';
import { type Get, nodePath, podEvidence, type Shared } from './evidence.ts';
import { eventsOf, isAllowed, isReady, podOf, podsOf, selectorIn, versionOf } from './pod-json.ts';
import { type Call, callApi } from './request.ts';
import { type Ask, podTransport } from './transport.ts';

const workloads: Readonly<Record<WorkloadKind, { readonly group: string; readonly plural: string }>> = {
  deployment: { group: 'apps', plural: 'deployments' },
  statefulset: { group: 'apps', plural: 'statefulsets' },
  daemonset: { group: 'apps', plural: 'daemonsets' },
  job: { group: 'batch', plural: 'jobs' },
};

const folderOf = ({ namespace }: Pick<PodRef, 'namespace'>): string =>
  `/api/v1/namespaces/${encodeURIComponent(namespace)}`;
const podPath = (ref: PodRef): string => `${folderOf(ref)}/pods/${encodeURIComponent(ref.name)}`;

/** The cluster of the kubeconfig. Throws RequestError when there is none to speak to; calls throw ClusterError. */
export const openCluster = async (options: ClusterOptions): Promise<PodApi> => {
  const connection = await openConnection(options);
  const json = async (call: Call): Promise<unknown> => {
    const text = new TextDecoder().decode(await callApi(connection, call));
    try {
      return JSON.parse(text);
    } catch {
      throw new ClusterError('failed', `cannot ${call.attempt}: the answer is not JSON`);
    }
  };
  const pod = async (ref: PodRef, limits: CallLimits = {}) =>
    podOf(await json({ ...limits, path: podPath(ref), attempt: `look at pod ${ref.namespace}/${ref.name}` }));
  const get: Get = (path, query, limits) => json({ ...limits, path, query, attempt: `read ${path}` });
  const shared: Shared = new Map();
  const evidence = (of: Pod, containers: readonly string[] | undefined, limits?: CallLimits) =>
    podEvidence(get, of, containers, shared, limits);
  const readLog = (ref: PodRef, container: string, query: Readonly<Record<string, string>>, limits: CallLimits) =>
    callApi(connection, {
      ...limits,
      path: `${podPath(ref)}/log`,
      query: { container, ...query },
      attempt: `read the log of pod ${ref.namespace}/${ref.name} container ${container}`,
    });
  const { image } = options;
  const enter: PodApi['transport'] = (target, container, limits) => {
    const ask = (of: string): Omit<Ask, 'beside'> => ({
      look: (asked) => pod(target, asked),
      readLog: (query, asked) => readLog(target, of, query, asked),
      httpByProxy: async ({ port, path, https }, asked = {}) => {
        const place = `${target.name}:${port}`;
        const attempt = `ask pod ${target.namespace}/${place} for ${path} through the API server`;
        const at = `${folderOf(target)}/pods/${encodeURIComponent(https ? `https:${place}` : place)}/proxy${path}`;
        try {
          return {
            status: 200,
            body: await callApi(connection, { timeoutMs: 2000, ...asked, accept: '*/*', path: at, attempt }),
          };
        } catch (error) {
          if (!(error instanceof ClusterError)) throw error;
          if (error.passedOn !== undefined) return { status: error.passedOn, body: new Uint8Array() };
          const code = error.code === 'timed-out' || error.code === 'aborted' ? error.code : 'failed';
          throw new TransportError(code, error.message);
        }
      },
    });
    const beside: Ask['beside'] =
      image === undefined
        ? 'a container beside it needs an image to run'
        : async (as, asked) => {
            const name = await addEphemeral(json, podPath(target), target, { target: container, image, ...as }, asked);
            const more = { ...ask(name), beside: 'this is the container beside it', endFile };
            return podTransport(connection, target, name, more, asked);
          };
    return podTransport(connection, target, container, { ...ask(container), beside }, limits);
  };
  return {
    place: connection.place,
    namespace: connection.namespace,
    pod,
    pods: async ({ namespace, selector }, limits = {}) =>
      podsOf(
        await json({
          ...limits,
          path: namespace === undefined ? '/api/v1/pods' : `${folderOf({ namespace })}/pods`,
          ...(selector === undefined ? {} : { query: { labelSelector: selector } }),
          attempt: `list the pods of ${namespace === undefined ? 'all namespaces' : `namespace ${namespace}`}`,
        }),
      ),
    selectorOf: async (kind, ref, limits = {}) => {
      const { group, plural } = workloads[kind];
      const path = `/apis/${group}/v1/namespaces/${encodeURIComponent(ref.namespace)}/${plural}/${encodeURIComponent(ref.name)}`;
      return selectorIn(await json({ ...limits, path, attempt: `look at ${kind} ${ref.namespace}/${ref.name}` }));
    },
    events: async (ref, limits = {}) =>
      eventsOf(
        await json({
          ...limits,
          path: `${folderOf(ref)}/events`,
          query: { fieldSelector: `involvedObject.kind=Pod,involvedObject.name=${ref.name}` },
          attempt: `list the events of pod ${ref.namespace}/${ref.name}`,
        }),
      ),
    evidence,
    isNodeReady: async (node, limits = {}) => {
      const path = nodePath(node);
      const answer = shared.get(path) ?? get(path, {}, limits);
      shared.set(path, answer);
      return isReady(await answer);
    },
    logTail: (ref, container, { lines, previous = false, ...limits }) =>
      readLog(ref, container, { tailLines: String(lines), previous: String(previous) }, limits),
    canI: async (access, limits = {}) =>
      isAllowed(
        await json({
          ...limits,
          method: 'POST',
          path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
          body: {
            apiVersion: 'authorization.k8s.io/v1',
            kind: 'SelfSubjectAccessReview',
            spec: { resourceAttributes: access },
          },
          attempt: `ask whether you may ${access.verb} ${access.resource}`,
        }),
      ),
    serverVersion: async (limits = {}) =>
      versionOf(await json({ ...limits, path: '/version', attempt: 'ask for the version of the server' })),
    transport: enter,
  };
};
