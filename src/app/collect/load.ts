import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Collected } from '../../model/capture.ts';
import { RequestError } from '../../model/exit-code.ts';
import type { Writer } from '../examine.ts';
import { systemFailure } from '../system-error.ts';

export type LoadFile = { readonly name: string; readonly collected: Collected };

/** A summary is some tens of KB; the whole output of a run some MB. */
const maxBytes = 16 << 20;

/** Summaries of load tests, read before any JVM is asked. Throws RequestError for a file that cannot be read. */
export const readLoads = (paths: readonly string[]): Promise<readonly LoadFile[]> =>
  Promise.all(
    paths.map(async (path): Promise<LoadFile> => {
      try {
        const { mtimeMs, size } = await stat(path);
        if (size > maxBytes) {
          throw new RequestError('too-large', `--k6 ${path}: it has ${size} bytes, a summary of k6 has some thousand`);
        }
        const bytes = await readFile(path);
        const ext = /^\s*\{/.test(bytes.toString('utf8', 0, 200)) ? 'json' : 'txt';
        const about = { kind: 'load', how: 'file', cost: 'none', outcome: 'ok', problems: [] } as const;
        return { name: basename(path), collected: { ...about, ext, takenAtMs: mtimeMs, bytes } };
      } catch (error) {
        const failure = systemFailure(error, path);
        if (failure === undefined) throw error;
        throw new RequestError('unreadable', `--k6 ${path}: ${failure.reason}`);
      }
    }),
  );

/** A load test is a subject of its own: it ran against all targets. */
export const addLoads = async (writer: Writer, loads: readonly LoadFile[]): Promise<void> => {
  for (const [index, { name, collected }] of loads.entries()) {
    const id = `load-${index + 1}`;
    await writer.addSubject({ id, kind: 'load', name, target: name });
    await writer.addArtifact(id, collected);
  }
};
