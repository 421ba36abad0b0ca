import { writeFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openCluster } from '../../src/kube/cluster.ts';
import { openConnection } from '../../src/kube/connection.ts';
import { proxyFor } from '../../src/kube/proxy.ts';
import { type ApiServer, startApiServer } from './support/api-server.ts';

let server: ApiServer;
beforeAll(async () => {
  server = await startApiServer();
});
afterAll(() => server.close());

const before = { ...process.env };
afterEach(() => {
  process.env = { ...before };
});

describe('the kubeconfig', () => {
  it('may be a list of files, as with kubectl', async () => {
    const path = server.kubeconfig();
    const second = `${path}-2`;
    writeFileSync(
      second,
      JSON.stringify({ contexts: [{ name: 'two', context: { cluster: 'test', user: 'test', namespace: 'pay' } }] }),
    );
    process.env['KUBECONFIG'] = `${path}:${second}`;
    expect((await openConnection({})).namespace).toBe('shop');
    expect((await openConnection({ context: 'two' })).namespace).toBe('pay');
    expect((await openConnection({ context: 'two', namespace: 'own' })).namespace).toBe('own');
  });

  it('that lacks what is asked for is a wrong request', async () => {
    const path = server.kubeconfig();
    await expect(openConnection({ kubeconfig: path, context: 'prod' })).rejects.toMatchObject({
      code: 'no-cluster',
      hints: ['it has test'],
    });
    await expect(openConnection({ kubeconfig: '/no/such' })).rejects.toThrow(
      'the kubeconfig /no/such cannot be used: no such file',
    );
  });

  it('that is missing altogether is said so, instead of trying localhost', async () => {
    process.env['KUBECONFIG'] = '';
    process.env['HOME'] = '/nonexistent';
    await expect(openConnection({})).rejects.toThrow('no cluster is configured');
  });
});

describe('a proxy of the environment', () => {
  const https = new URL('https://api.example.com:6443');
  const proxy = 'http://proxy:3128';

  it('is used, but for what NO_PROXY names and for this machine', () => {
    expect(proxyFor(https, { HTTPS_PROXY: proxy })).toBe(proxy);
    expect(proxyFor(https, { https_proxy: proxy, NO_PROXY: 'example.org' })).toBe(proxy);
    for (const NO_PROXY of ['*', 'example.com', '.example.com', '*.example.com', 'a, api.example.com:6443']) {
      expect(proxyFor(https, { HTTPS_PROXY: proxy, NO_PROXY })).toBeUndefined();
    }
    expect(proxyFor(https, { HTTPS_PROXY: proxy, NO_PROXY: 'api.example.com:443' })).toBe(proxy);
    expect(proxyFor(https, { HTTPS_PROXY: proxy, NO_PROXY: 'xexample.com, ample.com' })).toBe(proxy);
    expect(proxyFor(new URL('https://127.0.0.1:6443'), { HTTPS_PROXY: proxy })).toBeUndefined();
    expect(proxyFor(https, {})).toBeUndefined();
  });
});

describe('a network in NO_PROXY', () => {
  const proxy = 'http://proxy:3128';
  it.each([
    ['https://10.3.4.5:6443', '10.0.0.0/8', false],
    ['https://11.3.4.5:6443', '10.0.0.0/8', true],
    ['https://10.3.4.5:6443', '10.3.4.5', false],
    ['https://10.3.4.5:6443', '10.3.4.5/32,x', false],
    ['https://172.31.255.1', '172.16.0.0/12', false],
    ['https://172.32.0.1', '172.16.0.0/12', true],
    ['https://[fd00::1]:6443', 'fd00::/8', false],
    ['https://[fe80::1]:6443', 'fd00::/8', true],
    ['https://[fd00::1]:6443', 'fd00::1', false],
    ['https://[fd00::1]:6443', '[fd00::1]:443', true],
    // Names are not looked up, as with kubectl.
    ['https://ten.example.com', '10.0.0.0/8', true],
    ['https://10.3.4.5', '10.0.0.0/40', true],
    ['https://10.3.4.5', '4.5', true],
  ])('%s with %s: by the proxy: %s', (url, NO_PROXY, proxied) => {
    expect(proxyFor(new URL(url), { HTTPS_PROXY: proxy, NO_PROXY })).toBe(proxied ? proxy : undefined);
  });
});

describe('calls of the API', () => {
  const open = () => openCluster({ kubeconfig: server.kubeconfig(), requestTimeoutMs: 300 });

  it('ask for what kubectl asks for', async () => {
    const paths: string[] = [];
    server.script.current = {
      api: (path) => {
        paths.push(decodeURIComponent(path));
        return {
          status: 200,
          body: path.includes('/deployments/')
            ? {
                spec: {
                  selector: {
                    matchLabels: { app: 'shop' },
                    matchExpressions: [{ key: 'tier', operator: 'In', values: ['a', 'b'] }],
                  },
                },
              }
            : { items: [], status: { allowed: true } },
        };
      },
    };
    const api = await open();
    await api.pods({});
    await api.pods({ namespace: 'pay', selector: 'app=shop' });
    expect(await api.selectorOf('deployment', { namespace: 'pay', name: 'shop' })).toBe('app=shop,tier in (a,b)');
    await api.events({ namespace: 'pay', name: 'shop-1' });
    await api.logTail({ namespace: 'pay', name: 'shop-1' }, 'app', { lines: 20, previous: true });
    expect(await api.canI({ verb: 'get', resource: 'pods', subresource: 'exec', namespace: 'pay' })).toBe(true);
    expect(paths).toEqual([
      '/api/v1/pods',
      '/api/v1/namespaces/pay/pods?labelSelector=app=shop',
      '/apis/apps/v1/namespaces/pay/deployments/shop',
      '/api/v1/namespaces/pay/events?fieldSelector=involvedObject.kind=Pod,involvedObject.name=shop-1',
      '/api/v1/namespaces/pay/pods/shop-1/log?container=app&tailLines=20&previous=true',
      '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
    ]);
  });

  it('fail in words: no JSON, nobody there, no answer, interrupted', async () => {
    server.script.current = { api: () => ({ status: 200, body: '<html>' }) };
    const api = await open();
    await expect(api.pods({})).rejects.toThrow('cannot list the pods of all namespaces: the answer is not JSON');
    await expect(api.pods({}, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'aborted' });
    const gone = await openCluster({ kubeconfig: server.kubeconfig({}, { server: 'https://127.0.0.1:1' }) });
    await expect(gone.pods({ namespace: 'shop' })).rejects.toMatchObject({
      code: 'unreachable',
      message: 'cannot list the pods of namespace shop: 127.0.0.1:1: nobody listens there (connection refused)',
    });
  });
});
