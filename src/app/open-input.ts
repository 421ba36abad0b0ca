import { constants } from 'node:fs';
import { access, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Capture, LooseFiles } from '../capture/reader.ts';
import type { ByteSource } from '../model/byte-source.ts';
import type { Artifact } from '../model/capture.ts';
import { RequestError } from '../model/exit-code.ts';
import type { StoredTarget } from '../model/target.ts';
import { readHead } from '../parse/text/decode.ts';
import { fileSource } from './file-source.ts';
import type { Input } from './input.ts';
import { spooledStdin } from './stdin.ts';

const bareArtifact = (source: ByteSource, index: number): Artifact => ({
  id: `file-${index + 1}`,
  subject: '',
  kind: 'log',
  file: source.name,
  bytes: source.size ?? 0,
  sha256: '',
  how: 'file',
  cost: 'none',
  outcome: 'ok',
  problems: [],
});

const nothing = async (): Promise<void> => {};

const fromFiles = (target: string, files: readonly ByteSource[], close = nothing): Input => ({
  target,
  subjects: [],
  files: files.map((source, index) => ({ artifact: bareArtifact(source, index), source, given: false })),
  rungs: [],
  notices: [],
  incomplete: [],
  close,
});

const fromCapture = (target: string, capture: Capture): Input => ({
  target,
  subjects: capture.manifest.subjects,
  files: capture.artifacts.map((stored) => ({ ...stored, given: true })),
  rungs: capture.manifest.rungs ?? [],
  notices: capture.problems.map((message) => ({ code: 'capture-problem', message })),
  incomplete: capture.manifest.complete
    ? []
    : [`${capture.name}: the run that wrote this capture did not end in order`],
  startedAt: capture.manifest.startedAt,
  close: capture.close,
});

const fromRead = (target: string, read: Capture | LooseFiles): Input =>
  read.kind === 'capture' ? fromCapture(target, read) : fromFiles(target, read.files, read.close);

const readable = async (path: string): Promise<void> => {
  try {
    await access(path, constants.R_OK);
  } catch {
    throw new RequestError('unreadable', `${path}: permission denied`, ['check its owner and mode, or use sudo']);
  }
};

const openFolder = async (path: string): Promise<Input> => {
  const names = await readdir(path, { withFileTypes: true });
  if (names.some((entry) => entry.name === 'manifest.json')) {
    const { readCapture } = await import('../capture/reader.ts');
    return fromRead(path, await readCapture(path));
  }
  const files = names.filter((entry) => entry.isFile() && !entry.name.startsWith('.')).map((entry) => entry.name);
  if (files.length > 0)
    return fromFiles(
      path,
      files.sort().map((name) => fileSource(join(path, name))),
    );
  throw new RequestError('no-evidence', `${path}: no capture and no evidence files in this directory`, [
    'give a capture folder (it holds a manifest.json), or the files themselves',
    'jdiag check reads folders of captures',
  ]);
};

const openFile = async (path: string): Promise<Input> => {
  const source = fileSource(path);
  if ((source.size ?? 0) === 0) throw new RequestError('empty', `${path}: the file is empty`);
  const head = await readHead(source);
  const { isArchiveName, isTarHead } = await import('../capture/archive.ts');
  if (isArchiveName(path) || isTarHead(head.bytes)) {
    const { readCapture } = await import('../capture/reader.ts');
    return fromRead(path, await readCapture(path));
  }
  return fromFiles(path, [source]);
};

const openStdin = async (signal: AbortSignal): Promise<Input> => {
  const { source, close } = await spooledStdin(signal);
  const head = await readHead(source);
  const { isTarHead } = await import('../capture/archive.ts');
  if (!isTarHead(head.bytes)) return fromFiles('-', [source], close);
  const { readArchive } = await import('../capture/reader.ts');
  const read = await readArchive('-', source.stream(signal), { signal });
  return fromRead('-', { ...read, close: async () => void (await Promise.all([read.close(), close()])) });
};

/** Opens what is already captured. Throws RequestError when there is nothing to read. */
export const openInput = async (target: StoredTarget, signal: AbortSignal): Promise<Input> => {
  if (target.kind === 'stdin') return openStdin(signal);
  await readable(target.path);
  const entry = await stat(target.path);
  if (entry.isDirectory()) return openFolder(target.path);
  if (entry.isFile() || entry.isFIFO()) return openFile(target.path);
  throw new RequestError('unreadable', `${target.path}: not a file or directory`);
};
