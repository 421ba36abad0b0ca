import { createHash } from 'node:crypto';
import { mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Stored } from './store.ts';

/** A file that grows line by line; after each append the line is in the file, whatever becomes of jdiag. */
export type SeriesFile = {
  append(line: string): Promise<void>;
  /** Closes it; the answer is about all of it. */
  close(): Promise<Stored>;
};

/** Opens a new file of a series, 0600. It bears its own name from the start: what it holds is good however it ends. */
export const openSeriesFile = async (folder: string, file: string): Promise<SeriesFile> => {
  const path = join(folder, file);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const handle = await open(path, 'wx', 0o600);
  const hash = createHash('sha256');
  let bytes = 0;
  return {
    append: async (line) => {
      const text = Buffer.from(`${line}\n`);
      await handle.write(text);
      hash.update(text);
      bytes += text.length;
    },
    close: async () => {
      await handle.close();
      return { file, bytes, sha256: hash.digest('hex') };
    },
  };
};
