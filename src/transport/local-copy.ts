import { createHash } from 'node:crypto';
import { constants, existsSync, unlinkSync } from 'node:fs';
import { type FileHandle, open, rename } from 'node:fs/promises';
import { type Copied, type CopyOptions, type Transport, TransportError } from '../model/transport.ts';
import { transportError } from './local-files.ts';

const pieceBytes = 4 * 1024 * 1024;

const copyInto = async (from: FileHandle, to: FileHandle, path: string, options: CopyOptions): Promise<Copied> => {
  const about = await from.stat();
  if (!about.isFile()) throw new TransportError('failed', `cannot copy ${path}: not a regular file`);
  const hash = createHash('sha256');
  const buffer = Buffer.allocUnsafe(pieceBytes);
  let bytes = 0;
  while (bytes < about.size) {
    if (options.signal?.aborted) throw new TransportError('aborted', `cannot copy ${path}: interrupted`);
    const { bytesRead } = await from.read(buffer, 0, Math.min(buffer.length, about.size - bytes), bytes);
    if (bytesRead === 0) break;
    const piece = buffer.subarray(0, bytesRead);
    for (let at = 0; at < bytesRead; ) at += (await to.write(piece, at)).bytesWritten;
    hash.update(piece);
    bytes += bytesRead;
    options.onProgress?.(bytes, about.size);
  }
  const now = await from.stat();
  const same = options.mayGrow ? now.size >= about.size : now.size === about.size && now.mtimeMs === about.mtimeMs;
  if (bytes !== about.size || !same)
    throw new TransportError('failed', `cannot copy ${path}: it was changed while it was copied`);
  await to.sync();
  return { bytes, sha256: hash.digest('hex'), resumedFromByte: 0, checkedBy: 'none' };
};

/** On one machine a copy begins anew: there is no connection that could break. */
export const copyLocal: NonNullable<Transport['copyOut']> = async (path, toFile, options = {}) => {
  const partial = `${toFile}.partial`;
  try {
    const from = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const to = await open(partial, 'w', 0o600);
      try {
        const copied = await copyInto(from, to, path, options);
        await rename(partial, toFile);
        return copied;
      } finally {
        await to.close();
      }
    } finally {
      await from.close();
    }
  } catch (error) {
    throw transportError(`copy ${path}`, error);
  }
};

/** Files that jdiag will have made, by what removes them. */
const claimed = new Set<string>();

const removeAll = (): void => {
  for (const path of claimed) {
    try {
      unlinkSync(path);
    } catch {
      // Never created, or gone with the process.
    }
  }
};

export const claimLocal: NonNullable<Transport['claim']> = async (path) => {
  if (existsSync(path)) throw new TransportError('failed', `cannot claim ${path}: something is there already`);
  claimed.add(path);
  if (claimed.size === 1) process.once('exit', removeAll);
  const release = (): boolean => {
    const was = claimed.delete(path);
    if (was && claimed.size === 0) process.removeListener('exit', removeAll);
    return was;
  };
  return {
    remove: async () => {
      if (!release()) return;
      try {
        unlinkSync(path);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw transportError(`remove ${path}`, error);
      }
    },
    keep: async () => {
      release();
      return path;
    },
  };
};
