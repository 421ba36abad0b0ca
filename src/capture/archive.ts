import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { constants, gunzipSync } from 'node:zlib';
import { RequestError } from '../model/exit-code.ts';
import { decodedTar, isGzip, meter } from './archive/decode.ts';
import { spill } from './archive/spill.ts';
import type { FileSet, Limits } from './file-set.ts';
import { peek } from './peek.ts';

const hasTarMagic = (block: Uint8Array): boolean =>
  Buffer.from(block.subarray(257, 262)).toString('latin1') === 'ustar';

export const isArchiveName = (path: string): boolean => /\.(?:tgz|tar\.gz|tar|zip)$/i.test(path);

/** Whether these first bytes (512 or more, gzip or not) begin a tar archive. */
export const isTarHead = (head: Uint8Array): boolean => {
  if (!isGzip(head)) return hasTarMagic(head);
  try {
    return hasTarMagic(gunzipSync(head, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: 16 << 20 }));
  } catch {
    return false;
  }
};

/** Whether these first bytes begin a zip archive; also a jar is one. */
export const isZipHead = (head: Uint8Array): boolean =>
  /^PK(?:\x03\x04|\x05\x06)/.test(Buffer.from(head.subarray(0, 4)).toString('latin1'));

type Unpacked = Pick<FileSet, 'files' | 'problems'>;

/** The files are written under numbers (never under their names) to a private temp folder, which `close` and the end of the process remove. */
const unpacked = async (name: string, into: (folder: string) => Promise<Unpacked>): Promise<FileSet> => {
  const folder = await mkdtemp(join(tmpdir(), 'jdiag-'));
  const removeAtExit = () => rmSync(folder, { recursive: true, force: true });
  process.once('exit', removeAtExit);
  const close = async () => {
    process.removeListener('exit', removeAtExit);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const { files, problems } = await into(folder);
    if (files.size === 0) throw new RequestError('archive-invalid', `${name} holds no readable file`, problems);
    return { name, files, problems: [...new Set(problems)], close };
  } catch (error) {
    await close();
    throw error;
  }
};

/**
 * The files of a .tgz or .tar. An archive that is cut gives the files that are whole and a problem.
 * Throws RequestError `archive-unsafe` (`..`, absolute names, links, devices), `archive-too-large`, `archive-invalid`.
 */
export const archiveFiles = (
  name: string,
  bytes: AsyncIterable<Uint8Array>,
  limits: Limits,
  signal?: AbortSignal,
): Promise<FileSet> =>
  unpacked(name, async (folder) => {
    const { files, problems, write, end } = await spill(name, folder, limits);
    const counted = meter(name, limits);
    const tar = decodedTar(bytes, counted, (why) => problems.push(`the archive is cut or damaged: ${why}`));
    const { head, all } = await peek(tar, 512);
    if (!hasTarMagic(head)) throw new RequestError('archive-invalid', `${name} is not a tar archive`);
    for await (const chunk of all) {
      signal?.throwIfAborted();
      counted.out(chunk.byteLength);
      write(chunk);
    }
    end();
    return { files, problems };
  });

/** The same of a zip archive, whose table of contents stands at its end: it needs a file, and a cut one is refused. */
export const zipFiles = (name: string, path: string, limits: Limits, signal?: AbortSignal): Promise<FileSet> =>
  unpacked(name, async (folder) => {
    const { unzip } = await import('./archive/zip.ts');
    return unzip(name, path, folder, limits, signal);
  });
