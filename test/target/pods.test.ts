import { describe, expect, it } from 'vitest';
import { ClusterError, type Pod, type PodApi } from '../../src/model/pod-api.ts';
import { containersOf, findPods, whyNotRunning, workloadOf } from '../../src/target/pods.ts';
import { container, pod } from '../kube/support/pod.ts';

const refuse = async (): Promise<never> => {
  throw new Error('not in this test');
};

/** A cluster of these pods. `denied`: the user may not list all namespaces. */
const cluster = (
  pods: readonly Pod[],
  options: { readonly denied?: boolean; readonly selector?: string } = {},
): PodApi => ({
  place: 'context test',
  namespace: 'shop',
  pod: async ({ namespace, name }) => {
    const found = pods.find((each) => each.namespace === namespace && each.name === name);
    if (found === undefined) throw new ClusterError('not-found', 'no such pod');
    return found;
  },
  pods: async ({ namespace, selector }) => {
    if (namespace === undefined && options.denied) throw new ClusterError('denied', 'forbidden');
    return pods.filter(
      (each) =>
        (namespace ?? each.namespace) === each.namespace &&
        (selector === undefined || `app=${each.labels['app']}` === selector),
    );
  },
  selectorOf: async () => {
    if (options.selector === undefined) throw new ClusterError('not-found', 'no such deployment');
    return options.selector;
  },
  events: refuse,
  logTail: refuse,
  canI: refuse,
  serverVersion: refuse,
  evidence: async () => new Uint8Array(),
  isNodeReady: async () => true,
  transport: refuse,
});

const api1 = pod({ name: 'appr-api-6d565fdcfd-2pb8c', labels: { app: 'appr-api' } });
const api2 = pod({ name: 'appr-api-6d565fdcfd-9xk2v', labels: { app: 'appr-api' } });
const web = pod({ name: 'appr-web-0', labels: { 'app.kubernetes.io/name': 'web' } });
const elsewhere = pod({ name: 'pay-api-0', namespace: 'pay' });
const all = [api1, api2, web, elsewhere];

const names = async (api: PodApi, name: string): Promise<readonly string[]> =>
  (await findPods(api, `pod/${name}`, { by: 'name', name }, {})).map((each) => each.name);

describe('a pod by its name', () => {
  it('is that pod, else the only one that begins so or has that app name', async () => {
    const api = cluster(all);
    expect(await names(api, 'appr-web-0')).toEqual(['appr-web-0']);
    expect(await names(api, 'appr-web')).toEqual(['appr-web-0']);
    expect(await names(api, 'web')).toEqual(['appr-web-0']);
    expect(await names(api, 'appr-w')).toEqual(['appr-web-0']);
  });

  it('is asked back when several could be meant', async () => {
    await expect(names(cluster(all), 'appr-api')).rejects.toMatchObject({
      code: 'ambiguous-pod',
      hints: [
        `pod/${api1.name}`,
        `pod/${api2.name}`,
        'a workload (deploy/NAME) or a label selector (-l) takes them all',
      ],
    });
  });

  it('is looked for in other namespaces when it is not in this one, as far as one may look', async () => {
    await expect(names(cluster(all), 'pay-api')).rejects.toMatchObject({
      message: 'pod/pay-api: no such pod in namespace shop (context test)',
      hints: ['did you mean', 'pod/pay-api-0 -n pay'],
    });
    await expect(names(cluster(all, { denied: true }), 'pay-api')).rejects.toMatchObject({ code: 'no-such-pod' });
  });
});

describe('pods of a workload or with a label', () => {
  it('are all taken', async () => {
    const found = await findPods(
      cluster(all, { selector: 'app=appr-api' }),
      'deploy/appr-api',
      { by: 'workload', workload: 'deployment', name: 'appr-api' },
      {},
    );
    expect(found).toEqual([api1, api2]);
    expect(
      await findPods(
        cluster(all),
        '-l app=appr-api',
        { by: 'selector', selector: 'app=appr-api' },
        { allNamespaces: true },
      ),
    ).toHaveLength(2);
  });

  it('that do not exist are a wrong request', async () => {
    await expect(
      findPods(cluster(all), 'deploy/no', { by: 'workload', workload: 'deployment', name: 'no' }, {}),
    ).rejects.toThrow('deploy/no: no such deployment in namespace shop');
    await expect(findPods(cluster(all), '-l app=no', { by: 'selector', selector: 'app=no' }, {})).rejects.toThrow(
      '-l app=no: no pod of namespace shop matches app=no',
    );
  });
});

describe('the container', () => {
  const two = pod({ containers: [container(), container({ name: 'istio-proxy' })] });

  it('is the one asked for, else the annotated one, else every one that runs', () => {
    expect(containersOf(two, 'istio-proxy').map(({ name }) => name)).toEqual(['istio-proxy']);
    const annotated = { ...two, annotations: { 'kubectl.kubernetes.io/default-container': 'app' } };
    expect(containersOf(annotated, undefined).map(({ name }) => name)).toEqual(['app']);
    expect(containersOf(two, undefined).map(({ name }) => name)).toEqual(['app', 'istio-proxy']);
    expect(() => containersOf(two, 'no')).toThrow(`pod/${two.name} has no container "no"`);
  });

  it('that does not run says why', () => {
    const lastEnd = { reason: 'OOMKilled', exitCode: 137 };
    const looping = pod({ containers: [container({ state: 'waiting', reason: 'CrashLoopBackOff', lastEnd })] });
    expect(containersOf(looping, undefined)).toEqual([]);
    expect(whyNotRunning(looping)).toBe(
      'the pod is Running; container app is waiting (CrashLoopBackOff), ended with OOMKilled (exit code 137)',
    );
  });

  it('belongs to a workload that outlives its pods', () => {
    const owner = { kind: 'ReplicaSet', name: 'appr-api-6d565fdcfd' };
    expect(workloadOf({ ...api1, labels: { 'pod-template-hash': '6d565fdcfd' }, owner })).toBe('appr-api');
    expect(workloadOf(pod({ owner: { kind: 'StatefulSet', name: 'db' } }))).toBe('db');
    expect(workloadOf(web)).toBe('appr-web-0');
  });
});
