/** A lossless way from bytes to text and back: any byte sequence survives, ASCII reads as itself. */
export type Encoding = 'single-byte' | 'utf16le' | 'utf16be';

/** UTF-16 by its mark, or by NULs beside ASCII (a console of Windows). All else is read byte by byte: UTF-8 and EUC-KR keep ASCII. */
export const encodingOf = (head: Uint8Array): Encoding => {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf16be';
  const pairs = Math.min(64, head.length >> 1);
  let low = 0;
  let high = 0;
  for (let pair = 0; pair < pairs; pair += 1) {
    if (head[pair * 2] !== 0 && head[pair * 2 + 1] === 0) low += 1;
    if (head[pair * 2] === 0 && head[pair * 2 + 1] !== 0) high += 1;
  }
  if (pairs >= 8 && low > pairs * 0.75) return 'utf16le';
  if (pairs >= 8 && high > pairs * 0.75) return 'utf16be';
  return 'single-byte';
};

const swap = (bytes: Buffer): Buffer => Buffer.from(bytes).swap16();

export const decode = async function* (
  chunks: AsyncIterable<Uint8Array>,
  encoding: Encoding,
  tail: (odd: Uint8Array) => void,
): AsyncGenerator<string> {
  let odd: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    if (encoding === 'single-byte') yield bytes.toString('latin1');
    else {
      const joined = Buffer.concat([odd, bytes]);
      const even = joined.length & ~1;
      odd = joined.subarray(even);
      const units = joined.subarray(0, even);
      yield (encoding === 'utf16be' ? swap(units) : units).toString('utf16le');
    }
  }
  tail(odd);
};

export const encode = (text: string, encoding: Encoding): Uint8Array => {
  if (encoding === 'single-byte') return Buffer.from(text, 'latin1');
  const bytes = Buffer.from(text, 'utf16le');
  return encoding === 'utf16be' ? bytes.swap16() : bytes;
};
