import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { getLocal } from '../../src/transport/local-http.ts';

let server: Server;
let port: number;

beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.url === '/silent') return;
    if (request.url === '/cut') {
      response.writeHead(200, { 'content-length': '100' }).write('begun');
      setImmediate(() => response.destroy());
    } else if (request.url === '/endless') {
      response.write('x'.repeat(2000));
      setInterval(() => response.write('x'.repeat(2000)), 1).unref();
    } else response.writeHead(request.url === '/ok' ? 200 : 404).end('said');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

describe('HTTP on this machine', () => {
  it('gives the status and the body as they are', async () => {
    const answer = await getLocal({ port, path: '/ok' });
    expect([answer.status, Buffer.from(answer.body).toString()]).toEqual([200, 'said']);
    expect((await getLocal({ port, path: '/nowhere' })).status).toBe(404);
  });

  it.each([
    ['nobody listens', { at: 1, path: '/ok' }, 'failed', 'ECONNREFUSED'],
    ['it says nothing', { path: '/silent' }, 'timed-out', 'gives no answer in 0.1 s'],
    ['it breaks off', { path: '/cut' }, 'failed', ''],
    ['it never ends', { path: '/endless' }, 'too-large', 'more than 10000 bytes'],
  ])('has a named outcome where %s', async (_title, { at, path }: { at?: number; path: string }, code, message) => {
    const asked = getLocal({ port: at ?? port, path }, { timeoutMs: 100, maxBytes: 10_000 });
    await expect(asked).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
  });

  it('ends with Ctrl-C', async () => {
    const stop = new AbortController();
    const asked = getLocal({ port, path: '/silent' }, { signal: stop.signal });
    stop.abort();
    await expect(asked).rejects.toMatchObject({ code: 'aborted' });
    await expect(getLocal({ port, path: '/ok' }, { signal: stop.signal })).rejects.toMatchObject({ code: 'aborted' });
  });
});
