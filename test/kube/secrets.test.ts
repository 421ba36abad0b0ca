import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failureDocument, failureOf } from '../../src/app/failure.ts';
import { openCluster } from '../../src/kube/cluster.ts';
import { type ApiServer, startApiServer } from './support/api-server.ts';
import { makeCertificates } from './support/certificates.ts';
import { pod } from './support/pod.ts';

let folder: string;
let server: ApiServer;
let other: ApiServer;
const file = (name: string): string => readFileSync(join(folder, name), 'utf8');

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'jdiag-tls-'));
  makeCertificates(folder);
  const tls = { key: file('server.key'), cert: file('server.crt'), ca: file('ca.crt') };
  server = await startApiServer(
    { api: () => ({ status: 200, body: { items: [] } }) },
    { ...tls, requestCert: true, rejectUnauthorized: true },
  );
  other = await startApiServer(
    { api: () => ({ status: 403, body: { kind: 'Status', message: 'pods is forbidden' } }) },
    tls,
  );
});
afterAll(async () => {
  await Promise.all([server.close(), other.close()]);
  rmSync(folder, { recursive: true, force: true });
});

const base64 = (name: string): string => Buffer.from(file(name)).toString('base64');
const certificateUser = () => ({
  'client-certificate-data': base64('user.crt'),
  'client-key-data': base64('user.key'),
});
const authority = () => ({ 'certificate-authority-data': base64('ca.crt') });

describe('a server behind TLS', () => {
  it('knows a user by the client certificate, over HTTPS and over the WebSocket', async () => {
    const cluster = await openCluster({ kubeconfig: server.kubeconfig(certificateUser(), authority()), as: 'deputy' });
    expect(await cluster.pods({ namespace: 'shop' })).toEqual([]);
    const transport = await cluster.transport(pod(), 'app');
    expect(await transport.readFile('/proc/sys/kernel/pid_max')).not.toHaveLength(0);
    transport.close();
    // The server takes nobody without a certificate of its authority.
    expect(server.requests.map(({ url }) => url?.split('?')[0])).toEqual([
      '/api/v1/namespaces/shop/pods',
      `/api/v1/namespaces/shop/pods/${pod().name}/exec`,
    ]);
    for (const { headers } of server.requests) expect(headers['impersonate-user']).toBe('deputy');
  });

  it('knows a user by the token', async () => {
    const cluster = await openCluster({ kubeconfig: other.kubeconfig({ token: 'secret-token' }, authority()) });
    await expect(cluster.pods({})).rejects.toMatchObject({
      code: 'denied',
      message: expect.stringContaining('pods is forbidden (HTTP 403)'),
    });
    expect(other.requests.at(-1)?.headers.authorization).toBe('Bearer secret-token');
  });
});

/** Every way a call can fail, with the error it threw. */
const failures = async (): Promise<readonly unknown[]> => {
  const users = [certificateUser(), { token: 'secret-token' }, { username: 'eve', password: 'secret-password' }];
  const clusters = [
    authority(),
    {},
    { ...authority(), server: 'https://127.0.0.1:1' },
    { ...authority(), 'tls-server-name': 'elsewhere' },
  ];
  const errors: unknown[] = [];
  for (const user of users) {
    for (const cluster of clusters) {
      const api = await openCluster({ kubeconfig: other.kubeconfig(user, cluster), requestTimeoutMs: 3000 });
      errors.push(await api.pods({}).catch((error: unknown) => error));
      other.script.current = { ...other.script.current, handshake: { status: 500, body: 'no' } };
      errors.push(await api.transport(pod(), 'app').catch((error: unknown) => error));
    }
  }
  return errors;
};

describe('keys, tokens and passwords', () => {
  it('are in no error, however deep it is looked into, and in nothing that is printed', async () => {
    const secrets = [
      file('user.key').split('\n')[3] as string,
      base64('user.key').slice(100, 160),
      'secret-token',
      'secret-password',
    ];
    secrets.push(Buffer.from('eve:secret-password').toString('base64'));
    const errors = await failures();
    expect(errors).toHaveLength(24);
    for (const error of errors) {
      expect(error).toBeInstanceOf(Error);
      const printed = [
        inspect(error, { depth: 20, showHidden: true }),
        JSON.stringify(failureDocument(failureOf(error))),
        String((error as Error).stack),
      ].join('\n');
      for (const secret of secrets) expect(printed).not.toContain(secret);
    }
  });

  it('of a broken kubeconfig are not quoted', async () => {
    const path = join(folder, 'broken');
    execFileSync('sh', ['-c', `printf 'users: [{name: x, user: {token: "secret-token' > ${path}`]);
    const error = await openCluster({ kubeconfig: path }).catch((thrown: unknown) => thrown);
    expect(inspect(error, { depth: 20, showHidden: true })).not.toContain('secret-token');
    expect((error as Error).message).toMatch(/cannot be used: it cannot be understood$/);
  });

  it('printed by a credential plugin that failed are not quoted', async () => {
    const exec = {
      apiVersion: 'client.authentication.k8s.io/v1',
      command: 'sh',
      args: ['-c', 'echo secret-token; echo secret-token >&2; exit 1'],
      interactiveMode: 'Never',
    };
    const api = await openCluster({ kubeconfig: other.kubeconfig({ exec }, authority()) });
    const error = await api.pods({}).catch((thrown: unknown) => thrown);
    expect(inspect(error, { depth: 20, showHidden: true })).not.toContain('secret-token');
    expect((error as Error).message).toBe('logging in as the user of context "test" failed');
  });
});
