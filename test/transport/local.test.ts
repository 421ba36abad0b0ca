import { execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TransportError } from '../../src/model/transport.ts';
import { localTransport } from '../../src/transport/local.ts';

const local = localTransport();
const isRoot = process.getuid?.() === 0;
const own = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
const nobody = { uid: 65_534, gid: 65_534 };
const text = (bytes: unknown): string => new TextDecoder().decode(bytes as Uint8Array);
const bytes = (content: string): Uint8Array => new TextEncoder().encode(content);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jdiag-transport-'));
  chmodSync(folder, 0o755);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const codeOf = async (promise: Promise<unknown>): Promise<string> => {
  const error = await promise.then(
    () => 'no error',
    (reason: unknown) => reason,
  );
  return error instanceof TransportError ? error.code : String(error);
};

describe('files of this machine', () => {
  it('are read whole, from an offset, and never above the limit', async () => {
    const path = join(folder, 'log');
    writeFileSync(path, 'one two three');
    expect(text(await local.readFile(path))).toBe('one two three');
    expect(text(await local.readFile(path, { fromByte: 4 }))).toBe('two three');
    expect(text(await local.readFile(path, { fromByte: 99 }))).toBe('');
    expect(await codeOf(local.readFile(path, { maxBytes: 5 }))).toBe('too-large');
  });

  it('of /proc, which have no size, are read to their end', async () => {
    expect(text(await local.readFile('/proc/self/status'))).toMatch(/^Name:[\s\S]*nonvoluntary_ctxt_switches:/);
  });

  it('fail by name: what was attempted, on what, and why', async () => {
    await expect(local.readFile(join(folder, 'none'))).rejects.toMatchObject({
      code: 'not-found',
      message: `cannot read ${join(folder, 'none')}: no such file`,
    });
    expect(await codeOf(local.readFile(folder))).toBe('failed');
    expect(await codeOf(local.listDir(join(folder, 'none')))).toBe('not-found');
    expect(await codeOf(local.stat('/proc/4194999/stat'))).toBe('not-found');
  });

  it('that are FIFOs do not hold jdiag', async () => {
    const path = join(folder, 'fifo');
    execFileSync('mkfifo', [path]);
    await expect(local.readFile(path)).rejects.toMatchObject({ message: `cannot read ${path}: not a regular file` });
    expect((await local.readFiles([path]))[0]).toBeInstanceOf(TransportError);
    expect((await local.stat(path)).kind).toBe('pipe');
  });

  it('are read many at once, each with its own error', async () => {
    const paths = Array.from({ length: 600 }, (_, index) => join(folder, String(index)));
    for (const [index, path] of paths.entries()) if (index !== 300) writeFileSync(path, `content ${index}`);
    const answers = await local.readFiles(paths);
    expect(answers).toHaveLength(600);
    expect(text(answers[599])).toBe('content 599');
    expect(answers[300]).toMatchObject({ code: 'not-found' });
  });

  it('and links are told apart', async () => {
    const link = join(folder, 'link');
    symlinkSync('/etc', link);
    expect((await local.stat(link)).kind).toBe('directory');
    expect((await local.stat(link, { follow: false })).kind).toBe('link');
    expect(await local.readLinks([link, folder])).toEqual(['/etc', expect.any(TransportError)]);
  });

  it('are not read once the user gave up', async () => {
    const signal = AbortSignal.abort();
    expect(await codeOf(local.readFile('/proc/self/status', { signal }))).toBe('aborted');
    expect(await codeOf(local.readFiles(['/proc/self/status'], { signal }))).toBe('aborted');
  });
});

describe('programs', () => {
  it('end with a named outcome', async () => {
    const outcome = async (argv: readonly string[], limits = {}): Promise<unknown> =>
      (await local.exec(argv, limits)).outcome;
    expect(await local.exec(['printf', 'a b'])).toMatchObject({
      outcome: { kind: 'exited', code: 0 },
      stdout: bytes('a b'),
    });
    expect(await outcome(['false'])).toEqual({ kind: 'exited', code: 1 });
    expect(await outcome(['no-such-program'])).toEqual({
      kind: 'not-started',
      reason: 'no-such-program was not found',
    });
    expect(await outcome(['sleep', '30'], { timeoutMs: 100 })).toEqual({ kind: 'timed-out', afterMs: 100 });
    expect(await outcome(['yes'], { maxBytes: 1000 })).toEqual({ kind: 'too-large', limitBytes: 1000 });
    expect(await outcome(['sleep', '30'], { signal: AbortSignal.timeout(100) })).toEqual({ kind: 'aborted' });
    expect(await outcome(['sh', '-c', 'kill -TERM $$'])).toEqual({ kind: 'signalled', signal: 'SIGTERM' });
  });

  it('see nothing of the environment but the path', async () => {
    process.env['JDIAG_TEST_SECRET'] = 'hunter2';
    expect(text((await local.exec(['env'])).stdout)).not.toContain('hunter2');
    delete process.env['JDIAG_TEST_SECRET'];
  });
});

