import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type ConnectionOptions, connect } from 'node:tls';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openConnection } from '../../src/kube/connection.ts';
import { jdiag, scratch } from '../support/cli.ts';
import { describeWithCluster, pods } from './cluster.ts';

const folder = scratch();
let proxy: Server;

const hasKubectl = (): boolean => {
  try {
    execFileSync('kubectl', ['version', '--client'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

/** A way to the API server on which WebSockets are blocked and everything else passes, the older protocol of kubectl too. */
const startProxy = async (): Promise<{ readonly server: Server; readonly kubeconfig: string }> => {
  const { server: upstream, options, namespace } = await openConnection({});
  const credentials = await options();
  const server = createServer((incoming, outgoing) => {
    const { host: _, ...headers } = incoming.headers;
    const sent = request(
      new URL(incoming.url ?? '/', upstream),
      { ...credentials, method: incoming.method, headers: { ...headers, ...credentials.headers } },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      },
    );
    sent.on('error', () => outgoing.destroy());
    incoming.pipe(sent);
  });
  server.on('upgrade', (incoming, raw, head) => {
    if (/websocket/i.test(incoming.headers.upgrade ?? '')) {
      raw.end('HTTP/1.1 400 Bad Request\r\nContent-Length: 22\r\n\r\n<h1>no upgrades</h1>\r\n');
      return;
    }
    const { hostname: host, port } = upstream;
    const { ca, cert, key, rejectUnauthorized } = credentials;
    const to = connect({ host, port: Number(port), ca, cert, key, rejectUnauthorized } as ConnectionOptions, () => {
      const headers = {
        ...incoming.headers,
        ...(credentials.headers as Record<string, string>),
        host: upstream.host,
      };
      const lines = Object.entries(headers).flatMap(([name, value]) =>
        [value ?? []].flat().map((one) => `${name}: ${one}`),
      );
      to.write(`${incoming.method} ${incoming.url} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
      to.write(head);
      to.pipe(raw).pipe(to);
    });
    to.on('error', () => raw.destroy());
    raw.on('error', () => to.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const kubeconfig = join(folder, 'kubeconfig');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'blocked',
    contexts: [{ name: 'blocked', context: { cluster: 'blocked', user: 'nobody', namespace } }],
    clusters: [{ name: 'blocked', cluster: { server: url } }],
    users: [{ name: 'nobody', user: {} }],
  };
  writeFileSync(kubeconfig, JSON.stringify(config));
  return { server, kubeconfig };
};

describeWithCluster('a cluster behind a proxy that knows no WebSockets', () => {
  let kubeconfig: string;
  beforeAll(async () => {
    const started = await startProxy();
    proxy = started.server;
    kubeconfig = started.kubeconfig;
  });
  afterAll(() => {
    proxy.closeAllConnections();
    proxy.close();
  });

  it.skipIf(!hasKubectl())('is reached by the kubectl of the user, and stderr says so', async () => {
    const words = ['threads', `pod/${pods.jdk}`, '--kubeconfig', kubeconfig, '--dumps', '1', '--json'];
    const { code, stdout, stderr } = await jdiag(words, { env: { XDG_STATE_HOME: folder } });
    expect(JSON.parse(stdout).error).toBeUndefined();
    expect(stderr).toMatch(/no upgrades \(HTTP 400\): WebSockets are blocked on the way, going on by kubectl exec/);
    expect([0, 1]).toContain(code);
    expect(JSON.parse(stdout).views.threads).toHaveLength(1);
  });

  it('is not reached without a kubectl, and the answer says why', async () => {
    const words = ['preflight', `pod/${pods.jdk}`, '--kubeconfig', kubeconfig];
    const { code, stdout } = await jdiag(words, { env: { XDG_STATE_HOME: folder, PATH: '/nonexistent' } });
    expect(stdout.replace(/\s+/g, ' ')).toContain('there is no kubectl in PATH to go another one');
    expect(code).toBe(3);
  });
});
