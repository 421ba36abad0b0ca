import { createHash, randomBytes } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openCluster } from '../../src/kube/cluster.ts';
import type { PodTransport } from '../../src/model/pod-api.ts';
import { TransportError } from '../../src/model/transport.ts';
import { localTransport } from '../../src/transport/local.ts';
import { type ApiServer, type Misbehaviour, startApiServer } from './support/api-server.ts';
import { pod } from './support/pod.ts';

/** The "container" is this machine: what the server is asked to run is run here. */
let server: ApiServer;
let folder: string;
let opened: PodTransport[] = [];

const mebibyte = 1024 * 1024;

const alive = {
  kind: 'Pod',
  metadata: { name: pod().name, namespace: 'shop' },
  spec: { containers: [{ name: 'app' }] },
  status: {
    phase: 'Running',
    containerStatuses: [{ name: 'app', containerID: 'containerd://1', restartCount: 0, state: { running: {} } }],
  },
};

const ended = {
  ...alive,
  status: {
    phase: 'Failed',
    containerStatuses: [
      { name: 'app', restartCount: 0, state: { terminated: { reason: 'OOMKilled', exitCode: 137 } } },
    ],
  },
};

beforeAll(async () => {
  server = await startApiServer();
  folder = mkdtempSync(join(tmpdir(), 'jdiag-copy-'));
});
afterEach(() => {
  for (const transport of opened) transport.close();
  opened = [];
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

const misbehave = (misbehaviour: Misbehaviour, body: object = alive): void => {
  server.script.current = { misbehaviour, api: () => ({ status: 200, body }) };
};

const enter = async (timeoutMs = 5000): Promise<PodTransport> => {
  misbehave({});
  const cluster = await openCluster({ kubeconfig: server.kubeconfig(), requestTimeoutMs: timeoutMs });
  const transport = await cluster.transport(pod(), 'app');
  opened.push(transport);
  return transport;
};

let names = 0;
const newName = (): string => join(folder, `file-${++names}`);
const fileOf = (bytes: Uint8Array): string => {
  const path = newName();
  writeFileSync(path, bytes);
  return path;
};
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe('a big file of a container', () => {
  it('is copied in pieces, each proved, with progress', async () => {
    const transport = await enter();
    const bytes = randomBytes(21 * mebibyte + 12_345);
    const [path, to] = [fileOf(bytes), newName()];
    const progress: number[] = [];
    const copied = await transport.copyOut?.(path, to, { onProgress: (done) => progress.push(done) });
    expect(copied).toEqual({ bytes: bytes.length, sha256: sha256(bytes), resumedFromByte: 0, checkedBy: 'sha256' });
    expect(readFileSync(to).equals(bytes)).toBe(true);
    expect(statSync(to).mode & 0o777).toBe(0o600);
    expect(existsSync(`${to}.partial`)).toBe(false);
    expect(progress.length).toBeGreaterThan(3);
    expect([...progress].sort((a, b) => a - b)).toEqual(progress);
    expect(progress.at(-1)).toBe(bytes.length);
    expect(transport.execs().map(({ argv }) => argv)).toEqual([['sh'], ['sh']]);
  });

  it('arrives also when it is empty, or has an odd name', async () => {
    const transport = await enter();
    for (const [name, bytes] of [
      ['empty', Buffer.alloc(0)],
      [`it's $HOME "here"`, randomBytes(5000)],
    ] as const) {
      const path = join(folder, name);
      writeFileSync(path, bytes);
      const to = newName();
      expect((await transport.copyOut?.(path, to))?.bytes).toBe(bytes.length);
      expect(readFileSync(to).equals(bytes)).toBe(true);
    }
  });

  it('arrives whole over a connection that breaks again and again', async () => {
    const transport = await enter();
    const bytes = randomBytes(5 * mebibyte + 1);
    const [path, to] = [fileOf(bytes), newName()];
    misbehave({ dropAt: 3 * mebibyte });
    expect(await transport.copyOut?.(path, to)).toMatchObject({ bytes: bytes.length, sha256: sha256(bytes) });
    expect(readFileSync(to).equals(bytes)).toBe(true);
    expect(transport.execs().length).toBeGreaterThan(3);
  });

  it('goes on where an interrupted copy ended, also in a later run', async () => {
    const bytes = randomBytes(12 * mebibyte + 77);
    const [path, to] = [fileOf(bytes), newName()];
    const stop = new AbortController();
    const first = (await enter()).copyOut?.(path, to, {
      signal: stop.signal,
      onProgress: (done) => {
        if (done > 2 * mebibyte) stop.abort();
      },
    });
    await expect(first).rejects.toMatchObject({ code: 'aborted' });
    expect(existsSync(to)).toBe(false);
    const had = statSync(`${to}.partial`).size;
    expect(had).toBeGreaterThan(2 * mebibyte);
    // The disk filled, or the machine lost power: the last block is not whole.
    appendFileSync(`${to}.partial`, 'half a block');
    const copied = await (await enter()).copyOut?.(path, to);
    expect(copied).toMatchObject({ bytes: bytes.length, sha256: sha256(bytes), resumedFromByte: had });
    expect(readFileSync(to).equals(bytes)).toBe(true);
  });

  it('begins anew when what lies there is of another file', async () => {
    const transport = await enter();
    const bytes = randomBytes(3 * mebibyte);
    const [path, to] = [fileOf(bytes), newName()];
    writeFileSync(`${to}.partial`, randomBytes(2 * mebibyte));
    expect(await transport.copyOut?.(path, to)).toMatchObject({ resumedFromByte: 0, sha256: sha256(bytes) });
    const longer = newName();
    writeFileSync(`${longer}.partial`, Buffer.concat([bytes, bytes]));
    expect(await transport.copyOut?.(path, longer)).toMatchObject({
      resumedFromByte: 3 * mebibyte,
      sha256: sha256(bytes),
    });
    expect(statSync(longer).size).toBe(bytes.length);
  });

  it('is not taken for whole when it changed meanwhile; a log may grow', async () => {
    const transport = await enter();
    const bytes = randomBytes(4 * mebibyte);
    const [path, to] = [fileOf(bytes), newName()];
    const onProgress = (): void => appendFileSync(path, 'more');
    await expect(transport.copyOut?.(path, to, { onProgress })).rejects.toThrow('it was changed while it was copied');
    expect(existsSync(to)).toBe(false);
    const start = readFileSync(path);
    const copied = await transport.copyOut?.(path, to, { onProgress, mayGrow: true });
    expect(copied).toMatchObject({ bytes: start.length, sha256: sha256(start) });
  });

  it('is gone with its container, in words', async () => {
    const transport = await enter();
    const [path, to] = [fileOf(randomBytes(3 * mebibyte)), newName()];
    const onProgress = (): void => misbehave({ dropAt: 1.5 * mebibyte }, ended);
    misbehave({ dropAt: 1.5 * mebibyte });
    await expect(transport.copyOut?.(path, to, { onProgress })).rejects.toMatchObject({
      code: 'gone',
      message: `cannot copy ${path}: the container died (OOMKilled, exit code 137)`,
    });
  });

  it.each([
    ['a folder', () => folder, 'failed', 'not a regular file'],
    ['a device', () => '/dev/zero', 'failed', 'not a regular file'],
    ['nothing', () => join(folder, 'nothing'), 'not-found', 'no such file'],
  ])('is refused at once when it is %s', async (_title, path, code, words) => {
    const transport = await enter();
    await expect(transport.copyOut?.(path(), newName())).rejects.toMatchObject({
      code,
      message: expect.stringContaining(words),
    });
  });

  it('is not copied to where nothing can be written', async () => {
    const transport = await enter();
    const failed = transport.copyOut?.(fileOf(randomBytes(10)), join(folder, 'no/such/folder'));
    await expect(failed).rejects.toMatchObject({ code: 'failed', message: expect.stringContaining('cannot write') });
  });

  it('gives identical bytes or a named outcome, whatever the connection does', async () => {
    const point = fc.option(fc.integer({ min: 200, max: 3 * mebibyte }), { nil: undefined });
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 2.5 * mebibyte }),
        fc.record({ dropAt: point, truncateAt: point, closeAt: point, wrongChannelAt: point }),
        async (length, drawn) => {
          const bytes = randomBytes(length);
          const [path, to] = [fileOf(bytes), newName()];
          const transport = await enter();
          const known = Object.fromEntries(Object.entries(drawn).filter(([, at]) => at !== undefined));
          misbehave(known as Misbehaviour, ended);
          const had = await transport.copyOut?.(path, to).catch((error: unknown) => error);
          if (had instanceof TransportError) expect(['failed', 'gone']).toContain(had.code);
          else expect(readFileSync(to).equals(bytes)).toBe(true);
          if (Object.keys(known).length === 0) expect(had).not.toBeInstanceOf(Error);
          transport.close();
        },
      ),
      { numRuns: 15 },
    );
  });
});

