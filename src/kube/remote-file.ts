import { createHash } from 'node:crypto';
import { type CallLimits, TransportError } from '../model/transport.ts';
import { quoted, type Shell } from './shell.ts';

const sums = { sha256sum: 'sha256', sha1sum: 'sha1', md5sum: 'md5' } as const;
type Sum = keyof typeof sums;

/** Blocks of dd: pieces begin on their boundaries. */
export const blockBytes = 1024 * 1024;
const pieceTimeoutMs = 60_000;
/** The sum of what an earlier copy brought: 20 MB/s of a container short of CPU. */
const sumBytesPerMs = 20_000;

/** The open file, by which it can be read also when its name is gone meanwhile. */
const source = '/proc/self/fd/3';

export type About = { readonly sizeBytes: number; readonly inode: string; readonly changed: string };

/** A file held open by a shell of its own: a pause here holds nobody else. Every call throws TransportError. */
export type RemoteFile = {
  /** `sha256` of node:crypto, by what the image has. */
  readonly algorithm: (typeof sums)[Sum];
  look(): Promise<About>;
  /** Sum of its first bytes. */
  sumOf(bytes: number, limits: CallLimits): Promise<string>;
  /** Bytes from a block boundary on, their length and sum proved. */
  piece(fromByte: number, bytes: number, limits: CallLimits): Promise<Uint8Array>;
  close(): void;
};

const sumIn = (text: string): string => /\b[0-9a-f]{32,64}\b/.exec(text)?.[0] ?? '';

/** Why the shell could not open it. */
const refusal = (path: string, stderr: string): TransportError => {
  const attempt = `cannot copy ${path}:`;
  if (/denied/i.test(stderr)) return new TransportError('denied', `${attempt} permission denied`);
  const missing = /no such file|nonexistent|can't open/i.test(stderr);
  return missing
    ? new TransportError('not-found', `${attempt} no such file`)
    : new TransportError('failed', `${attempt} not a regular file`);
};

const openIn = async (shell: Shell, path: string): Promise<Sum> => {
  const file = quoted(path);
  // A redirection that fails ends a shell: tried in a child first. A pipe would hold it: looked at before.
  const text = `if test -e ${file} && ! test -f ${file}; then false; else ( exec 3< ${file} ) && exec 3< ${file}; fi`;
  const { code, stderr } = await shell.script(text);
  if (code !== 0) throw refusal(path, stderr);
  const names = Object.keys(sums).join(' ');
  const found = await shell.script(`for p in ${names}; do command -v $p >/dev/null && echo $p && break; done`);
  const sum = Buffer.from(found.stdout).toString().trim();
  if (Object.hasOwn(sums, sum)) return sum as Sum;
  const why = `the container has none of ${names} to prove the copy by`;
  throw new TransportError('failed', `cannot copy ${path}: ${why}`);
};

/** Throws TransportError, and what opening a shell throws. */
export const openRemote = async (
  open: (limits: CallLimits) => Promise<Shell>,
  path: string,
  limits: CallLimits,
): Promise<RemoteFile> => {
  const shell = await open(limits);
  const sum = await openIn(shell, path).catch((error: unknown) => {
    shell.close();
    throw error;
  });
  return {
    algorithm: sums[sum],
    close: shell.close,
    look: async () => {
      const { code, stdout, stderr } = await shell.run(['stat', '-L', '-c', '%s %i %Y', '--', source]);
      const [size, inode = '', changed = ''] = Buffer.from(stdout).toString().trim().split(' ');
      if (code === 0 && /^\d+$/.test(size ?? '')) return { sizeBytes: Number(size), inode, changed };
      throw new TransportError('failed', `cannot look at ${path}: ${stderr.trim().slice(-200)}`);
    },
    sumOf: async (bytes, limits) => {
      const timeoutMs = pieceTimeoutMs + Math.ceil(bytes / sumBytesPerMs);
      const { stdout } = await shell.script(`head -c ${bytes} ${source} | ${sum}`, { ...limits, timeoutMs });
      return sumIn(Buffer.from(stdout).toString());
    },
    piece: async (at, bytes, limits) => {
      const [skip, count] = [at / blockBytes, Math.ceil(bytes / blockBytes)];
      const read = `dd if=${source} bs=${blockBytes} skip=${skip} count=${count} 2>/dev/null | head -c ${bytes}`;
      const asked = { timeoutMs: pieceTimeoutMs, ...limits, maxBytes: bytes };
      const { stdout, stderr } = await shell.script(`${read}; ${read} | ${sum} >&2`, asked);
      const attempt = `cannot copy ${path}: of the ${bytes} bytes from ${at} on`;
      if (stdout.length !== bytes) throw new TransportError('failed', `${attempt} ${stdout.length} came`);
      if (createHash(sums[sum]).update(stdout).digest('hex') === sumIn(stderr)) return stdout;
      throw new TransportError('failed', `${attempt} the ${sums[sum]} differs`);
    },
  };
};
