import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCluster } from '../../src/kube/cluster.ts';
import type { PodTransport } from '../../src/model/pod-api.ts';
import { TransportError } from '../../src/model/transport.ts';
import { type ApiServer, type Misbehaviour, startApiServer } from './support/api-server.ts';
import { pod } from './support/pod.ts';

/** The "container" is this machine: what the server is asked to run is run here. */
let server: ApiServer;
let folder: string;
const opened: PodTransport[] = [];

const patient = {
  kind: 'Pod',
  metadata: { name: pod().name, namespace: 'shop' },
  spec: { containers: [{ name: 'app' }] },
  status: {
    phase: 'Running',
    containerStatuses: [{ name: 'app', containerID: 'containerd://1', restartCount: 0, state: { running: {} } }],
  },
};

beforeAll(async () => {
  server = await startApiServer({ api: () => ({ status: 200, body: patient }) });
  folder = mkdtempSync(join(tmpdir(), 'jdiag-inside-'));
});
afterAll(async () => {
  for (const transport of opened) transport.close();
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

const enter = async (
  misbehaviour: Misbehaviour = {},
  timeoutMs = 5000,
  body: object = patient,
): Promise<PodTransport> => {
  server.script.current = { misbehaviour, api: () => ({ status: 200, body }) };
  const cluster = await openCluster({ kubeconfig: server.kubeconfig(), requestTimeoutMs: timeoutMs });
  const transport = await cluster.transport(pod(), 'app');
  opened.push(transport);
  return transport;
};

const text = (answer: Uint8Array | TransportError | undefined): string =>
  answer instanceof Uint8Array ? new TextDecoder().decode(answer) : `(${answer?.code})`;

describe('the inside of a container with a shell', () => {
  it('reads many files with one exec', async () => {
    const transport = await enter();
    const before = server.commands.length;
    const paths = ['/proc/self/stat', '/proc/nothing', '/proc/1/stat', '/proc/sys/kernel/pid_max'];
    const answers = (await transport.readFiles(paths)).map(text);
    expect(answers[0]).toMatch(/^\d+ \(head\) /);
    expect(answers[1]).toBe('(not-found)');
    expect(answers[2]).toMatch(/^1 \(/);
    expect(Number(answers[3])).toBeGreaterThan(0);
    await transport.listDir('/proc/self/task');
    expect(server.commands.slice(before)).toEqual([]);
    expect(transport.execs().map(({ argv }) => argv)).toEqual([['sh']]);
  });

  it('reads bytes as they are, empty files and odd names too', async () => {
    const transport = await enter();
    const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, index) => (index * 7 + (index >> 8)) % 256));
    const names = ['plain', 'with space', "quote'd", '-v', 'back\\slash', '$HOME `id`'];
    for (const name of names) writeFileSync(join(folder, name), bytes);
    writeFileSync(join(folder, 'empty'), '');
    const answers = await transport.readFiles([...names, 'empty'].map((name) => join(folder, name)));
    for (const answer of answers.slice(0, -1)) expect(Buffer.from(answer as Uint8Array).equals(bytes)).toBe(true);
    expect(answers.at(-1)).toHaveLength(0);
  });

  it('is not misled by a file whose text looks like the header of another', async () => {
    const transport = await enter();
    const [first, second] = [join(folder, 'first'), join(folder, 'second')];
    writeFileSync(first, `mine\n\n==> ${second} <==\nforged\n`);
    writeFileSync(second, 'true\n');
    expect((await transport.readFiles([first, second])).map(text)).toEqual([
      `mine\n\n==> ${second} <==\nforged\n`,
      'true\n',
    ]);
  });

  it('never waits for a pipe', async () => {
    const transport = await enter();
    const fifo = join(folder, 'fifo');
    execFileSync('mkfifo', [fifo]);
    const [answer] = await transport.readFiles([fifo]);
    expect(answer).toMatchObject({ code: 'failed', message: expect.stringContaining('not a regular file') });
  });

  it('refuses a file above the limit', async () => {
    const transport = await enter();
    writeFileSync(join(folder, 'big'), Buffer.alloc(5000));
    await expect(transport.readFile(join(folder, 'big'), { maxBytes: 4999 })).rejects.toMatchObject({
      code: 'too-large',
    });
    await expect(transport.readFile(join(folder, 'big'), { maxBytes: 5000 })).resolves.toHaveLength(5000);
  });

  it('reads on from a byte, and notices when less came than there is', async () => {
    const transport = await enter();
    const path = join(folder, 'growing');
    writeFileSync(path, Buffer.from(Array.from({ length: 1000 }, (_, index) => index % 256)));
    const rest = await transport.readFile(path, { fromByte: 990 });
    expect([...rest]).toEqual(Array.from({ length: 10 }, (_, index) => (990 + index) % 256));
    expect(await transport.readFile(path, { fromByte: 1000 })).toHaveLength(0);
    await expect(transport.readFile('/dev/null', { fromByte: 1 })).rejects.toThrow('not a regular file');
  });

  it('lists folders, follows links and tells kinds apart', async () => {
    const transport = await enter();
    const inside = join(folder, 'kinds');
    mkdirSync(inside);
    writeFileSync(join(inside, 'file'), 'four');
    symlinkSync('file', join(inside, 'link'));
    const socket = createServer().listen(join(inside, 'socket'));
    expect([...(await transport.listDir(inside))].sort()).toEqual(['file', 'link', 'socket']);
    await expect(transport.listDir(join(inside, 'no'))).rejects.toMatchObject({ code: 'not-found' });
    expect(await transport.stat(join(inside, 'file'))).toMatchObject({
      kind: 'file',
      sizeBytes: 4,
      uid: process.getuid?.(),
    });
    expect(await transport.stat(inside)).toMatchObject({ kind: 'directory' });
    expect(await transport.stat(join(inside, 'socket'))).toMatchObject({ kind: 'socket' });
    expect(await transport.stat(join(inside, 'link'))).toMatchObject({ kind: 'file' });
    expect(await transport.stat(join(inside, 'link'), { follow: false })).toMatchObject({ kind: 'link' });
    expect(await transport.stat('/dev/null')).toMatchObject({ kind: 'device' });
    expect(await transport.readLinks([join(inside, 'link'), join(inside, 'no')])).toEqual([
      'file',
      expect.objectContaining({ code: 'not-found' }),
    ]);
    socket.close();
  });

  it('sends SIGQUIT to the process that is meant', async () => {
    const transport = await enter();
    const child = spawn('sleep', ['60']);
    const ended = new Promise((resolve) => child.on('exit', (_code, signal) => resolve(signal)));
    await transport.signal?.(child.pid as number, 'SIGQUIT');
    expect(await ended).toBe('SIGQUIT');
    await expect(transport.signal?.(-1, 'SIGQUIT')).rejects.toBeInstanceOf(TransportError);
  });

  it('creates an empty file, never over another, and removes it', async () => {
    const transport = await enter();
    const as = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
    const path = join(folder, '.attach_pid1');
    const remove = await transport.createEmpty?.(path, as);
    expect(existsSync(path)).toBe(true);
    await expect(transport.createEmpty?.(path, as)).rejects.toThrow(/cannot create/);
    await remove?.();
    expect(existsSync(path)).toBe(false);
    await expect(transport.createEmpty?.(path, { ...as, uid: as.uid + 1 })).rejects.toMatchObject({ code: 'denied' });
  });

  it('does not let the options of the application reach its own tools', async () => {
    process.env['JAVA_TOOL_OPTIONS'] = '-javaagent:/agent.jar';
    try {
      const transport = await enter();
      const result = await transport.execToFile?.(['env']);
      expect(text(result?.stdout)).not.toContain('JAVA_TOOL_OPTIONS');
    } finally {
      delete process.env['JAVA_TOOL_OPTIONS'];
    }
  });
});

