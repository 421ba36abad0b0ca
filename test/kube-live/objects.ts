import { request } from 'node:https';
import { openCluster } from '../../src/kube/cluster.ts';
import { openConnection } from '../../src/kube/connection.ts';
import type { Pod } from '../../src/model/pod-api.ts';
import { pods } from './cluster.ts';

/** One call that jdiag itself never makes: pods are made and deleted by the tests alone. */
const call = async (method: 'POST' | 'PATCH' | 'DELETE', path: string, body?: object): Promise<void> => {
  const connection = await openConnection({});
  const options = await connection.options();
  const text = body === undefined ? '' : JSON.stringify(body);
  const type = method === 'PATCH' ? 'application/strategic-merge-patch+json' : 'application/json';
  const headers = { ...options.headers, 'content-type': type, 'content-length': Buffer.byteLength(text) };
  return new Promise((resolve, reject) => {
    const sent = request(new URL(path, connection.server), { ...options, method, headers }, (response) => {
      response.resume();
      response.on('end', () => {
        const { statusCode = 0 } = response;
        if (statusCode < 300 || (method === 'DELETE' && statusCode === 404)) resolve();
        else reject(new Error(`${method} ${path}: HTTP ${statusCode}`));
      });
    });
    sent.on('error', () => reject(new Error(`${method} ${path}: no answer`)));
    sent.end(text);
  });
};

export type PodSpec = {
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly memory: string;
  readonly livenessProbe?: object;
};

const folderOf = (namespace: string): string => `/api/v1/namespaces/${namespace}/pods`;

/** A namespace in which Pod Security enforces "restricted", and in it the program of the image without a shell, as uid 1000. */
export const createRestricted = async (namespace: string, name: string): Promise<void> => {
  const cluster = await openCluster({});
  const like = await cluster.pod({ namespace: cluster.namespace, name: pods.noshell });
  const labels = { 'pod-security.kubernetes.io/enforce': 'restricted' };
  await call('POST', '/api/v1/namespaces', {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: namespace, labels },
  });
  await call('POST', folderOf(namespace), {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels: { app: name } },
    spec: {
      nodeName: like.node,
      automountServiceAccountToken: false,
      terminationGracePeriodSeconds: 1,
      securityContext: {
        runAsUser: 1000,
        runAsGroup: 1000,
        runAsNonRoot: true,
        seccompProfile: { type: 'RuntimeDefault' },
      },
      containers: [
        {
          name: 'app',
          image: like.containers[0]?.image,
          imagePullPolicy: 'IfNotPresent',
          args: ['-Xmx20m', '-cp', '/app', 'Leak'],
          env: [{ name: 'LEAK_MAX', value: '10' }],
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
          // No room for a second JVM: jcmd is refused.
          resources: { requests: { cpu: '10m', memory: '32Mi' }, limits: { cpu: '1', memory: '85Mi' } },
        },
      ],
    },
  });
};

export const deleteNamespace = (namespace: string): Promise<void> => call('DELETE', `/api/v1/namespaces/${namespace}`);

/** A pod of the same program and image as the one with the JDK, on the same node. Deleted before, when it is left over. */
export const createPod = async (name: string, { args, env = {}, memory, livenessProbe }: PodSpec): Promise<void> => {
  const cluster = await openCluster({});
  const { namespace } = cluster;
  const like = await cluster.pod({ namespace, name: pods.jdk });
  await deletePod(name);
  await call('POST', folderOf(namespace), {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels: { app: name } },
    spec: {
      nodeName: like.node,
      automountServiceAccountToken: false,
      terminationGracePeriodSeconds: 1,
      containers: [
        {
          name: 'app',
          image: like.containers[0]?.image,
          imagePullPolicy: 'IfNotPresent',
          args,
          env: Object.entries(env).map(([key, value]) => ({ name: key, value })),
          resources: { requests: { cpu: '10m', memory: '32Mi' }, limits: { cpu: '1', memory } },
          ...(livenessProbe === undefined ? {} : { livenessProbe }),
        },
      ],
    },
  });
};

/** A node behind which no kubelet stands, and a pod on it as a kubelet leaves it that went silent. Deleted before, when left over. */
export const createLostPod = async (name: string, node: string): Promise<void> => {
  const { namespace } = await openCluster({});
  await deletePod(name);
  await deleteNode(node);
  await call('POST', '/api/v1/nodes', { apiVersion: 'v1', kind: 'Node', metadata: { name: node } });
  const reason = { reason: 'NodeStatusUnknown', message: 'Kubelet stopped posting node status.' };
  await call('PATCH', `/api/v1/nodes/${node}/status`, {
    status: { conditions: [{ type: 'Ready', status: 'Unknown', ...reason }] },
  });
  const container = { name: 'app', image: 'none' };
  await call('POST', folderOf(namespace), {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels: { app: name } },
    spec: { nodeName: node, automountServiceAccountToken: false, containers: [container] },
  });
  const running = { state: { running: { startedAt: new Date(Date.now() - 60_000).toISOString() } } };
  await call('PATCH', `${folderOf(namespace)}/${name}/status`, {
    status: {
      phase: 'Running',
      containerStatuses: [
        { ...container, imageID: '', ready: true, restartCount: 0, containerID: 'c://1', ...running },
      ],
    },
  });
};

export const deleteNode = (name: string): Promise<void> => call('DELETE', `/api/v1/nodes/${name}`);

const find = async (name: string): Promise<Pod | undefined> => {
  const cluster = await openCluster({});
  const found = await cluster.pods({ namespace: cluster.namespace });
  return found.find((pod) => pod.name === name);
};

/** Waits until the pod is so. Throws after a minute and a half. */
export const untilPod = async (name: string, is: (pod: Pod) => boolean): Promise<Pod> => {
  for (const endMs = Date.now() + 90_000; Date.now() < endMs; ) {
    const pod = await find(name);
    if (pod !== undefined && is(pod)) return pod;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error(`pod ${name} did not become what the test waits for`);
};

export const isRunning = ({ phase, containers }: Pod): boolean =>
  phase === 'Running' && containers.every(({ state }) => state === 'running');

/** Deletes it and waits until it is gone. */
export const deletePod = async (name: string, { wait = true } = {}): Promise<void> => {
  const { namespace } = await openCluster({});
  await call('DELETE', `${folderOf(namespace)}/${name}?gracePeriodSeconds=0`);
  for (const endMs = Date.now() + 60_000; wait && Date.now() < endMs && (await find(name)) !== undefined; )
    await new Promise((resolve) => setTimeout(resolve, 500));
};
