import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import type { ByteSource } from '../model/byte-source.ts';

const chunkBytes = 1 << 20;
/** Each chunk is a turn of the thread pool: with Node's 16 KB a packed heap dump took ten times as long. */
const inflatedBytes = 1 << 18;

/** Bytes in memory. */
export const memorySource = (name: string, bytes: Uint8Array): ByteSource => ({
  name,
  size: bytes.byteLength,
  async *stream() {
    for (let at = 0; at < bytes.byteLength; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
  },
  async readAt(buffer, position) {
    const part = bytes.subarray(position, position + buffer.byteLength);
    buffer.set(part);
    return part.byteLength;
  },
});

/** A file, byte by byte. `name` is what messages call it. */
export const fileSource = (name: string, path: string, size: number): ByteSource => ({
  name,
  path,
  size,
  async *stream(signal) {
    yield* createReadStream(path, { highWaterMark: chunkBytes, ...(signal === undefined ? {} : { signal }) });
  },
  async readAt(buffer, position) {
    const handle = await open(path, 'r');
    try {
      return (await handle.read(buffer, 0, buffer.byteLength, position)).bytesRead;
    } finally {
      await handle.close();
    }
  },
});

const isGzipDamage = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && /^Z_/.test(error.code);

async function* gunzip(
  path: string,
  onDamage: (message: string) => void,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const file = createReadStream(path, signal === undefined ? {} : { signal });
  const decoder = createGunzip({ chunkSize: inflatedBytes });
  file.on('error', (error) => decoder.destroy(error));
  file.pipe(decoder);
  try {
    yield* decoder;
  } catch (error) {
    if (!isGzipDamage(error)) throw error;
    onDamage((error as Error).message);
  } finally {
    file.destroy();
    decoder.destroy();
  }
}

/** A gzip file, decoded. Damage (a cut or changed file) ends the stream early and is told to `onDamage`. */
export const gunzipSource = (
  name: string,
  path: string,
  onDamage: (message: string) => void = () => {},
): ByteSource => ({
  name,
  path,
  stream: (signal) => gunzip(path, onDamage, signal),
});
