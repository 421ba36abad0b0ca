import { isAscii } from 'node:buffer';
import type { ByteSource } from '../../model/byte-source.ts';
import type { Head } from '../../model/format.ts';
import type { Problem } from '../../model/parsed.ts';
import { bomLength, decodedBytes, headOf } from './decode.ts';
import { detectEncoding, type Encoding } from './encoding.ts';

export type ReadOptions = {
  readonly signal?: AbortSignal | undefined;
  readonly onProblem?: ((problem: Problem) => void) | undefined;
  /** Hears the decoded bytes read so far, before each block. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
  /** Hears the first block, for a parser that must say what the file looks like instead. */
  readonly onHead?: ((head: Head) => void) | undefined;
};

/** `encoding`: never UTF-16, that comes as UTF-8. What is ASCII so far may come as any other one later. */
export type EncodedBlock = { readonly bytes: Buffer; readonly encoding: Encoding };

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
 * The bytes of a text in blocks, each with its encoding, which is judged on the first block and again on the first one that is not ASCII:
 * UTF-8, UTF-16 with or without BOM, EUC-KR, else Latin-1 (binary content, too: look at the head first). A BOM is dropped. A block may end in
 * the middle of a character.
 */
export async function* encodedBlocks(source: ByteSource, options: ReadOptions = {}): AsyncGenerator<EncodedBlock> {
  let encoding: Encoding | undefined;
  let wide: InstanceType<typeof TextDecoder> | undefined;
  let read = 0;
  for await (const block of gathered(decodedBytes(source, options.signal, options.onProblem))) {
    let bytes = Buffer.from(block.buffer, block.byteOffset, block.byteLength);
    read += block.length;
    options.onBytes?.(read);
    if (encoding === undefined) {
      encoding = detectEncoding(bytes);
      options.onHead?.(headOf(bytes, encoding));
      if (encoding === 'utf-16le' || encoding === 'utf-16be') wide = new TextDecoder(encoding);
      else bytes = bytes.subarray(bomLength(bytes));
    } else if (encoding === 'ascii' && !isAscii(bytes)) encoding = detectEncoding(bytes);
    yield wide === undefined
      ? { bytes, encoding }
      : { bytes: Buffer.from(wide.decode(bytes, { stream: true })), encoding: 'utf-8' };
  }
}
