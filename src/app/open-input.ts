import { constants } from 'node:fs';
import { access, readdir, stat } from 'node:fs/promises';
import type { Capture, LooseFiles } from '../capture/reader.ts';
import { RequestError } from '../model/exit-code.ts';
import type { StoredTarget } from '../model/target.ts';
import { readHead } from '../parse/text/decode.ts';
import { bareFile, bareInput, folderEntries } from './bare-files.ts';
import { fileSource } from './file-source.ts';
import type { Input } from './input.ts';
import { type Spooled, spooledPipe, spooledStdin } from './spool.ts';

/** A capture, read or just written. */
export const fromCapture = (target: string, capture: Capture): Input => ({
  target,
  subjects: capture.manifest.subjects,
  files: capture.artifacts.map((stored) => ({ ...stored, given: true, named: false })),
  rungs: capture.manifest.rungs ?? [],
  notices: capture.problems.map((message) => ({ code: 'capture-problem', message })),
  incomplete: capture.manifest.complete
    ? []
    : [`${capture.name}: the run that wrote this capture did not end in order`],
  close: capture.close,
});

const fromRead = (target: string, read: Capture | LooseFiles): Input => {
  if (read.kind === 'capture') return fromCapture(target, read);
  const files = read.files.map((source) => bareFile(source, false));
  const notices = read.problems.map((message) => ({ code: 'capture-problem', message }));
  return bareInput(target, files, { notices, close: read.close });
};

const readable = async (path: string): Promise<void> => {
  try {
    await access(path, constants.R_OK);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      throw new RequestError('not-found', `${path}: no such file or directory`);
    throw new RequestError('unreadable', `${path}: permission denied`, ['check its owner and mode, or use sudo']);
  }
};

const openFolder = async (path: string): Promise<Input> => {
  if ((await readdir(path)).includes('manifest.json')) {
    const { readCapture } = await import('../capture/reader.ts');
    return fromRead(path, await readCapture(path));
  }
  const { files, notices } = await folderEntries(path);
  if (files.some(({ source }) => source !== undefined)) return bareInput(path, files, { notices });
  const reasons = files.flatMap(({ artifact }) => artifact.problems);
  throw new RequestError('no-evidence', `${path}: no capture and no evidence files in this directory`, [
    ...reasons,
    ...notices.map(({ message }) => message),
    'give a capture folder (it holds a manifest.json), or the files themselves',
    'jdiag check reads folders of captures',
  ]);
};

const openFile = async (path: string, shown: string): Promise<Input> => {
  const source = fileSource(path);
  const head = await readHead(source);
  const { isArchiveName, isTarHead, isZipHead } = await import('../capture/archive.ts');
  if (head.bytes.length > 0 && (isArchiveName(path) || isTarHead(head.bytes) || isZipHead(head.bytes))) {
    const { readCapture } = await import('../capture/reader.ts');
    return fromRead(path, await readCapture(path));
  }
  return bareInput(shown, [bareFile(shown === path ? source : { ...source, name: shown }, true)]);
};

const openSpooled = async ({ source, close }: Spooled, signal: AbortSignal): Promise<Input> => {
  const { name } = source;
  const head = await readHead(source);
  const { isTarHead, isZipHead } = await import('../capture/archive.ts');
  const isZip = isZipHead(head.bytes);
  if (!isZip && !isTarHead(head.bytes)) return bareInput(name, [bareFile(source, true)], { close });
  const { readArchive, readZip } = await import('../capture/reader.ts');
  const read =
    isZip && source.path !== undefined
      ? await readZip(name, source.path, { signal })
      : await readArchive(name, source.stream(signal), { signal });
  return fromRead(name, { ...read, close: async () => void (await Promise.all([read.close(), close()])) });
};

/** Opens what is already captured. Throws RequestError when there is nothing to read. */
export const openInput = async (target: StoredTarget, signal: AbortSignal): Promise<Input> => {
  if (target.kind === 'stdin') return openSpooled(await spooledStdin(signal), signal);
  const { path } = target;
  await readable(path);
  const entry = await stat(path);
  if (entry.isDirectory()) return openFolder(path);
  if (entry.isFile()) return openFile(path, target.shown ?? path);
  if (entry.isFIFO() || entry.isCharacterDevice()) return openSpooled(await spooledPipe(path, signal), signal);
  throw new RequestError('unreadable', `${path}: not a file or directory`);
};
