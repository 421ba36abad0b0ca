import { createReadStream } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ByteSource } from '../model/byte-source.ts';
import type { Manifest } from '../model/capture.ts';
import { RequestError } from '../model/exit-code.ts';
import { archiveFiles, isArchiveName, isTarHead, isZipHead, zipFiles } from './archive.ts';
import { fileSource } from './bytes.ts';
import { defaultLimits, type FileSet, folderFiles, type Limits } from './file-set.ts';
import { headBytes } from './head-bytes.ts';
import { parseManifest } from './manifest.ts';
import type { StoredArtifact } from './stored.ts';
import { damaged, verify } from './verify.ts';

/** A capture. `problems` are of the container: an archive that was cut. `close` removes what was unpacked. */
export type Capture = {
  readonly kind: 'capture';
  readonly name: string;
  readonly manifest: Manifest;
  /** As in the manifest, but partial or failed with a problem when the stored bytes changed or are gone. */
  readonly artifacts: readonly StoredArtifact[];
  readonly problems: readonly string[];
  close(): Promise<void>;
};

/** A folder or archive without a manifest: plain files of evidence, as they are (a `.gz` is not decoded). */
export type LooseFiles = {
  readonly kind: 'files';
  readonly name: string;
  readonly files: readonly ByteSource[];
  readonly problems: readonly string[];
  close(): Promise<void>;
};

export type ReadOptions = { readonly signal?: AbortSignal; readonly limits?: Partial<Limits> };

const manifestName = 'manifest.json';
const maxManifestBytes = 64 << 20;

const findRoot = (files: FileSet): string | undefined => {
  const roots = [...files.files.keys()]
    .filter((path) => path === manifestName || path.endsWith(`/${manifestName}`))
    .map((path) => path.slice(0, -manifestName.length))
    .sort((a, b) => a.split('/').length - b.split('/').length || (a < b ? -1 : 1));
  const [first, second] = roots;
  if (first !== undefined && second !== undefined && !second.startsWith(first)) {
    throw new RequestError(
      'capture-invalid',
      `${files.name} holds several captures`,
      roots.map((root) => `one is ${root || '.'}`),
    );
  }
  return first;
};

const toCapture = async (files: FileSet, root: string, options: ReadOptions, limits: Limits): Promise<Capture> => {
  const { path, size } = files.files.get(`${root}${manifestName}`)!;
  if (size > maxManifestBytes)
    throw new RequestError('capture-invalid', `${files.name}: manifest.json has ${size} bytes`);
  const manifest = parseManifest(await readFile(path, 'utf8'), files.name);
  const artifacts: StoredArtifact[] = [];
  for (const artifact of manifest.artifacts) {
    const placed = files.files.get(`${root}${artifact.file}`);
    if (artifact.outcome === 'failed') artifacts.push({ artifact });
    else if (placed === undefined)
      artifacts.push({ artifact: damaged(artifact, 'failed', 'missing from the capture') });
    else artifacts.push(await verify(artifact, placed, options.signal, limits));
  }
  const { name, problems, close } = files;
  return { kind: 'capture', name, manifest, artifacts, problems, close };
};

const read = async (
  files: FileSet,
  root: string | undefined,
  options: ReadOptions,
  limits: Limits,
): Promise<Capture | LooseFiles> => {
  if (root !== undefined) return toCapture(files, root, options, limits);
  const { name, problems, close } = files;
  if (files.files.size === 0) throw new RequestError('no-evidence', `${name} holds no files`);
  const sources = [...files.files].map(([path, placed]) => fileSource(path, placed.path, placed.size));
  return { kind: 'files', name, files: sources, problems, close };
};

const unreadable = (path: string, error: unknown): unknown => {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return new RequestError('not-found', `${path} does not exist`);
  if (code === 'EACCES' || code === 'EPERM')
    return new RequestError('unreadable', `${path} may not be read by this user`);
  return error;
};

const readUnpacked = async (files: FileSet, options: ReadOptions, limits: Limits): Promise<Capture | LooseFiles> => {
  try {
    return await read(files, findRoot(files), options, limits);
  } catch (error) {
    await files.close();
    throw error;
  }
};

/** The files of a tar archive that arrives as a stream (stdin): see `readCapture`. */
export const readArchive = async (
  name: string,
  bytes: AsyncIterable<Uint8Array>,
  options: ReadOptions = {},
): Promise<Capture | LooseFiles> => {
  const limits = { ...defaultLimits, ...options.limits };
  return readUnpacked(await archiveFiles(name, bytes, limits, options.signal), options, limits);
};

/** The files of a zip archive: see `readCapture`. */
export const readZip = async (name: string, path: string, options: ReadOptions = {}): Promise<Capture | LooseFiles> => {
  const limits = { ...defaultLimits, ...options.limits };
  return readUnpacked(await zipFiles(name, path, limits, options.signal), options, limits);
};

/** A tar archive tells what it is within these, also compressed. */
const headLength = 4096;

const readFolder = async (folder: string, options: ReadOptions, limits: Limits): Promise<Capture | LooseFiles> => {
  const files = await folderFiles(folder, limits);
  return read(files, files.files.has(manifestName) ? '' : undefined, options, limits);
};

/**
 * Opens a capture: a folder, or a .tgz, .tar.gz, .tar or .zip. Every stored file is read once and compared with its hash.
 * Throws RequestError: `not-found`, `unreadable`, `no-evidence`, `capture-invalid`, `capture-newer`, `too-many-files`, `archive-unsafe`,
 * `archive-too-large`, `archive-invalid`.
 */
export const readCapture = async (path: string, options: ReadOptions = {}): Promise<Capture | LooseFiles> => {
  try {
    if ((await stat(path)).isDirectory())
      return await readFolder(path, options, { ...defaultLimits, ...options.limits });
    const head = await headBytes(path, headLength);
    if (isZipHead(head)) return await readZip(path, path, options);
    if (isArchiveName(path) || isTarHead(head)) return await readArchive(path, createReadStream(path), options);
  } catch (error) {
    throw unreadable(path, error);
  }
  throw new RequestError('capture-invalid', `${path} is neither a folder nor a .tgz, .tar or .zip archive`);
};

/** The captures at a path: itself, or the folders up to three levels below that hold a manifest. Sorted. */
export const findCaptures = async (path: string, depth = 3): Promise<readonly string[]> => {
  if (isArchiveName(path)) return [path];
  const entries = await readdir(path, { withFileTypes: true }).catch((error: unknown) => {
    throw unreadable(path, error);
  });
  if (entries.some((entry) => entry.name === manifestName && entry.isFile())) return [path];
  if (depth === 0) return [];
  const folders = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.')).map(({ name }) => name);
  const found = await Promise.all(folders.sort().map((name) => findCaptures(join(path, name), depth - 1)));
  return found.flat();
};
