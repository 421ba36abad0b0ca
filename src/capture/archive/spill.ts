import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Limits, PlacedFile } from '../file-set.ts';
import { safePath, unsafeKind } from './entry.ts';
import { shown, tooLarge } from './refusal.ts';

/** Undefined for a folder. Throws for what must not be in an archive of evidence. */
const fileOf = (name: string, entry: { readonly path: string; readonly type: string }): string | undefined => {
  const isFile = ['File', 'OldFile', 'ContiguousFile'].includes(entry.type);
  if (!isFile && entry.type !== 'Directory') throw unsafeKind(name, entry.path, entry.type);
  const path = safePath(name, entry.path);
  return isFile ? path : undefined;
};

/** Writes the file entries of a tar to numbered files in a folder, synchronously as they are parsed: at most one chunk is in memory. */
export const spill = async (name: string, folder: string, limits: Limits) => {
  const { Parser } = await import('tar');
  const parser = new Parser({ maxMetaEntrySize: 64 << 10 });
  const files = new Map<string, PlacedFile>();
  const problems: string[] = [];
  let failure: unknown;
  let entries = 0;
  let sawEnd = false;
  parser.on('eof', () => {
    sawEnd = true;
  });
  const attempt = (step: () => void) => {
    try {
      if (failure === undefined) step();
    } catch (error) {
      failure = error;
    }
  };
  const openEntry = (entry: { readonly path: string; readonly type: string; readonly size: number }) => {
    entries += 1;
    if (entries > limits.entries) throw tooLarge(name, `it holds more than ${limits.entries} entries`);
    const path = fileOf(name, entry);
    if (path === undefined) return undefined;
    if (entry.size > limits.fileBytes) throw tooLarge(name, `${shown(path)} is larger than ${limits.fileBytes} bytes`);
    const place = join(folder, String(entries));
    return { path, place, fd: openSync(place, 'wx', 0o600) };
  };
  parser.on('warn', (code: string, message: string) => {
    problems.push(
      code === 'TAR_ENTRY_INVALID'
        ? `an entry was not understood: ${message}`
        : `the archive is cut or damaged: ${message}`,
    );
  });
  parser.on('entry', (entry) => {
    let file: ReturnType<typeof openEntry>;
    let size = 0;
    attempt(() => {
      file = openEntry(entry);
    });
    entry.on('end', () => {
      if (file === undefined) return;
      closeSync(file.fd);
      if (size === entry.size) files.set(file.path, { path: file.place, size });
    });
    entry.on('data', (chunk: Uint8Array) =>
      attempt(() => {
        size += chunk.byteLength;
        if (file !== undefined) writeSync(file.fd, chunk);
      }),
    );
  });
  const check = () => {
    if (failure !== undefined) throw failure;
  };
  return {
    files,
    problems,
    write: (chunk: Uint8Array) => {
      parser.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
      check();
    },
    end: () => {
      parser.end();
      if (!sawEnd && problems.length === 0) problems.push('the archive is cut or damaged: it has no end mark');
      check();
    },
  };
};