describe('UNIX sockets', () => {
  let server: Server | undefined;
  afterEach(() => server?.close());

  const serve = (onRequest: (socket: Socket, request: string) => void): Promise<string> => {
    const path = join(folder, 'socket');
    return new Promise((resolve) => {
      server = createServer((socket) => {
        socket.on('error', () => undefined);
        socket.on('data', (request) => onRequest(socket, text(request)));
      }).listen(path, () => {
        chmodSync(path, 0o777);
        resolve(path);
      });
    });
  };
  const ask = (path: string, as = own, limits = {}): Promise<Uint8Array> =>
    (local.unixSocket as NonNullable<typeof local.unixSocket>)(path, bytes('hello'), as, limits);

  const users = isRoot
    ? ([
        ['own user', own],
        ['another user, through a child', nobody],
      ] as const)
    : ([['own user', own]] as const);

  describe.each(users)('as %s', (_, as) => {
    it('one request, the answer to its end', async () => {
      const path = await serve((socket, request) => socket.end(`${request}, ${'x'.repeat(3_000_000)}`));
      expect(text(await ask(path, as))).toBe(`hello, ${'x'.repeat(3_000_000)}`);
    });

    it('an answer above the limit: what came is kept', async () => {
      const path = await serve((socket) => socket.write('x'.repeat(100_000)));
      await expect(ask(path, as, { maxBytes: 1000 })).rejects.toMatchObject({
        code: 'too-large',
        partial: expect.any(Uint8Array),
      });
    });

    it('nobody there, nobody listening, no answer, the user gave up', async () => {
      expect(await codeOf(ask(join(folder, 'none'), as))).toBe('not-found');
      const path = await serve(() => undefined);
      expect(await codeOf(ask(path, as, { timeoutMs: 300 }))).toBe('timed-out');
      expect(await codeOf(ask(path, as, { signal: AbortSignal.timeout(300) }))).toBe('aborted');
      const left = join(folder, 'left');
      renameSync(path, left);
      await new Promise((resolve) => server?.close(resolve));
      expect(await codeOf(ask(left, as))).toBe('gone');
    });
  });

  it.runIf(isRoot)(
    'the child has the effective ids of the user alone: its threads do not count for the user',
    async () => {
      const path = join(folder, 'socket');
      // Reads the credentials of whoever connects and what /proc says of that process.
      const program = `
import os, socket, struct
s = socket.socket(socket.AF_UNIX); s.bind('${path}'); os.chmod('${path}', 0o777); s.listen(1); print('up', flush=True)
c, _ = s.accept(); c.recv(100)
pid, uid, gid = struct.unpack('3i', c.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))
ids = [line.split() for line in open('/proc/%d/status' % pid) if line.startswith(('Uid', 'Groups'))]
c.sendall(('%d %d %s' % (uid, gid, ids)).encode()); c.close()`;
      const python = spawn('python3', ['-c', program], { stdio: ['ignore', 'pipe', 'inherit'] });
      const up = await new Promise((resolve) => {
        python.on('error', () => resolve(false));
        python.stdout.once('data', () => resolve(true));
      });
      if (!up) return process.stderr.write('SKIPPED (no python3): credentials of the child\n');
      expect(text(await ask(path, nobody))).toBe("65534 65534 [['Uid:', '0', '65534', '0', '65534'], ['Groups:']]");
    },
  );

  it('another user is refused to those who are not root', () => {
    expect(local.cannotActAs?.(own)).toBeUndefined();
    if (isRoot) expect(local.cannotActAs?.(nobody)).toBeUndefined();
    else expect(local.cannotActAs?.(nobody)).toMatch(/belongs to uid 65534.*sudo/);
  });
});

describe('an empty file in the place of another user', () => {
  const create = (path: string, as = own): Promise<() => Promise<void>> =>
    (local.createEmpty as NonNullable<typeof local.createEmpty>)(path, as);

  it('is there until it is removed, also when its folder was moved meanwhile', async () => {
    const place = join(folder, 'cwd');
    mkdirSync(place);
    const remove = await create(join(place, 'file'));
    renameSync(place, join(folder, 'moved'));
    expect(existsSync(join(folder, 'moved/file'))).toBe(true);
    await remove();
    expect(existsSync(join(folder, 'moved/file'))).toBe(false);
    await remove();
  });

  it('never replaces a file nor follows a link', async () => {
    const path = join(folder, 'file');
    writeFileSync(path, 'precious');
    expect(await codeOf(create(path))).toBe('failed');
    const link = join(folder, 'link');
    symlinkSync(join(folder, 'elsewhere'), link);
    expect(await codeOf(create(link))).toBe('failed');
    expect(existsSync(join(folder, 'elsewhere'))).toBe(false);
    expect(text(await local.readFile(path))).toBe('precious');
  });

  it.runIf(isRoot)('belongs to that user', async () => {
    const remove = await create(join(folder, 'file'), nobody);
    expect(lstatSync(join(folder, 'file'))).toMatchObject(nobody);
    await remove();
  });

  it('goes when jdiag ends without removing it', () => {
    const script = `
      import { localTransport } from ${JSON.stringify(join(import.meta.dirname, '../../src/transport/local.ts'))};
      await localTransport().createEmpty(process.argv[2], { uid: ${own.uid}, gid: ${own.gid} });
      process.exit(3);`;
    const path = join(folder, 'file');
    const program = join(folder, 'program.mjs');
    const esbuild = join(import.meta.dirname, '../../node_modules/.bin/esbuild');
    const bundle = execFileSync(
      esbuild,
      ['--bundle', '--platform=node', '--format=esm', '--external:execa', '--loader=ts'],
      { input: script },
    );
    writeFileSync(program, bundle);
    expect(() => execFileSync(process.execPath, [program, path], { stdio: 'ignore' })).toThrow(/Command failed/);
    expect(existsSync(path)).toBe(false);
  });
});

describe('signals', () => {
  it('go to one process, never to a group', async () => {
    const signal = local.signal as NonNullable<typeof local.signal>;
    for (const pid of [0, -1, 1.5]) expect(await codeOf(signal(pid, 'SIGQUIT'))).toBe('failed');
    expect(await codeOf(signal(4_194_999, 'SIGQUIT'))).toBe('gone');
    const child = spawn('sleep', ['30']);
    const ended = new Promise((resolve) => child.on('exit', (_, how) => resolve(how)));
    await signal(child.pid as number, 'SIGQUIT');
    expect(await ended).toBe('SIGQUIT');
  });
});
