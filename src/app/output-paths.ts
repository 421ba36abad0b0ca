import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { RequestError } from '../model/exit-code.ts';
import { systemFailure } from './system-error.ts';

const refused = (path: string, reason: string): RequestError =>
  new RequestError('unwritable', `${path} cannot be written: ${reason}`);

const guarded = async <T>(path: string, attempt: Promise<T>): Promise<T> => {
  try {
    return await attempt;
  } catch (error) {
    const failure = systemFailure(error);
    throw failure === undefined ? error : refused(path, failure.reason);
  }
};

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/** The nearest folder above that exists. */
const existingAbove = async (path: string): Promise<string> => {
  const parent = dirname(path);
  return parent === path || (await exists(parent)) ? parent : existingAbove(parent);
};

/** Throws RequestError when a file could not be written there. Looks only: what stands there stays as it is. */
export const checkFilePath = async (path: string): Promise<void> => {
  if (await exists(path)) {
    if ((await guarded(path, stat(path))).isDirectory()) throw refused(path, 'it is a directory');
    return guarded(path, access(path, constants.W_OK));
  }
  const parent = dirname(path);
  if (!(await guarded(path, stat(parent))).isDirectory()) throw refused(path, `${parent} is not a directory`);
  return guarded(path, access(parent, constants.W_OK | constants.X_OK));
};

/** The same of a folder that is made when missing, with those above it. */
export const checkFolderPath = async (path: string): Promise<void> => {
  const nearest = (await exists(path)) ? path : await existingAbove(path);
  if (!(await guarded(path, stat(nearest))).isDirectory()) throw refused(path, `${nearest} is not a directory`);
  return guarded(path, access(nearest, constants.W_OK | constants.X_OK));
};