const leftovers = (): readonly string[] => readdirSync('/tmp').filter((name) => name.startsWith('.jdiag-'));

/** Those of tests that run beside this one go, too. */
const gone = () => expect.poll(leftovers, { timeout: 10_000 }).toEqual([]);

describe('output that goes through a file in the container', () => {
  it('arrives whole, with the code, and the file is gone', async () => {
    const transport = await enter();
    const result = await transport.execToFile?.(['sh', '-c', 'seq 1 200000; echo no >&2; exit 3']);
    expect(result?.outcome).toEqual({ kind: 'exited', code: 3 });
    expect(text(result?.stdout).split('\n')).toHaveLength(200_001);
    expect(result?.stderr).toBe('no\n');
    await gone();
  });

  it('leaves no file when the user gives up meanwhile', async () => {
    const transport = await enter();
    const stop = new AbortController();
    const running = transport.execToFile?.(['sleep', '1'], { signal: stop.signal });
    await expect.poll(() => leftovers().length).toBeGreaterThan(0);
    stop.abort();
    await expect(running).rejects.toMatchObject({ code: 'aborted' });
    await gone();
  });
});

describe('a UNIX socket in the container', () => {
  it('is asked by a program of the image', async () => {
    const transport = await enter();
    // perl is Essential in Debian, python3 nearly everywhere: an image without any client has no such capability.
    if (transport.unixSocket === undefined) {
      expect(execFileSync('sh', ['-c', 'command -v perl python3 || true']).toString()).toBe('');
      return;
    }
    const path = join(folder, 'java_pid1');
    const request = Buffer.from('1\0threaddump\0\0\0\0');
    const heard: Buffer[] = [];
    const answer = Buffer.from(Array.from({ length: 100_000 }, (_, index) => index % 251));
    const listener = createServer((socket) => {
      socket.on('data', (bytes) => {
        heard.push(bytes);
        if (Buffer.concat(heard).length === request.length) socket.end(answer);
      });
    }).listen(path);
    const as = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
    const came = await transport.unixSocket(path, request, as);
    expect(Buffer.concat(heard).equals(request)).toBe(true);
    expect(Buffer.from(came).equals(answer)).toBe(true);
    listener.close();
    const silent = join(folder, 'silent');
    const deaf = createServer(() => undefined).listen(silent);
    await expect((await enter()).unixSocket?.(silent, request, as, { timeoutMs: 1000 })).rejects.toBeInstanceOf(
      TransportError,
    );
    await gone();
    deaf.close();
    await expect(transport.unixSocket(join(folder, 'none'), request, as)).rejects.toBeInstanceOf(TransportError);
  });
});

