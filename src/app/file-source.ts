import { closeSync, createReadStream, openSync, promises, readSync, statSync } from 'node:fs';
import type { ByteSource } from '../model/byte-source.ts';

const chunkBytes = 256 * 1024;

/** A file on this machine. A name that is no UTF-8 comes as bytes. Throws the system's error when it cannot be looked at. */
export const fileSource = (path: string | Buffer, name = path.toString()): ByteSource => ({
  name,
  ...(typeof path === 'string' ? { path } : {}),
  size: statSync(path).size,
  stream: (signal) =>
    createReadStream(path, { highWaterMark: chunkBytes, ...(signal === undefined ? {} : { signal }) }),
  readAt: async (buffer, position) => {
    const handle = await promises.open(path);
    try {
      return (await handle.read(buffer, 0, buffer.length, position)).bytesRead;
    } finally {
      await handle.close();
    }
  },
  open: () => {
    const file = openSync(path, 'r');
    return {
      readAt: (buffer, position) => readSync(file, buffer, 0, buffer.length, position),
      close: () => closeSync(file),
    };
  },
});
