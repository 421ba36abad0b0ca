import { createReadStream, createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { isGzip } from '../../capture/archive/decode.ts';
import { headBytes } from '../../capture/head-bytes.ts';
import { wholeCheck } from '../../parse/hprof/whole.ts';

const chunkBytes = 1024 * 1024;

/**
 * Reads a heap dump to its end and says what is missing of it; undefined: whole. A gzip file is unpacked into `unpackTo` (0600)
 * meanwhile where that is given. Rejects when aborted or when the file cannot be read.
 */
export const verifyDump = async (
  path: string,
  signal: AbortSignal,
  { unpackTo, onBytes }: { readonly unpackTo?: string; readonly onBytes?: (bytes: number) => void } = {},
): Promise<string | undefined> => {
  const check = wholeCheck();
  const source = createReadStream(path, { highWaterMark: chunkBytes });
  const gzip = isGzip(await headBytes(path, 2));
  let bytes = 0;
  const tap = async function* (input: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of input) {
      check.add(chunk);
      bytes += chunk.length;
      onBytes?.(bytes);
      yield chunk;
    }
  };
  const drain = async (input: AsyncIterable<Uint8Array>): Promise<void> => {
    for await (const _ of input);
  };
  try {
    if (unpackTo !== undefined && gzip)
      await pipeline(
        source,
        createGunzip({ chunkSize: chunkBytes }),
        tap,
        createWriteStream(unpackTo, { mode: 0o600 }),
        { signal },
      );
    else if (gzip) await pipeline(source, createGunzip({ chunkSize: chunkBytes }), tap, drain, { signal });
    else await pipeline(source, tap, drain, { signal });
  } catch (error) {
    if (unpackTo !== undefined) await rm(unpackTo, { force: true });
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'Z_BUF_ERROR' || code === 'Z_DATA_ERROR') return 'its gzip stream is cut or damaged';
    throw error;
  }
  return check.end();
};
