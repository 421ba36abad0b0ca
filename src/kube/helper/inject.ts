import { type CallLimits, type Transport, TransportError } from '../../model/transport.ts';
import type { Files } from '../files.ts';
import { quoted, type Shell } from '../shell.ts';
import { askSocket, octal } from '../socket.ts';
import { createTemp, removeFile } from '../temp-file.ts';

type Helper = { readonly sha256: string; readonly base64: string };

/** By `uname -m`: what the kernel runs, whatever the image was built for. */
const builds: Readonly<Record<string, () => Promise<Helper>>> = {
  aarch64: () => import('./aarch64.ts'),
  x86_64: () => import('./x86_64.ts'),
};

/** What it answers without arguments: proves that it can be run there. */
const usageCode = 64;
const folders = ['/tmp', '/var/tmp', '/dev/shm', '/run'];

/** One line of a shell must not be too long: some shells read it into a fixed buffer. */
const pieceBytes = 256;

const write = async (shell: Shell, path: string, bytes: Uint8Array): Promise<void> => {
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    const { code, stderr } = await shell.script(
      `printf '${octal(bytes.subarray(at, at + pieceBytes))}' >> ${quoted(path)}`,
    );
    if (code !== 0) throw new TransportError('failed', `cannot write ${path}: ${stderr.trim().slice(-200)}`);
  }
};

const whyNotRun = async (shell: Shell, path: string): Promise<string | undefined> => {
  const { code, stderr } = await shell.script(`chmod 700 ${quoted(path)} && ${quoted(path)}`);
  return code === usageCode
    ? undefined
    : `${path} cannot be run: ${stderr.trim().split('\n').at(-1)?.slice(-200) ?? `exit code ${code}`}`;
};

type Injected = { readonly path: string; readonly sha256: string };

/**
 * Puts our helper into the container, first folder that takes and runs it. Its bytes are proved by their sum where the image
 * can count one. Removed with the shell, however that ends. Throws TransportError.
 */
const inject = async (shell: Shell, limits: CallLimits = {}): Promise<Injected> => {
  const machine = Buffer.from((await shell.script('uname -m', limits)).stdout)
    .toString()
    .trim();
  const build = Object.hasOwn(builds, machine) ? builds[machine] : undefined;
  if (build === undefined)
    throw new TransportError(
      'failed',
      `there is no helper for ${machine === '' ? 'this processor' : machine}, only for ${Object.keys(builds).join(' and ')}`,
    );
  const { sha256, base64 } = await build();
  const bytes = Buffer.from(base64, 'base64');
  const failures: string[] = [];
  for (const folder of folders) {
    try {
      const path = await createTemp(shell, [folder]);
      await write(shell, path, bytes);
      const sum = Buffer.from((await shell.run(['sha256sum', '--', path], limits)).stdout)
        .toString()
        .split(' ')[0];
      const why =
        sum !== '' && sum !== sha256
          ? `${path} is not what was written: its sha256 differs`
          : await whyNotRun(shell, path);
      if (why === undefined) return { path, sha256 };
      failures.push(why);
      await removeFile(shell, path);
    } catch (error) {
      if (!(error instanceof TransportError) || error.code !== 'failed') throw error;
      failures.push(error.message);
    }
  }
  throw new TransportError('failed', `the helper cannot be put into the container: ${failures.join('; ')}`);
};

/** Injected when it is first asked for; a try that failed is not repeated. `onSocket` gets the way to ask sockets by it. */
export const injectHelper = (
  shell: Shell,
  files: Files,
  onSocket: (ask: NonNullable<Transport['unixSocket']>) => void,
): NonNullable<Transport['injectHelper']> => {
  let injecting: Promise<Injected> | undefined;
  return async (limits) => {
    injecting ??= inject(shell, limits);
    const injected = await injecting;
    onSocket(askSocket(shell, files, injected));
    return injected;
  };
};
