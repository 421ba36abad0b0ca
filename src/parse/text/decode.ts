import { isAscii } from 'node:buffer';
import type { ByteSource } from '../../model/byte-source.ts';
import type { Head } from '../../model/format.ts';
import type { Problem } from '../../model/parsed.ts';
import { detectEncoding, type Encoding } from './encoding.ts';
import { gunzip, isGzip } from './gunzip.ts';

/** Longest piece handed on at once, whatever the source yields: the event loop gets its turn between pieces. */
const pieceBytes = 64 * 1024;

const ignoreProblem = (): void => undefined;

async function* pieces(source: ByteSource, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
  for await (const chunk of source.stream(signal)) {
    for (let at = 0; at < chunk.length; at += pieceBytes) {
      signal?.throwIfAborted();
      yield chunk.subarray(at, at + pieceBytes);
    }
  }
}

/**
 * The bytes of a source in pieces of at most 64 KiB, never empty; gzip (also several members, also cut) is inflated.
 * `onProblem` hears of a cut or damaged gzip stream. Rejects with the signal's reason when aborted.
 */
export async function* decodedBytes(
  source: ByteSource,
  signal?: AbortSignal,
  onProblem: (problem: Problem) => void = ignoreProblem,
): AsyncGenerator<Uint8Array> {
  const input = pieces(source, signal);
  let first: Uint8Array | undefined;
  for (;;) {
    const next = await input.next();
    if (next.done) break;
    first = first === undefined ? next.value : Buffer.concat([first, next.value]);
    if (first.length >= 2) break;
  }
  if (first === undefined) return;
  const start = first;
  const all = (async function* () {
    yield start;
    yield* input;
  })();
  try {
    yield* isGzip(start) ? gunzip(all, onProblem) : all;
  } finally {
    await input.return(undefined);
  }
}

/** Decodes whole blocks; what a block ends in the middle of is the caller's care. */
export const decodeBlock = (bytes: Buffer, encoding: Encoding): string => {
  if (encoding === 'euc-kr') return isAscii(bytes) ? bytes.toString('latin1') : new TextDecoder('euc-kr').decode(bytes);
  if (encoding === 'utf-8') return isAscii(bytes) ? bytes.toString('latin1') : bytes.toString('utf8');
  return bytes.toString('latin1');
};

/** The UTF-8 byte order mark. */
export const bomLength = (bytes: Uint8Array): number =>
  bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/**
 * The first decoded bytes and, unless they are binary, their text. Reads a `once` source: its rest cannot be had by
 * another `stream()`.
 */
export const readHead = async (source: ByteSource, maxBytes = 256 * 1024): Promise<Head> => {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const piece of decodedBytes(source)) {
    parts.push(piece);
    length += piece.length;
    if (length >= maxBytes) break;
  }
  return headOf(Buffer.concat(parts, Math.min(length, maxBytes)));
};

/** The head of bytes that are at hand. */
export const headOf = (bytes: Uint8Array, encoding = detectEncoding(bytes)): Head => {
  if (encoding === 'binary') return { bytes };
  if (encoding === 'utf-16le' || encoding === 'utf-16be')
    return { bytes, text: new TextDecoder(encoding).decode(bytes) };
  return { bytes, text: decodeBlock(asBuffer(bytes.subarray(bomLength(bytes))), encoding) };
};
