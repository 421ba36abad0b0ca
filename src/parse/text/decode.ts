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

/** Decodes whole blocks; what a block ends in the middle of is the caller's care (`safeEnd`). */
const decodeBlock = (bytes: Buffer, encoding: Encoding): string => {
  if (encoding === 'euc-kr') return isAscii(bytes) ? bytes.toString('latin1') : new TextDecoder('euc-kr').decode(bytes);
  if (encoding === 'utf-8') return isAscii(bytes) ? bytes.toString('latin1') : bytes.toString('utf8');
  return bytes.toString('latin1');
};

/** Bytes below 0x40 are whole characters in UTF-8, EUC-KR and Latin-1: a block may end after one. 0: there is none. */
const safeStart = (bytes: Uint8Array): number => {
  for (let at = 0; at < bytes.length; at++) if ((bytes[at] as number) < 0x40) return at + 1;
  return 0;
};

const safeEnd = (bytes: Uint8Array): number => {
  let end = bytes.length;
  while (end > 0 && (bytes[end - 1] as number) >= 0x40) end--;
  return end;
};

/** The UTF-8 byte order mark. */
const bomLength = (bytes: Uint8Array): number => (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0);

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Fewest bytes an encoding is judged on, unless there are no more. */
const judgedBytes = 4096;

/** Gathers small pieces (a pipe, a slow socket) into blocks an encoding can be judged on. */
async function* gathered(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let waiting: Uint8Array[] = [];
  let length = 0;
  for await (const piece of pieces) {
    if (length === 0 && piece.length >= judgedBytes) {
      yield piece;
      continue;
    }
    waiting.push(piece);
    length += piece.length;
    if (length < judgedBytes) continue;
    yield Buffer.concat(waiting);
    waiting = [];
    length = 0;
  }
  if (length > 0) yield Buffer.concat(waiting);
}

/**
 * The text of a source in blocks that never split a character. The encoding is judged on the first block and again on
 * the first one that is not ASCII: UTF-8, UTF-16 with or without BOM, EUC-KR, else Latin-1 (binary content, too: look
 * at the head first). A BOM is dropped, bytes that are no UTF-8 in UTF-8 text become U+FFFD. `onBytes` hears the decoded
 * bytes read so far, before each block.
 */
export async function* decodedText(
  source: ByteSource,
  options: {
    readonly signal?: AbortSignal | undefined;
    readonly onProblem?: ((problem: Problem) => void) | undefined;
    readonly onBytes?: ((bytes: number) => void) | undefined;
    /** Hears the first block, for a parser that must say what the file looks like instead. */
    readonly onHead?: ((head: Head) => void) | undefined;
  } = {},
): AsyncGenerator<string> {
  let encoding: Encoding | undefined;
  let wide: InstanceType<typeof TextDecoder> | undefined;
  let rest: Uint8Array = new Uint8Array(0);
  let read = 0;
  for await (const block of gathered(decodedBytes(source, options.signal, options.onProblem))) {
    let bytes = asBuffer(block);
    read += block.length;
    options.onBytes?.(read);
    if (encoding === undefined) {
      encoding = detectEncoding(bytes);
      options.onHead?.(headOf(bytes, encoding));
      if (encoding === 'utf-16le' || encoding === 'utf-16be') wide = new TextDecoder(encoding);
      else bytes = bytes.subarray(bomLength(bytes));
    } else if (encoding === 'ascii' && !isAscii(bytes)) encoding = detectEncoding(bytes);
    if (wide !== undefined) {
      yield wide.decode(bytes, { stream: true });
      continue;
    }
    if (rest.length > 0) {
      const from = safeStart(bytes);
      rest = Buffer.concat([rest, bytes.subarray(0, from || bytes.length)]);
      bytes = bytes.subarray(from || bytes.length);
      if (from === 0 && rest.length < pieceBytes) continue;
      yield decodeBlock(asBuffer(rest), encoding);
    }
    const end = safeEnd(bytes);
    rest = bytes.subarray(end);
    if (end > 0) yield decodeBlock(bytes.subarray(0, end), encoding);
  }
  if (rest.length > 0) yield decodeBlock(asBuffer(rest), encoding ?? 'latin1');
}

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
