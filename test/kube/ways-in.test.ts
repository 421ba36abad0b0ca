import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openCluster } from '../../src/kube/cluster.ts';
import { type ApiServer, startApiServer } from './support/api-server.ts';
import { makeCertificates } from './support/certificates.ts';
import { pod } from './support/pod.ts';

/** Nobody knows this name but the proxy: who gets there went through it. */
const unknownHost = 'api.jdiag.test';

let folder: string;
let server: ApiServer;
let proxy: Server;
/** What the proxy was asked to connect to. */
let tunnels: string[] = [];
const before = { ...process.env };
const file = (name: string): string => readFileSync(join(folder, name), 'utf8');

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'jdiag-ways-in-'));
  makeCertificates(folder);
  server = await startApiServer(
    { api: () => ({ status: 200, body: { items: [] } }) },
    { key: file('server.key'), cert: file('server.crt') },
  );
  proxy = createServer();
  proxy.on('connect', (request, client, head) => {
    tunnels.push(request.url ?? '');
    const to = connect(Number(new URL(server.url).port), '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      to.write(head);
      to.pipe(client).pipe(to);
    });
    for (const each of [to, client]) each.on('error', () => to.destroy());
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
});
afterEach(() => {
  process.env = { ...before };
  tunnels = [];
});
afterAll(async () => {
  proxy.close();
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

const proxyUrl = (): string => `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
const authority = () => ({ 'certificate-authority-data': Buffer.from(file('ca.crt')).toString('base64') });

/** A call of the API and an exec: what each of them was answered, in one line. */
const callAndExec = async (kubeconfig: string): Promise<string> => {
  const cluster = await openCluster({ kubeconfig, requestTimeoutMs: 5000 });
  const pods = await cluster.pods({ namespace: 'shop' });
  const transport = await cluster.transport(pod(), 'app');
  try {
    const read = await transport.readFile('/proc/sys/kernel/pid_max');
    return `${pods.length} pods, ${read.length > 0 ? 'exec works' : 'nothing came'}`;
  } finally {
    transport.close();
  }
};

describe('behind a proxy', () => {
  const cluster = (more: object = {}) => ({ ...authority(), server: `https://${unknownHost}:6443`, ...more });

  it('of the kubeconfig (proxy-url) both the calls and the WebSocket of an exec go through it', async () => {
    expect(await callAndExec(server.kubeconfig({}, cluster({ 'proxy-url': proxyUrl() })))).toBe('0 pods, exec works');
    expect(tunnels.length).toBeGreaterThanOrEqual(2);
    expect(new Set(tunnels)).toEqual(new Set([`${unknownHost}:6443`]));
  });

  it('of the environment (HTTPS_PROXY) they do, too', async () => {
    process.env['HTTPS_PROXY'] = proxyUrl();
    expect(await callAndExec(server.kubeconfig({}, cluster()))).toBe('0 pods, exec works');
    expect(new Set(tunnels)).toEqual(new Set([`${unknownHost}:6443`]));
  });

  it('that NO_PROXY takes the server out of, it is not asked: the name is then known to nobody', async () => {
    process.env['HTTPS_PROXY'] = proxyUrl();
    process.env['NO_PROXY'] = '.jdiag.test';
    const direct = cluster({ server: 'https://direct.jdiag.test:6443' });
    await expect(callAndExec(server.kubeconfig({}, direct))).rejects.toMatchObject({ code: 'unreachable' });
    expect(tunnels).not.toContain('direct.jdiag.test:6443');
  });
});

describe('a credential plugin', () => {
  it('is run, and its token goes with the calls and with the WebSocket of an exec', async () => {
    const credential = {
      apiVersion: 'client.authentication.k8s.io/v1',
      kind: 'ExecCredential',
      status: { token: 'of-the-plugin' },
    };
    writeFileSync(join(folder, 'credential'), JSON.stringify(credential));
    const exec = {
      apiVersion: credential.apiVersion,
      command: 'sh',
      args: ['-c', `test "$SHOP" = berlin && cat '${join(folder, 'credential')}'`],
      env: [{ name: 'SHOP', value: 'berlin' }],
      interactiveMode: 'Never',
    };
    const own = await startApiServer({ api: () => ({ status: 200, body: { items: [] } }) });
    expect(await callAndExec(own.kubeconfig({ exec }))).toBe('0 pods, exec works');
    const asked = own.requests.map(({ url, headers }) => [
      url?.split('?')[0]?.split('/').at(-1),
      headers.authorization,
    ]);
    await own.close();
    expect(asked).toEqual(
      expect.arrayContaining([
        ['pods', 'Bearer of-the-plugin'],
        ['exec', 'Bearer of-the-plugin'],
      ]),
    );
    expect(new Set(asked.map(([, token]) => token)).size).toBe(1);
  });
});
