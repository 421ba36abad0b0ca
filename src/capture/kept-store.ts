import { join } from 'node:path';
import type { ByteSource } from '../model/byte-source.ts';
import type { Collected } from '../model/capture.ts';
import { fileSource, gunzipSource, memorySource } from './bytes.ts';
import { redact } from './redact/redact.ts';
import { type Stored, sha256OfNothing, storeBytes } from './store.ts';
import type { CollectedSource, StoredArtifact } from './stored.ts';

/** Artifacts are read back from memory as long as they are not more together, else from their files. */
const keepBytes = 64 << 20;

const bytesOf = (collected: Collected | CollectedSource): AsyncIterable<Uint8Array> | undefined => {
  if ('source' in collected) return collected.source.stream();
  return collected.bytes === undefined ? undefined : memorySource('collected', collected.bytes).stream();
};

type Kept = { chunks: Uint8Array[] | undefined; length: number };

async function* keeping(bytes: AsyncIterable<Uint8Array>, kept: Kept, maxBytes: number) {
  for await (const chunk of bytes) {
    kept.length += chunk.byteLength;
    if (kept.length > maxBytes) kept.chunks = undefined;
    kept.chunks?.push(chunk);
    yield chunk;
  }
}

/** Stores evidence redacted in the folder, and keeps what was stored at hand for the analysis. */
export const keptStore = (folder: string) => {
  let keptBytes = 0;
  return {
    /** What was stored, and where its decoded bytes can be read: no source where there was nothing to store. */
    store: async (collected: Collected | CollectedSource, file: string): Promise<[Stored, ByteSource | undefined]> => {
      const bytes = bytesOf(collected);
      if (bytes === undefined) return [{ file, bytes: 0, sha256: sha256OfNothing }, undefined];
      const kept: Kept = { chunks: [], length: 0 };
      const stored = await storeBytes(folder, file, keeping(redact(collected, bytes), kept, keepBytes - keptBytes));
      if (kept.chunks !== undefined) {
        keptBytes += kept.length;
        return [stored, memorySource(stored.file, Buffer.concat(kept.chunks, kept.length))];
      }
      const path = join(folder, stored.file);
      const isGzip = stored.file.endsWith('.gz');
      return [stored, isGzip ? gunzipSource(stored.file, path) : fileSource(stored.file, path, stored.bytes)];
    },
    /** Gives back the room of an artifact that is taken out. */
    forget: ({ artifact, source }: StoredArtifact): void => {
      if (source?.readAt !== undefined && source.path === undefined) keptBytes -= artifact.bytes;
    },
  };
};
