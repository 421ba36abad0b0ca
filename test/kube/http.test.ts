import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openCluster } from '../../src/kube/cluster.ts';
import type { PodTransport } from '../../src/model/pod-api.ts';
import { type ApiServer, startApiServer } from './support/api-server.ts';
import { container, pod } from './support/pod.ts';

const basics = ['sh', 'cat', 'head', 'tail', 'stat', 'ls', 'rm', 'sleep'];
const path = process.env['PATH'] ?? '';
const body = '{"threads":[]}\n\nwith lines\n';

let server: ApiServer;
let application: Server;
let port: number;
let folder: string;
let transport: PodTransport | undefined;

const find = (program: string): string | undefined => {
  try {
    return execFileSync('sh', ['-c', `command -v ${program}`])
      .toString()
      .trim();
  } catch {
    return undefined;
  }
};

beforeAll(async () => {
  server = await startApiServer({
    api: (at) => ({ status: at.includes('/proxy/') ? 200 : 404, body: `by proxy: ${at}` }),
  });
  application = createServer((request, response) => {
    if (request.url === '/stall') return;
    response.writeHead(request.url === '/ok' ? 200 : 404).end(body);
  });
  await new Promise<void>((resolve) => application.listen(0, '127.0.0.1', resolve));
  port = (application.address() as AddressInfo).port;
  folder = mkdtempSync(join(tmpdir(), 'jdiag-http-'));
  for (const client of ['curl', 'wget', 'none']) {
    const bin = join(folder, client);
    mkdirSync(bin);
    for (const program of [...basics, client]) {
      const found = find(program);
      if (found !== undefined) symlinkSync(found, join(bin, program));
    }
  }
});
afterEach(() => {
  transport?.close();
  process.env['PATH'] = path;
});
afterAll(async () => {
  application.closeAllConnections();
  application.close();
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

const enter = async (client: string): Promise<PodTransport> => {
  process.env['PATH'] = join(folder, client);
  const cluster = await openCluster({ kubeconfig: server.kubeconfig() });
  transport = await cluster.transport(pod({ containers: [container({ http: [{ port }] })] }), 'app');
  process.env['PATH'] = path;
  return transport;
};

describe('HTTP from inside a pod', () => {
  it.each(['curl', 'wget'].filter((client) => find(client) !== undefined))(
    'goes by %s of the image',
    async (client) => {
      const { httpGet, http } = await enter(client);
      expect(http).toEqual([{ port }]);
      const answer = await httpGet?.({ port, path: '/ok' });
      expect(new TextDecoder().decode(answer?.body)).toBe(body);
      expect(answer?.status).toBe(client === 'curl' ? 200 : 0);
      expect((await httpGet?.({ port, path: '/nowhere' }))?.status).toBe(404);
      await expect(httpGet?.({ port, path: '/stall' }, { timeoutMs: 1000 })).rejects.toMatchObject({
        code: 'timed-out',
        message: expect.stringContaining('gives no answer in 1 s'),
      });
      await expect(httpGet?.({ port: 1, path: '/ok' })).rejects.toThrow(`http://127.0.0.1:1/ok gives no answer`);
    },
  );

  it('goes through the API server where the image has neither', async () => {
    const { httpGet } = await enter('none');
    const answer = await httpGet?.({ port: 8080, path: '/actuator/threaddump' });
    const at = `/api/v1/namespaces/shop/pods/${pod().name}%3A8080/proxy/actuator/threaddump`;
    expect(new TextDecoder().decode(answer?.body)).toBe(`by proxy: ${at}`);
    // Actuator answers 406 to whom its metrics are not good enough.
    expect(server.requests.at(-1)?.headers.accept).toBe('*/*');
    server.script.current = {
      api: () => ({ status: 403, body: { kind: 'Status', message: 'cannot get pods/proxy' } }),
    };
    await expect(httpGet?.({ port: 8080, path: '/x' })).rejects.toThrow('cannot get pods/proxy (HTTP 403)');
    server.script.current = { api: () => ({ status: 401, body: 'log in' }) };
    expect(await httpGet?.({ port: 8080, path: '/x' })).toMatchObject({ status: 401 });
  });
});
