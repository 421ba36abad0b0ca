import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { crc32 } from 'node:zlib';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { RequestError } from '../../model/exit-code.ts';
import type { Limits, PlacedFile } from '../file-set.ts';
import { meter } from './decode.ts';
import { safePath, unsafeKind } from './entry.ts';
import { shown, tooLarge } from './refusal.ts';

/** By the upper four bits of st_mode, in decimal: the upper 16 bits of the external attributes are st_mode where the archive comes from Unix. Source: APPNOTE.TXT 4.4.2, 4.4.15. */
const modeKinds: Readonly<Record<number, string>> = { 10: 'symbolic link', 1: 'pipe', 2: 'device', 6: 'device' };
const kindOf = ({ versionMadeBy, externalFileAttributes }: Entry): string | undefined =>
  versionMadeBy >> 8 === 3 ? modeKinds[externalFileAttributes >>> 28] : undefined;

const decoded = (bytes: Uint8Array, encoding: string): string | undefined => {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
};
/** UTF-8 where it is; Windows in Korean writes its own code page without saying so. */
const nameOf = ({ fileNameRaw }: Entry): string =>
  decoded(fileNameRaw, 'utf-8') ?? decoded(fileNameRaw, 'euc-kr') ?? Buffer.from(fileNameRaw).toString('latin1');

const opened = async (name: string, path: string): Promise<ZipFile> => {
  try {
    return await openPromise(path, { lazyEntries: true, autoClose: false, decodeStrings: false });
  } catch (error) {
    throw new RequestError(
      'archive-invalid',
      `${name}: its table of contents cannot be read: ${(error as Error).message}`,
      [
        'a zip archive that was cut has none: copy it again, or unpack what is there with zip -FF or 7z, and name the files',
      ],
    );
  }
};

/** Writes the files of a zip archive to numbered files in a folder, one after the other. Damaged and encrypted ones are problems. */
export const unzip = async (
  name: string,
  path: string,
  folder: string,
  limits: Limits,
  signal?: AbortSignal,
): Promise<{ readonly files: ReadonlyMap<string, PlacedFile>; readonly problems: readonly string[] }> => {
  const zip = await opened(name, path);
  const counted = meter(name, limits);
  const files = new Map<string, PlacedFile>();
  const problems: string[] = [];
  let number = 0;
  const unpack = async (entry: Entry, entryPath: string): Promise<void> => {
    number++;
    const place = join(folder, String(number));
    counted.in(entry.compressedSize);
    let sum = 0;
    const counting = async function* (chunks: AsyncIterable<Uint8Array>) {
      for await (const chunk of chunks) {
        counted.out(chunk.byteLength);
        sum = crc32(chunk, sum);
        yield chunk;
      }
    };
    const file = createWriteStream(place, { mode: 0o600, flags: 'wx' });
    await pipeline(await zip.openReadStreamPromise(entry), counting, file, {
      ...(signal === undefined ? {} : { signal }),
    });
    if (sum !== entry.crc32) throw new Error('its checksum is wrong');
    files.set(entryPath, { path: place, size: entry.uncompressedSize });
  };
  try {
    if (zip.entryCount > limits.entries) throw tooLarge(name, `it holds more than ${limits.entries} entries`);
    for await (const entry of zip.eachEntry()) {
      const raw = nameOf(entry);
      const entryPath = safePath(name, raw);
      const kind = kindOf(entry);
      if (kind !== undefined) throw unsafeKind(name, raw, kind);
      if (raw.endsWith('/')) continue;
      if (entry.uncompressedSize > limits.fileBytes)
        throw tooLarge(name, `${shown(entryPath)} is larger than ${limits.fileBytes} bytes`);
      if (entry.isEncrypted()) {
        problems.push(`${shown(entryPath)} is encrypted: unpack the archive with its password and name the files`);
        continue;
      }
      try {
        await unpack(entry, entryPath);
      } catch (error) {
        if (error instanceof RequestError || signal?.aborted) throw error;
        problems.push(`${shown(entryPath)} is damaged: ${(error as Error).message}`);
      }
    }
  } finally {
    zip.close();
  }
  return { files, problems };
};
