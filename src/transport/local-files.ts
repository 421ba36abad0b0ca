import { closeSync, constants, fstatSync, openSync, readlinkSync, readSync, type Stats } from 'node:fs';
import { lstat, open, readdir, stat } from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type CallLimits, type PathStat, TransportError } from '../model/transport.ts';

const defaultMaxBytes = 64 * 1024 * 1024;
/** The memory map of a JVM with 30,000 threads has 10 MB. */
const smallFileBytes = 64 * 1024 * 1024;
const defaultTimeoutMs = 10_000;
/** Reads between two turns of the event loop: about 3 ms of work. */
const batch = 256;

const words: Readonly<Record<string, readonly [TransportError['code'], string]>> = {
  ENOENT: ['not-found', 'no such file'],
  ENOTDIR: ['not-found', 'no such file'],
  EACCES: ['denied', 'permission denied'],
  EPERM: ['denied', 'permission denied'],
  ESRCH: ['gone', 'the process ended'],
  EROFS: ['failed', 'the file system is read-only'],
};

/** Wraps an error of node:fs: what was attempted, on what, what went wrong. */
export const transportError = (attempt: string, error: unknown): TransportError => {
  if (error instanceof TransportError) return error;
  const code = (error as NodeJS.ErrnoException).code ?? '';
  const [kind, text] = words[code] ?? ['failed', code === '' ? String(error) : code];
  return new TransportError(kind, `cannot ${attempt}: ${text}`);
};

/** `work`, or a TransportError when the time is up or the signal fires first. The work itself is left to end alone. */
export const withLimits = async <T>(attempt: string, limits: CallLimits, work: () => Promise<T>): Promise<T> => {
  const { signal, timeoutMs = defaultTimeoutMs } = limits;
  if (signal?.aborted) throw new TransportError('aborted', `cannot ${attempt}: interrupted`);
  return new Promise<T>((resolve, reject) => {
    const end = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    };
    const fail = (error: unknown): void => {
      end();
      reject(transportError(attempt, error));
    };
    const onAbort = (): void => fail(new TransportError('aborted', `cannot ${attempt}: interrupted`));
    const timer = setTimeout(
      () => fail(new TransportError('timed-out', `cannot ${attempt}: no answer in ${timeoutMs} ms`)),
      timeoutMs,
    );
    signal?.addEventListener('abort', onAbort, { once: true });
    work().then((value) => {
      end();
      resolve(value);
    }, fail);
  });
};

/** Never blocks in open: a FIFO in another user's /tmp must not hold jdiag. */
const readOnly = constants.O_RDONLY | constants.O_NONBLOCK;

const tooLarge = (path: string, maxBytes: number): TransportError =>
  new TransportError('too-large', `cannot read ${path}: more than ${maxBytes} bytes`);

export const readLocalFile = (
  path: string,
  limits: CallLimits & { readonly fromByte?: number } = {},
): Promise<Uint8Array> =>
  withLimits(`read ${path}`, limits, async () => {
    const { maxBytes = defaultMaxBytes, fromByte } = limits;
    const file = await open(path, readOnly);
    try {
      const about = await file.stat();
      if (!about.isFile()) throw new TransportError('failed', `cannot read ${path}: not a regular file`);
      const chunks: Uint8Array[] = [];
      let total = 0;
      for (;;) {
        const chunk = Buffer.allocUnsafe(Math.min(Math.max(about.size - total, 65_536), 8 * 1024 * 1024));
        const { bytesRead } = await file.read(chunk, 0, chunk.length, fromByte === undefined ? null : fromByte + total);
        if (bytesRead === 0) return Buffer.concat(chunks, total);
        chunks.push(chunk.subarray(0, bytesRead));
        total += bytesRead;
        if (total > maxBytes) throw tooLarge(path, maxBytes);
      }
    } finally {
      await file.close();
    }
  });

/** The kernel gives such a file whole in one read; there is one for each of thousands of threads. */
const taskStat = /^\/proc\/\d+\/task\/\d+\/stat$/;

/** What is read passes through here: nothing waits between a read and its copy. */
let passage: Buffer | undefined;

const copyOf = (bytes: Buffer, length: number): Buffer => Buffer.from(bytes.subarray(0, length));

const readSmall = (path: string): Uint8Array => {
  passage ??= Buffer.allocUnsafeSlow(65_536);
  const buffer = passage;
  const fd = openSync(path, readOnly);
  try {
    if (taskStat.test(path)) return copyOf(buffer, readSync(fd, buffer));
    const about = fstatSync(fd);
    if (!about.isFile()) throw new TransportError('failed', `cannot read ${path}: not a regular file`);
    // Of the files of /proc no size is known.
    const known = about.size > 0 && about.size < buffer.length ? about.size : undefined;
    const chunks: Uint8Array[] = [];
    for (let total = 0; ; ) {
      const count = readSync(fd, buffer, 0, buffer.length, null);
      if (total === 0 && count === known) return copyOf(buffer, count);
      if (count === 0) return chunks.length === 1 ? (chunks[0] as Uint8Array) : Buffer.concat(chunks);
      chunks.push(copyOf(buffer, count));
      total += count;
      if (total > smallFileBytes) throw tooLarge(path, smallFileBytes);
    }
  } finally {
    closeSync(fd);
  }
};

/** Synchronous, in batches: a promise per file costs several times the read of a /proc file itself. */
const each = async <T>(
  attempt: string,
  paths: readonly string[],
  limits: CallLimits,
  read: (path: string) => T,
): Promise<readonly (T | TransportError)[]> => {
  const results: (T | TransportError)[] = [];
  for (const [index, path] of paths.entries()) {
    if (index > 0 && index % batch === 0) await nextTurn();
    if (limits.signal?.aborted) throw new TransportError('aborted', `cannot ${attempt} ${path}: interrupted`);
    try {
      results.push(read(path));
    } catch (error) {
      results.push(transportError(`${attempt} ${path}`, error));
    }
  }
  return results;
};

export const readLocalFiles = (
  paths: readonly string[],
  limits: CallLimits = {},
): Promise<readonly (Uint8Array | TransportError)[]> => each('read', paths, limits, readSmall);

export const readLocalLinks = (
  paths: readonly string[],
  limits: CallLimits = {},
): Promise<readonly (string | TransportError)[]> => each('read the link', paths, limits, (path) => readlinkSync(path));

export const listLocalDir = (path: string, limits: CallLimits = {}): Promise<readonly string[]> =>
  withLimits(`list ${path}`, limits, () => readdir(path));

const kindOf = (about: Stats): PathStat['kind'] => {
  if (about.isFile()) return 'file';
  if (about.isDirectory()) return 'directory';
  if (about.isSocket()) return 'socket';
  if (about.isFIFO()) return 'pipe';
  if (about.isCharacterDevice() || about.isBlockDevice()) return 'device';
  return about.isSymbolicLink() ? 'link' : 'other';
};

export const statLocal = (path: string, options: CallLimits & { readonly follow?: boolean } = {}): Promise<PathStat> =>
  withLimits(`look at ${path}`, options, async () => {
    const about = await (options.follow === false ? lstat(path) : stat(path));
    return { kind: kindOf(about), uid: about.uid, gid: about.gid, sizeBytes: about.size, inode: about.ino };
  });
