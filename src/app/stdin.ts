import { createWriteStream, rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { ByteSource } from '../model/byte-source.ts';
import { RequestError } from '../model/exit-code.ts';
import { fileSource } from './file-source.ts';

/**
 * Stdin, kept in a private temporary file because some evidence is read twice. Removed by close(), and at exit.
 */
export const spooledStdin = async (
  signal: AbortSignal,
): Promise<{ readonly source: ByteSource; close(): Promise<void> }> => {
  if (process.stdin.isTTY) {
    throw new RequestError('no-stdin', 'stdin is a terminal', ['pipe a dump into it: jstack PID | jdiag threads -']);
  }
  const folder = await mkdtemp(join(tmpdir(), 'jdiag-stdin-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  process.on('exit', remove);
  const path = join(folder, 'stdin');
  try {
    await pipeline(process.stdin, createWriteStream(path, { mode: 0o600 }), { signal });
  } catch (error) {
    remove();
    throw error;
  }
  const source = fileSource(path, '-');
  const close = async (): Promise<void> => {
    remove();
    process.off('exit', remove);
  };
  if (source.size === 0) {
    await close();
    throw new RequestError('empty', 'stdin is empty', [
      'the command before the pipe wrote nothing: look at its stderr',
    ]);
  }
  return { source, close };
};