describe('a file that the JVM will write', () => {
  it('is removed by the answer, and never one that was there before', async () => {
    const transport = await enter();
    const path = newName();
    const claimed = await transport.claim?.(path);
    writeFileSync(path, 'heap');
    await expect(transport.claim?.(path)).rejects.toThrow('something is there already');
    await claimed?.remove();
    expect(existsSync(path)).toBe(false);
    // Taken back: what lies there later is somebody else's.
    writeFileSync(path, 'theirs');
    transport.close();
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(existsSync(path)).toBe(true);
  });

  it('stays when it is to be kept, also when the connection is gone already', async () => {
    const transport = await enter();
    const [path, other] = [newName(), newName()];
    const [claimed, lost] = [await transport.claim?.(path), await transport.claim?.(other)];
    for (const each of [path, other]) writeFileSync(each, 'heap');
    expect(await claimed?.keep()).toBe(path);
    transport.close();
    await expect.poll(() => lost?.keep()).toBe(`${other}.kept`);
    expect([existsSync(path), existsSync(`${other}.kept`)]).toEqual([true, true]);
  });

  it('is removed at once after Ctrl-C, which ends the connection; not only when its time of grace is over', async () => {
    const stop = new AbortController();
    const cluster = await openCluster({ kubeconfig: server.kubeconfig() });
    const transport = await cluster.transport(pod(), 'app', { signal: stop.signal });
    const path = newName();
    const claimed = await transport.claim?.(path);
    writeFileSync(path, 'heap');
    stop.abort();
    await claimed?.remove();
    expect(existsSync(path)).toBe(false);
    transport.close();
  });

  it('is removed when jdiag or the connection dies, and can still be copied meanwhile', async () => {
    const bin = join(folder, 'bin');
    mkdirSync(bin);
    // The time of grace made short, and the copy slow.
    writeFileSync(join(bin, 'sleep'), '#!/bin/sh\nexec /bin/sleep 0.2\n', { mode: 0o755 });
    writeFileSync(join(bin, 'dd'), '#!/bin/sh\n/bin/sleep 0.5\nexec /bin/dd "$@"\n', { mode: 0o755 });
    const path = process.env['PATH'];
    process.env['PATH'] = `${bin}:${path}`;
    try {
      const transport = await enter();
      const [file, to] = [newName(), newName()];
      await transport.claim?.(file);
      const bytes = randomBytes(3 * mebibyte);
      writeFileSync(file, bytes);
      let thereAtFirst: boolean | undefined;
      const copying = transport.copyOut?.(file, to, {
        onProgress: () => {
          thereAtFirst ??= existsSync(file);
          transport.close();
        },
      });
      await copying;
      expect(thereAtFirst).toBe(true);
      expect(existsSync(file)).toBe(false);
      expect(readFileSync(to).equals(bytes)).toBe(true);
    } finally {
      process.env['PATH'] = path;
    }
  });
});

