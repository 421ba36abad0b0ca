import { randomBytes } from 'node:crypto';
import { type CallLimits, type Transport, TransportError } from '../model/transport.ts';
import type { Files } from './files.ts';
import { quoted, type Shell } from './shell.ts';

type User = { readonly uid: number; readonly gid: number };

/** Where a file of ours may lie for a moment, first that takes it. */
const folders = ['/tmp', '/var/tmp', '/dev/shm'];

const newName = (): string => `.jdiag-${randomBytes(8).toString('hex')}`;

/** An empty file, never over another, removed also when the shell dies. */
const create = async (shell: Shell, path: string, limits: CallLimits = {}): Promise<TransportError | undefined> => {
  const text = `umask 077; set -C; true > ${quoted(path)}; r=$?; set +C; test $r != 0 || jdiag_files="$jdiag_files ${path}"; jdiag_code $r`;
  const { code, stderr } = await shell.script(text, limits);
  if (code === 0) return undefined;
  const why = /read-only/i.test(stderr) ? 'the file system is read-only' : (stderr.split('\n')[0]?.slice(-200) ?? '');
  return new TransportError(/denied/i.test(stderr) ? 'denied' : 'failed', `cannot create ${path}: ${why}`);
};

export const removeFile = async (shell: Shell, path: string): Promise<void> => {
  const { code, stderr } = await shell.script(`rm -f -- ${quoted(path)}`);
  if (code !== 0) throw new TransportError('failed', `cannot remove ${path}: ${stderr.trim().slice(-200)}`);
};

/** A path that goes unquoted into the list of files to remove must be of plain letters. */
export const isPlain = (path: string): boolean => /^[\w./-]+$/.test(path);

/** An empty file of ours in the first folder that takes it. Throws TransportError. */
export const createTemp = async (shell: Shell, places: readonly string[] = folders): Promise<string> => {
  const failures: string[] = [];
  for (const folder of places) {
    const path = `${folder}/${newName()}`;
    const failure = await create(shell, path);
    if (failure === undefined) return path;
    failures.push(failure.message);
  }
  throw new TransportError('failed', failures.join('; '));
};

export const createEmpty =
  (shell: Shell, files: Files, self: User): NonNullable<Transport['createEmpty']> =>
  async (path, as) => {
    if (!isPlain(path)) throw new TransportError('failed', `cannot create ${path}: an odd name`);
    if (self.uid !== as.uid || self.gid !== as.gid)
      throw new TransportError(
        'denied',
        `cannot create ${path} for uid ${as.uid} gid ${as.gid}: exec runs as uid ${self.uid} gid ${self.gid}`,
      );
    const failure = await create(shell, path);
    if (failure !== undefined) throw failure;
    const { uid } = await files.stat(path);
    if (uid !== as.uid) {
      await removeFile(shell, path);
      throw new TransportError('denied', `cannot create ${path}: it would belong to uid ${uid}`);
    }
    return () => removeFile(shell, path);
  };
