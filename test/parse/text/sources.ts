import type { ByteSource } from '../../../src/model/byte-source.ts';

/** Bytes as a source that yields them in chunks of the given size. */
export const bytesSource = (bytes: Uint8Array, chunkBytes = 64 * 1024): ByteSource => ({
  name: 'test',
  size: bytes.length,
  async *stream() {
    for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
  },
});

export const textSource = (text: string, chunkBytes?: number): ByteSource =>
  bytesSource(Buffer.from(text, 'utf8'), chunkBytes);

/** UTF-16 with the byte order asked for; Node's `utf16le` writes no BOM. */
export const utf16 = (text: string, order: 'le' | 'be', bom: boolean): Uint8Array => {
  const bytes = Buffer.from((bom ? '\ufeff' : '') + text, 'utf16le');
  return order === 'le' ? bytes : bytes.swap16();
};

/** EUC-KR bytes of a text with the Hangul this table knows. Node decodes EUC-KR but does not encode it. */
const hangul: Readonly<Record<string, readonly [number, number]>> = {
  결: [0xb0, 0xe1],
  재: [0xc0, 0xe7],
  스: [0xbd, 0xba],
  레: [0xb7, 0xb9],
  드: [0xb5, 0xe5],
  월: [0xbf, 0xf9],
};

export const eucKr = (text: string): Uint8Array =>
  Buffer.from([...text].flatMap((char) => hangul[char] ?? [char.charCodeAt(0)]));