describe('a big file of this machine', () => {
  it('is copied whole, or not at all', async () => {
    const transport = localTransport();
    const bytes = randomBytes(9 * mebibyte + 3);
    const [path, to] = [fileOf(bytes), newName()];
    const progress: number[] = [];
    const copied = await transport.copyOut?.(path, to, { onProgress: (done) => progress.push(done) });
    expect(copied).toEqual({ bytes: bytes.length, sha256: sha256(bytes), resumedFromByte: 0, checkedBy: 'none' });
    expect(readFileSync(to).equals(bytes)).toBe(true);
    expect(statSync(to).mode & 0o777).toBe(0o600);
    expect(progress.at(-1)).toBe(bytes.length);
    await expect(transport.copyOut?.(folder, to)).rejects.toThrow('not a regular file');
    await expect(transport.copyOut?.(join(folder, 'nothing'), to)).rejects.toMatchObject({ code: 'not-found' });
    const stopped = transport.copyOut?.(path, newName(), { signal: AbortSignal.abort() });
    await expect(stopped).rejects.toMatchObject({ code: 'aborted' });
    const onProgress = (): void => appendFileSync(path, 'more');
    await expect(transport.copyOut?.(path, newName(), { onProgress })).rejects.toThrow('it was changed');
  });

  it('is removed when the JVM wrote it for jdiag', async () => {
    const transport = localTransport();
    const path = newName();
    const claimed = await transport.claim?.(path);
    await claimed?.remove();
    await transport.claim?.(path).then(async (again) => {
      writeFileSync(path, 'heap');
      await expect(transport.claim?.(path)).rejects.toThrow('something is there already');
      await again?.remove();
    });
    expect(existsSync(path)).toBe(false);
  });
});
