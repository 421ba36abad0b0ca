import { closeSync, constants, fchownSync, openSync, statSync, unlinkSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { transportError } from './local-files.ts';

/** Empty files that still lie around, by what removes them. */
const pending = new Set<() => void>();

/** When jdiag ends without having cleaned up (a bug, a second Ctrl-C), the files still go. */
const removeAll = (): void => {
  for (const remove of pending) {
    try {
      remove();
    } catch {
      // The process is ending: nobody is left to tell.
    }
  }
};

/**
 * An empty file owned by that user; never opens one that is there. The folder stays open meanwhile, so that the file can
 * be removed also when the path to it (/proc/PID/cwd) vanished with the process.
 */
export const createLocalEmpty = async (
  path: string,
  as: { readonly uid: number; readonly gid: number },
): Promise<() => Promise<void>> => {
  const attempt = `create ${path}`;
  try {
    const folder = openSync(dirname(path), constants.O_RDONLY | constants.O_DIRECTORY);
    const steady = `/proc/self/fd/${folder}/${basename(path)}`;
    const remove = (): void => {
      if (!pending.delete(remove)) return;
      try {
        unlinkSync(steady);
      } finally {
        closeSync(folder);
      }
    };
    try {
      const { O_CREAT, O_EXCL, O_NOFOLLOW, O_WRONLY } = constants;
      const fd = openSync(steady, O_CREAT | O_EXCL | O_NOFOLLOW | O_WRONLY, 0o600);
      pending.add(remove);
      if (pending.size === 1) process.once('exit', removeAll);
      try {
        const about = statSync(steady);
        if (about.uid !== as.uid || about.gid !== as.gid) fchownSync(fd, as.uid, as.gid);
      } finally {
        closeSync(fd);
      }
    } catch (error) {
      if (pending.has(remove)) remove();
      else closeSync(folder);
      throw error;
    }
    return async () => {
      try {
        remove();
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw transportError(`remove ${path}`, error);
      } finally {
        if (pending.size === 0) process.removeListener('exit', removeAll);
      }
    };
  } catch (error) {
    throw transportError(attempt, error);
  }
};
