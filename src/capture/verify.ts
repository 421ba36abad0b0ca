import { createHash } from 'node:crypto';
import type { Artifact } from '../model/capture.ts';
import { fileSource, gunzipSource } from './bytes.ts';
import type { Limits, PlacedFile } from './file-set.ts';
import type { StoredArtifact } from './stored.ts';

/** The artifact with a worse outcome than its manifest says, and why. */
export const damaged = (artifact: Artifact, outcome: 'partial' | 'failed', problem: string): Artifact => ({
  ...artifact,
  outcome,
  problems: [...artifact.problems, problem],
});

/** Reads the bytes once and compares them with what the manifest says. */
export const verify = async (
  artifact: Artifact,
  placed: PlacedFile,
  signal: AbortSignal | undefined,
  limits: Limits,
): Promise<StoredArtifact> => {
  if (artifact.growing) {
    const { growing: _, ...known } = { ...artifact, bytes: placed.size };
    const source = fileSource(artifact.file, placed.path, placed.size);
    return { artifact: damaged(known, 'partial', 'the run ended while it was being written'), source };
  }
  let damage: string | undefined;
  const isGzip = artifact.file.endsWith('.gz');
  const source = isGzip
    ? gunzipSource(artifact.file, placed.path, (message) => {
        damage = message;
      })
    : fileSource(artifact.file, placed.path, placed.size);
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of source.stream(signal)) {
    bytes += chunk.byteLength;
    if (bytes > limits.fileBytes) {
      return { artifact: damaged(artifact, 'failed', `larger than ${limits.fileBytes} bytes when decoded, not read`) };
    }
    hash.update(chunk);
  }
  if (bytes === artifact.bytes && hash.digest('hex') === artifact.sha256) return { artifact, source };
  const why = damage === undefined ? '' : ` (${damage})`;
  const problem = `changed after capture: ${bytes} bytes instead of ${artifact.bytes}, or another hash${why}`;
  return { artifact: damaged(artifact, 'partial', problem), source };
};
