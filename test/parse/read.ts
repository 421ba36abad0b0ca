import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect } from 'vitest';
import type { ByteSource } from '../../src/model/byte-source.ts';
import type { ArtifactKind } from '../../src/model/evidence.ts';
import type { Format, Head, PieceByKind, Reading } from '../../src/model/format.ts';
import { ParseError } from '../../src/model/parsed.ts';
import type { Thread, ThreadDump } from '../../src/model/thread-dump.ts';
import { headOf } from '../../src/parse/text/decode.ts';

const bytesOf = (content: string | Uint8Array): Uint8Array =>
  typeof content === 'string' ? Buffer.from(content) : content;

/** A file of fixtures/formats, unpacked when its name ends in `.gz`. */
export const fixture = (path: string): Uint8Array => {
  const bytes = readFileSync(new URL(`../../fixtures/formats/${path}`, import.meta.url));
  return path.endsWith('.gz') ? gunzipSync(bytes) : bytes;
};

export const fixtureText = (path: string): string => Buffer.from(fixture(path)).toString('utf8');

export const head = (content: string | Uint8Array): Head => headOf(bytesOf(content));

const source = (content: string | Uint8Array, chunkBytes = 64 * 1024): ByteSource => {
  const bytes = bytesOf(content);
  return {
    name: 'sample',
    size: bytes.length,
    async *stream() {
      for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
    },
  };
};

export type Read<P> = Reading & { readonly pieces: readonly P[] };

export const read = async <K extends ArtifactKind>(
  format: Format<K>,
  content: string | Uint8Array,
  options: { readonly chunkBytes?: number; readonly takenAtMs?: number } = {},
): Promise<Read<PieceByKind[K]>> => {
  const pieces: PieceByKind[K][] = [];
  const { chunkBytes, ...rest } = options;
  const emit = (piece: PieceByKind[K]) => void pieces.push(piece);
  const reading = await format.parse(source(content, chunkBytes), { artifactId: 'a-1', emit, ...rest });
  return { ...reading, pieces };
};

/** The only piece of a file that must hold one. */
export const readOne = async <K extends ArtifactKind>(
  format: Format<K>,
  content: string | Uint8Array,
  options: { readonly chunkBytes?: number; readonly takenAtMs?: number } = {},
): Promise<{ readonly piece: PieceByKind[K]; readonly reading: Reading }> => {
  const { pieces, ...reading } = await read(format, content, options);
  expect(pieces).toHaveLength(1);
  return { piece: pieces[0] as PieceByKind[K], reading };
};

export const threadNamed = (dump: ThreadDump, name: string): Thread => {
  const found = dump.threads.filter((thread) => thread.name === name);
  expect(found, `threads named ${name}`).toHaveLength(1);
  return found[0] as Thread;
};

/** `com.acme.A.b(A.java:1)` of each frame from the top. */
export const frames = (thread: Thread): readonly string[] =>
  thread.stack.frames.map(({ className, method, location }) => `${className}.${method}(${location})`);

/** Reads the content cut at many places: each cut gives pieces or a ParseError, never anything else. */
export const readCut = async <K extends ArtifactKind>(
  format: Format<K>,
  content: string | Uint8Array,
  cuts = 60,
): Promise<readonly { readonly at: number; readonly read: Read<PieceByKind[K]> | undefined }[]> => {
  const bytes = bytesOf(content);
  const results: { at: number; read: Read<PieceByKind[K]> | undefined }[] = [];
  for (let cut = 0; cut < cuts; cut++) {
    const at = Math.floor((bytes.length * cut) / cuts);
    try {
      results.push({ at, read: await read(format, bytes.subarray(0, at)) });
    } catch (error) {
      expect(error).toBeInstanceOf(ParseError);
      results.push({ at, read: undefined });
    }
  }
  return results;
};
