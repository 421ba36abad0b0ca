import { createHash } from 'node:crypto';
import type { ByteSource } from '../model/byte-source.ts';
import type { Problem } from '../model/parsed.ts';
import { decodedBytes } from '../parse/text/decode.ts';

export type Seen = { readonly bytes: number; readonly sha256: string };

/**
 * Length and sha256 of the decoded bytes of a source, had in passing while a parser reads it to its end.
 * `cut` is the words of a gzip stream that broke off.
 */
export const tapped = (
  source: ByteSource,
): { readonly source: ByteSource; seen(): Seen; cut(): string | undefined } => {
  let hash = createHash('sha256');
  let bytes = 0;
  let cut: string | undefined;
  const onProblem = (problem: Problem): void => {
    cut ??= problem.message;
  };
  const stream = async function* (signal?: AbortSignal): AsyncIterable<Uint8Array> {
    hash = createHash('sha256');
    bytes = 0;
    for await (const chunk of decodedBytes(source, signal, onProblem)) {
      hash.update(chunk);
      bytes += chunk.length;
      yield chunk;
    }
  };
  return {
    source: { name: source.name, stream },
    seen: () => ({ bytes, sha256: hash.copy().digest('hex') }),
    cut: () => cut,
  };
};
