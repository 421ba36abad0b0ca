import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach } from 'vitest';
import type { Collected } from '../../src/model/capture.ts';
import type { Subject } from '../../src/model/subject.ts';

/** A fresh folder per call, removed after the test. */
export const temporaryFolders = (): (() => Promise<string>) => {
  const made: string[] = [];
  afterEach(async () => {
    await Promise.all(made.splice(0).map((folder) => rm(folder, { recursive: true, force: true })));
  });
  return async () => {
    const folder = await mkdtemp(join(tmpdir(), 'jdiag-test-'));
    made.push(folder);
    return folder;
  };
};

export const run = {
  tool: { name: 'jdiag', version: '0.1.0' },
  startedAt: '2026-01-02T03:04:05.000Z',
} as const;

export const subject: Subject = { id: 'jvm-1', kind: 'jvm', name: 'com.acme.Main', target: 'pid/123', pid: 123 };

export const collected = (text: string | Uint8Array, changes: Partial<Collected> = {}): Collected => ({
  kind: 'thread-dump',
  ext: 'txt',
  how: 'attach',
  cost: 'safepoint',
  takenAtMs: Date.parse('2026-01-02T03:04:06Z'),
  outcome: 'ok',
  bytes: typeof text === 'string' ? Buffer.from(text) : text,
  problems: [],
  ...changes,
});

/** Every file below a folder with its decoded content. */
export const filesBelow = async (folder: string): Promise<ReadonlyMap<string, Buffer>> => {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const files = new Map<string, Buffer>();
  for (const entry of entries.filter((found) => found.isFile())) {
    const path = join(entry.parentPath, entry.name);
    const bytes = await readFile(path);
    files.set(path.slice(folder.length + 1), path.endsWith('.gz') ? gunzipSync(bytes) : bytes);
  }
  return files;
};

export const textOf = async (source: { stream(): AsyncIterable<Uint8Array> }): Promise<string> => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source.stream()) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
};
