import { createReadStream, createWriteStream } from 'node:fs';
import { readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { Artifact, Manifest } from '../model/capture.ts';
import { defaultLimits, type FileSet, folderFiles } from './file-set.ts';
import { parseManifest } from './manifest.ts';

const blockBytes = 512;

const isHeapDump = (artifact: Artifact): boolean =>
  (artifact.kind as string) === 'heap-dump' || /\.hprof(?:\.gz)?$/.test(artifact.file);

const leaveOut = (artifact: Artifact): Artifact => ({
  ...artifact,
  outcome: 'failed',
  problems: [...artifact.problems, 'left out of the archive: a heap dump is all secrets'],
});

const contentOf = async function* (path: string, size: number): AsyncGenerator<Uint8Array> {
  if (size > 0) yield* createReadStream(path, { end: size - 1 });
};

type Content = { readonly path: string; readonly size: number; readonly bytes: () => AsyncIterable<Uint8Array> };

async function* tarOf(contents: readonly Content[], mtime: Date): AsyncGenerator<Uint8Array> {
  const { Header } = await import('tar');
  for (const { path, size, bytes } of contents) {
    const block = Buffer.alloc(blockBytes);
    const header = new Header({ path, size, mtime, mode: 0o600, type: 'File' });
    header.encode(block, 0);
    if (header.needPax) throw new Error(`${path} is too long a name for the archive`);
    yield block;
    yield* bytes();
    yield Buffer.alloc((blockBytes - (size % blockBytes)) % blockBytes);
  }
  yield Buffer.alloc(2 * blockBytes);
}

const contentsOf = (top: string, manifest: Manifest, { files }: FileSet): readonly Content[] => {
  const text = Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`);
  const head: Content = {
    path: `${top}/manifest.json`,
    size: text.byteLength,
    async *bytes() {
      yield text;
    },
  };
  const paths = [
    'expect.yaml',
    ...manifest.artifacts.filter(({ outcome }) => outcome !== 'failed').map(({ file }) => file),
  ];
  const stored = paths.sort().flatMap((path) => {
    const placed = files.get(path);
    return placed === undefined
      ? []
      : [{ path: `${top}/${path}`, size: placed.size, bytes: () => contentOf(placed.path, placed.size) }];
  });
  return [head, ...stored];
};

/**
 * Packs a capture folder into a .tgz of mode 0600: the manifest first, then its files by name, all dated to the start of the capture:
 * packed twice, the bytes are the same. Heap dumps stay out unless asked for.
 */
export const packCapture = async (
  folder: string,
  outFile: string,
  options: { readonly includeHeapDump?: boolean } = {},
): Promise<{ readonly bytes: number }> => {
  const manifest = parseManifest(await readFile(join(folder, 'manifest.json'), 'utf8'), folder);
  const artifacts = manifest.artifacts.map((artifact) =>
    isHeapDump(artifact) && options.includeHeapDump !== true ? leaveOut(artifact) : artifact,
  );
  const files = await folderFiles(folder, { ...defaultLimits, fileBytes: Number.MAX_SAFE_INTEGER });
  const contents = contentsOf(basename(resolve(folder)), { ...manifest, artifacts }, files);
  const partial = `${outFile}.partial`;
  try {
    await pipeline(
      Readable.from(tarOf(contents, new Date(manifest.startedAt)), { objectMode: false }),
      createGzip(),
      createWriteStream(partial, { mode: 0o600 }),
    );
    await rename(partial, outFile);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
  return { bytes: (await stat(outFile)).size };
};
