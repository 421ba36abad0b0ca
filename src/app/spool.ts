import { createReadStream, createWriteStream, rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ByteSource } from '../model/byte-source.ts';
import { RequestError } from '../model/exit-code.ts';
import { fileSource } from './file-source.ts';

export type Spooled = { readonly source: ByteSource; close(): Promise<void> };

/** What can be read once only, kept in a private temporary file. Removed by close(), and at exit. */
const spooled = async (from: Readable, name: string, signal: AbortSignal): Promise<Spooled> => {
  const folder = await mkdtemp(join(tmpdir(), 'jdiag-spool-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  process.on('exit', remove);
  const path = join(folder, 'bytes');
  try {
    await pipeline(from, createWriteStream(path, { mode: 0o600 }), { signal });
  } catch (error) {
    remove();
    throw error;
  }
  const close = async (): Promise<void> => {
    remove();
    process.off('exit', remove);
  };
  return { source: fileSource(path, name), close };
};

/** A pipe or device with a name: `<(cat dump)` of a shell, a FIFO, /dev/stdin. */
export const spooledPipe = (path: string, signal: AbortSignal): Promise<Spooled> =>
  spooled(createReadStream(path), path, signal);

/** Throws RequestError when stdin is a terminal, or empty. */
export const spooledStdin = async (signal: AbortSignal): Promise<Spooled> => {
  if (process.stdin.isTTY) {
    throw new RequestError('no-stdin', 'stdin is a terminal', ['pipe a dump into it: jstack PID | jdiag threads -']);
  }
  const spool = await spooled(process.stdin, '-', signal);
  if (spool.source.size === 0) {
    await spool.close();
    throw new RequestError('empty', 'stdin is empty', [
      'the command before the pipe wrote nothing: look at its stderr',
    ]);
  }
  return spool;
};
