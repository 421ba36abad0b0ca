import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Connection, openConnection } from '../../src/kube/connection.ts';
import { execInPod } from '../../src/kube/exec.ts';
import { openSocket } from '../../src/kube/exec-socket.ts';
import { outcomeOf } from '../../src/kube/status.ts';
import type { ExecOutcome } from '../../src/model/transport.ts';
import { type ApiServer, failure, type Script, startApiServer, success } from './support/api-server.ts';

let server: ApiServer;
let connection: Connection;

beforeAll(async () => {
  server = await startApiServer();
  connection = await openConnection({ kubeconfig: server.kubeconfig(), requestTimeoutMs: 5000 });
});
const path = process.env['PATH'];
afterEach(() => {
  process.env['PATH'] = path;
});
afterAll(() => server.close());

const place = { namespace: 'shop', pod: 'shop-api-1', container: 'app' };
const exec = (script: Script, limits = {}) => {
  server.script.current = script;
  return execInPod(connection, { ...place, argv: ['cat', '/a file', "it's"] }, limits);
};
const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const hello = { stdout: [Buffer.from('hello\n')] };

describe('a command in a container', () => {
  it('gets its words as they are, without a shell', async () => {
    const before = server.commands.length;
    await exec({ answer: { ...hello, status: success } });
    expect(server.commands[before]).toEqual(['cat', '/a file', "it's"]);
  });

  it.each(['v4.channel.k8s.io', 'v5.channel.k8s.io'])('ends with its output and code over %s', async (protocol) => {
    const good = await exec({ protocol, answer: { ...hello, status: success } });
    expect(good.outcome).toEqual({ kind: 'exited', code: 0 });
    expect(text(good.stdout)).toBe('hello\n');
    const bad = await exec({ protocol, answer: { stderr: Buffer.from('no'), status: failure(3) } });
    expect(bad.outcome).toEqual({ kind: 'exited', code: 3 });
    expect(bad.stderr).toBe('no');
  });

  it('is lost, never a success, when the connection closes without a status', async () => {
    const { outcome, stdout } = await exec({ answer: hello });
    expect(outcome).toEqual({
      kind: 'lost',
      reason: 'the connection closed (code 1000) before the command said how it ended',
    });
    expect(text(stdout)).toBe('hello\n');
  });

  it('is lost when the connection breaks', async () => {
    const { outcome } = await exec({ answer: hello, misbehaviour: { dropAt: 3 } });
    expect(outcome).toMatchObject({ kind: 'lost', reason: expect.stringContaining('1006') });
  });

  it('is lost when the server speaks on a channel that does not exist', async () => {
    const { outcome } = await exec({ answer: hello, misbehaviour: { wrongChannelAt: 2 } });
    expect(outcome).toMatchObject({ kind: 'lost', reason: expect.stringContaining('channel 9') });
  });

  it('is lost when its status cannot be understood', () => {
    expect(outcomeOf('<html>')).toMatchObject({ kind: 'lost' });
    expect(outcomeOf('{"status":"Failure"}')).toEqual({ kind: 'lost', reason: 'no reason given' });
  });

  it('ends in time when nothing comes', async () => {
    const { outcome } = await exec({ answer: { ...hello, keepOpen: true } }, { timeoutMs: 100 });
    expect(outcome).toEqual({ kind: 'timed-out', afterMs: 100 });
  });

  it('ends when it is interrupted, before and while it runs', async () => {
    const while_ = new AbortController();
    setTimeout(() => while_.abort(), 50);
    const running = await exec({ answer: { ...hello, keepOpen: true } }, { signal: while_.signal });
    expect(running.outcome).toEqual({ kind: 'aborted' });
    const before = await exec({ answer: { ...hello, status: success } }, { signal: AbortSignal.abort() });
    expect(before.outcome).toEqual({ kind: 'aborted' });
  });

  it('stops at the limit of its output', async () => {
    const stdout = Array.from({ length: 20 }, () => Buffer.alloc(1000, 97));
    const result = await exec({ answer: { stdout, keepOpen: true } }, { maxBytes: 5000 });
    expect(result.outcome).toEqual({ kind: 'too-large', limitBytes: 5000 });
    expect(result.stdout.length).toBeLessThanOrEqual(5000);
  });

  it('keeps a bounded part of what it complains', async () => {
    const { stderr, outcome } = await exec({ answer: { stderr: Buffer.alloc(5_000_000, 101), status: failure(1) } });
    expect(outcome).toEqual({ kind: 'exited', code: 1 });
    expect(stderr.length).toBe(64 * 1024);
  });

  it('is not started, in the words of the server, when the upgrade is refused', async () => {
    const body = JSON.stringify({
      kind: 'Status',
      message: 'pods "shop-api-1" is forbidden: User "eve" cannot get pods/exec',
    });
    const denied = await exec({ handshake: { status: 403, body } });
    expect(denied.outcome).toEqual({
      kind: 'not-started',
      reason:
        'cannot run cat in pod shop-api-1 container app: pods "shop-api-1" is forbidden: User "eve" cannot get pods/exec (HTTP 403)',
    });
    // As Kubernetes 1.35 refuses a user with `get` alone.
    const silent = JSON.stringify({ kind: 'Status', message: 'pods "shop-api-1" is forbidden: ' });
    expect((await exec({ handshake: { status: 403, body: silent } })).outcome).toMatchObject({
      reason: expect.stringContaining('needs create on pods/exec, not get alone'),
    });
    const gone = await exec({ handshake: { status: 404, body: '{"kind":"Status"}' } });
    expect(gone.outcome).toMatchObject({ kind: 'not-started', reason: expect.stringMatching(/HTTP 404\)$/) });
    // Not the API server speaks here: kubectl would be tried.
    process.env['PATH'] = '/nonexistent';
    const missing = await exec({ handshake: { status: 404, body: '' } });
    expect(missing.outcome).toMatchObject({ kind: 'not-started', reason: expect.stringContaining('HTTP 404') });
    const proxy = await exec({ handshake: { status: 500, body: '<html><b>upgrade</b> not allowed</html>' } });
    expect(proxy.outcome).toMatchObject({
      kind: 'not-started',
      reason: expect.stringContaining('upgrade not allowed (HTTP 500)'),
    });
  });

  it('is not started when the image has no such program', async () => {
    const message = 'exec: "jcmd": executable file not found in $PATH: unknown';
    const { outcome } = await exec({ answer: { status: { status: 'Failure', reason: 'InternalError', message } } });
    expect(outcome).toMatchObject({ kind: 'not-started', reason: expect.stringContaining('no such program') });
  });

  it('takes one-byte frames', async () => {
    const bytes = Buffer.from(Array.from({ length: 3000 }, (_, index) => index % 256));
    const { stdout } = await exec({ answer: { stdout: [bytes], status: success }, misbehaviour: { frameBytes: 1 } });
    expect(Buffer.from(stdout).equals(bytes)).toBe(true);
  });
});

describe('a reader slower than the network', () => {
  it('gets one piece at a time, in order, and the rest waits on the server', async () => {
    const pieces = 200;
    const stdout = Array.from({ length: pieces }, (_, index) => Buffer.alloc(256 * 1024, index));
    server.script.current = { answer: { stdout, status: success } };
    let working = 0;
    let most = 0;
    const order: number[] = [];
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const ended = new Promise<ExecOutcome>((resolve, reject) => {
      openSocket(
        connection,
        { ...place, argv: ['cat'] },
        {
          onStdout: async (bytes) => {
            working++;
            most = Math.max(most, working);
            order.push(bytes[0] as number);
            if (order.length === 1) await held;
            working--;
          },
          onStderr: () => undefined,
          onEnd: resolve,
        },
      ).catch(reject);
    });
    await expect.poll(() => order.length).toBe(1);
    await delay(200);
    expect(order).toEqual([0]);
    // 50 MB were sent; what the kernel's buffers do not hold has not left the server.
    expect(server.waitingBytes()).toBeGreaterThan(30_000_000);
    release();
    expect(await ended).toEqual({ kind: 'exited', code: 0 });
    expect(most).toBe(1);
    expect(order).toEqual(Array.from({ length: pieces }, (_, index) => index));
  });
});
