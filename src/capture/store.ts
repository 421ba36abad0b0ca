import { createHash } from 'node:crypto';
import { renameSync, writeFileSync } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { peek } from './peek.ts';

/** Above this an artifact is stored gzipped. */
const gzipAboveBytes = 8 << 10;

/** The hash of evidence that was not had. */
export const sha256OfNothing = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/** `file` ends in `.gz` when the bytes were many; `bytes` and `sha256` are of the decoded bytes. */
export type Stored = { readonly file: string; readonly bytes: number; readonly sha256: string };

/**
 * Writes a stream to `folder/file`, as `.partial` first and renamed when whole, so that a file under its final name is never cut.
 * Files are 0600, folders 0700: evidence is private. A failed write leaves nothing.
 */
export const storeBytes = async (folder: string, file: string, bytes: AsyncIterable<Uint8Array>): Promise<Stored> => {
  const { head, all } = await peek(bytes, gzipAboveBytes + 1);
  const isLong = head.byteLength > gzipAboveBytes;
  const finalFile = isLong ? `${file}.gz` : file;
  const path = join(folder, finalFile);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const hash = createHash('sha256');
  let length = 0;
  const measure = new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      hash.update(chunk);
      length += chunk.byteLength;
      done(null, chunk);
    },
  });
  const partial = `${path}.partial`;
  const handle = await open(partial, 'w', 0o600);
  try {
    const out = handle.createWriteStream();
    const from = Readable.from(all, { objectMode: false });
    if (isLong) await pipeline(from, measure, createGzip({ level: 1 }), out);
    else await pipeline(from, measure, out);
    await rename(partial, path);
  } catch (error) {
    await handle.close().catch(() => {});
    await rm(partial, { force: true });
    throw error;
  }
  return { file: finalFile, bytes: length, sha256: hash.digest('hex') };
};

/**
 * Replaces a small file in one step: a reader sees the old one or the new one. Synchronous: after every artifact the
 * manifest is written, and a promise for each call costs several times the write.
 */
export const replaceFile = (path: string, text: string): void => {
  const partial = `${path}.partial`;
  writeFileSync(partial, text, { mode: 0o600 });
  renameSync(partial, path);
};