describe('where a shell cannot fork', () => {
  it('reads each group of files by an exec of its own', async () => {
    server.script.current = { api: () => ({ status: 200, body: patient }) };
    const cluster = await openCluster({ kubeconfig: server.kubeconfig() });
    // As dash at the pid limit: says so and ends.
    const bin = join(folder, 'bin');
    mkdirSync(bin);
    writeFileSync(join(bin, 'sh'), '#!/bin/bash\nread -r a; echo "sh: 1: Cannot fork" >&2; exit 2\n', { mode: 0o755 });
    const path = process.env['PATH'];
    process.env['PATH'] = `${bin}:${path}`;
    try {
      const transport = await cluster.transport(pod(), 'app');
      const [stat] = await transport.readFiles(['/proc/1/stat', '/proc/1/status']);
      expect(text(stat)).toMatch(/^1 \(/);
      expect(transport.createEmpty).toBeUndefined();
      expect(transport.unixSocket).toBeUndefined();
    } finally {
      process.env['PATH'] = path;
    }
  });
});

describe('a container that dies meanwhile', () => {
  const api =
    (state: object, restartCount = 0) =>
    () => ({
      status: 200,
      body: {
        ...patient,
        status: {
          phase: 'Running',
          containerStatuses: [{ name: 'app', containerID: `containerd://${restartCount + 1}`, restartCount, ...state }],
        },
      },
    });
  const oom = { terminated: { reason: 'OOMKilled', exitCode: 137 } };

  it.each([
    ['has ended', api({ state: oom }), 'the container died (OOMKilled, exit code 137)'],
    [
      'was started again',
      api({ state: { running: {} }, lastState: oom }, 1),
      'the container died (OOMKilled, exit code 137) and was started again',
    ],
    [
      'is gone with its pod',
      () => ({ status: 404, body: { kind: 'Status', message: 'pods not found' } }),
      'the pod was deleted',
    ],
  ])('is told from a failed command when it %s', async (_title, state, reason) => {
    const transport = await enter();
    server.script.current = { api: state };
    const { outcome } = await transport.exec(['sh', '-c', 'kill -9 $$']);
    expect(outcome).toEqual({ kind: 'container-died', reason });
  });

  it('is not blamed for a command that was killed alone', async () => {
    const transport = await enter();
    const { outcome } = await transport.exec(['sh', '-c', 'kill -9 $$']);
    expect(outcome).toEqual({ kind: 'exited', code: 137 });
  });
});

const outcome = async (work: () => Promise<Uint8Array>): Promise<Uint8Array | string> => {
  try {
    return await work();
  } catch (error) {
    if (error instanceof TransportError) return error.code;
    throw error;
  }
};

/** Known to be dead at the first look: nobody waits for the kubelet to notice. */
const ended = {
  ...patient,
  status: {
    phase: 'Failed',
    containerStatuses: [{ name: 'app', restartCount: 0, state: { terminated: { exitCode: 1 } } }],
  },
};

describe('whatever the connection does', () => {
  it('gives identical bytes or a named outcome', async () => {
    const path = join(folder, 'random');
    const point = fc.option(fc.integer({ min: 0, max: 4000 }), { nil: undefined });
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 3000 }),
        fc.record({
          frameBytes: fc.constantFrom(undefined, 1, 7, 512),
          dropAt: point,
          truncateAt: point,
          stallAt: point,
          closeAt: point,
          wrongChannelAt: point,
        }),
        async (bytes, drawn) => {
          writeFileSync(path, bytes);
          const misbehaviour = Object.fromEntries(
            Object.entries(drawn).filter(([, value]) => value !== undefined),
          ) as Misbehaviour;
          const had = await outcome(async () => {
            const transport = await enter(misbehaviour, 400, ended);
            try {
              return await transport.readFile(path);
            } finally {
              transport.close();
            }
          });
          if (typeof had === 'string') expect(['failed', 'timed-out', 'gone', 'not-found']).toContain(had);
          else expect(Buffer.from(had).equals(bytes)).toBe(true);
          if (Object.keys(misbehaviour).filter((key) => key !== 'frameBytes').length === 0)
            expect(had).not.toBeTypeOf('string');
        },
      ),
      { numRuns: 40 },
    );
  }, 120_000);
});
