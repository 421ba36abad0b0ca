import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open, rename } from 'node:fs/promises';
import { TransportError } from '../model/transport.ts';

/** Files of this machine that fail: a full disk, no right to write. */
const localError = (attempt: string, error: unknown): TransportError => {
  if (error instanceof TransportError) return error;
  const code = (error as NodeJS.ErrnoException).code;
  const why = code === 'ENOSPC' ? 'the disk of this machine is full' : (code ?? String(error));
  return new TransportError('failed', `cannot ${attempt}: ${why}`);
};

/** A file that grows piece by piece under another name until it is whole. */
export type PartialFile = {
  /** Length of what is known to be right; the next piece goes there. */
  readonly bytes: () => number;
  /** Sum of what is there so far, `bytes` long. */
  sumOf(algorithm: string): Promise<string>;
  /** Back to that length: what an earlier try left behind is not to be trusted, or not on a boundary. */
  cut(bytes: number): Promise<void>;
  add(piece: Uint8Array): Promise<void>;
  /** The file under its own name. Returns the sha256 of it. */
  finish(): Promise<string>;
  close(): Promise<void>;
};

/** Opens `path.partial`, with what an interrupted copy left in it. Throws TransportError. */
export const openPartial = async (path: string): Promise<PartialFile> => {
  const partial = `${path}.partial`;
  const attempt = `write ${partial}`;
  const opened = async (): Promise<FileHandle> => {
    try {
      // a+ would write at the end whatever the position says; r+ needs the file to be there.
      return await open(partial, 'r+').catch(() => open(partial, 'wx+', 0o600));
    } catch (error) {
      throw localError(attempt, error);
    }
  };
  const file = await opened();
  let bytes = (await file.stat()).size;
  /** Of the first `hashed` bytes; undefined: to be counted anew from the file. */
  let whole: Hash | undefined = bytes === 0 ? createHash('sha256') : undefined;
  const hashOf = async (algorithm: string): Promise<Hash> => {
    const hash = createHash(algorithm);
    if (bytes > 0)
      for await (const chunk of createReadStream(partial, { end: bytes - 1 })) hash.update(chunk as Buffer);
    return hash;
  };
  return {
    bytes: () => bytes,
    sumOf: async (algorithm) => {
      const hash = await hashOf(algorithm);
      if (algorithm === 'sha256') whole = hash.copy();
      return hash.digest('hex');
    },
    cut: async (length) => {
      if (length === bytes) return;
      await file.truncate(length);
      bytes = length;
      whole = length === 0 ? createHash('sha256') : undefined;
    },
    add: async (piece) => {
      try {
        for (let at = 0; at < piece.length; ) {
          const { bytesWritten } = await file.write(piece, at, piece.length - at, bytes + at);
          at += bytesWritten;
        }
      } catch (error) {
        throw localError(attempt, error);
      }
      bytes += piece.length;
      whole?.update(piece);
    },
    finish: async () => {
      const sum = (whole ?? (await hashOf('sha256'))).copy().digest('hex');
      try {
        await file.sync();
        await file.close();
        await rename(partial, path);
      } catch (error) {
        throw localError(`write ${path}`, error);
      }
      return sum;
    },
    close: () => file.close().catch(() => undefined),
  };
};
