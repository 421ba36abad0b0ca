import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { RequestError } from '../model/exit-code.ts';

/** A file of a capture or folder: where it is on disk now and its size there. */
export type PlacedFile = { readonly path: string; readonly size: number };

/** Regular files by their path relative to the top, `/` between segments. Links are not in it: they could point anywhere. */
export type FileSet = {
  readonly name: string;
  readonly files: ReadonlyMap<string, PlacedFile>;
  /** What was odd about the container itself: an archive that was cut. */
  readonly problems: readonly string[];
  close(): Promise<void>;
};

export const defaultLimits = {
  entries: 10_000,
  totalBytes: 2 * 2 ** 30,
  fileBytes: 2 ** 30,
  /** Decoded to compressed, looked at once more than 64 MiB were decoded. Identical stacks reach some 200. */
  ratio: 500,
};
export type Limits = typeof defaultLimits;

/** The regular files below a folder; names that start with a dot are left out. Throws RequestError `too-many-files`. */
export const folderFiles = async (folder: string, limits: Limits): Promise<FileSet> => {
  const files = new Map<string, PlacedFile>();
  const visit = async (relative: string): Promise<void> => {
    const entries = await readdir(join(folder, relative), { withFileTypes: true });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (entry.name.startsWith('.')) continue;
      const path = relative === '' ? entry.name : `${relative}/${entry.name}`;
      if (entry.isDirectory()) await visit(path);
      else if (entry.isFile()) {
        if (files.size >= limits.entries) {
          throw new RequestError('too-many-files', `${folder} holds more than ${limits.entries} files`, [
            'name the files or a smaller folder',
          ]);
        }
        const full = join(folder, path);
        files.set(path, { path: full, size: (await stat(full)).size });
      }
    }
  };
  await visit('');
  return { name: folder, files, problems: [], close: async () => {} };
};
