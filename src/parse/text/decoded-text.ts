import type { ByteSource } from '../../model/byte-source.ts';
import { decodeBlock } from './decode.ts';
import { encodedBlocks, type ReadOptions } from './encoded-blocks.ts';
import type { Encoding } from './encoding.ts';

/** No character is longer: this long without a byte that ends one, and it is cut. */
const maxHeldBytes = 64 * 1024;

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

/**
 * The text of a source in blocks that never split a character, in any encoding of `encodedBlocks`. Bytes that are no UTF-8 in UTF-8 text become
 * U+FFFD.
 */
export async function* decodedText(source: ByteSource, options: ReadOptions = {}): AsyncGenerator<string> {
  let rest: Buffer = Buffer.alloc(0);
  let last: Encoding = 'latin1';
  for await (const { bytes: block, encoding } of encodedBlocks(source, options)) {
    let bytes = block;
    last = encoding;
    if (rest.length > 0) {
      const from = safeStart(bytes);
      rest = Buffer.concat([rest, bytes.subarray(0, from || bytes.length)]);
      bytes = bytes.subarray(from || bytes.length);
      if (from === 0 && rest.length < maxHeldBytes) continue;
      yield decodeBlock(rest, encoding);
    }
    const end = safeEnd(bytes);
    rest = bytes.subarray(end);
    if (end > 0) yield decodeBlock(bytes.subarray(0, end), encoding);
  }
  if (rest.length > 0) yield decodeBlock(rest, last);
}
