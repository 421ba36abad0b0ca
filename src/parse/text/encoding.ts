import { isAscii, isUtf8 } from 'node:buffer';

/** How bytes become text. `binary`: not text in any encoding we know. */
export type Encoding = 'ascii' | 'utf-8' | 'utf-16le' | 'utf-16be' | 'euc-kr' | 'latin1' | 'binary';

/** Share of control bytes above which content is binary: text with colour codes or a stray NUL stays far below. */
const binaryShare = 0.03;
/** Share of NULs on one side of the byte pairs that makes Latin text in UTF-16. */
const utf16Share = 0.3;

/** Below 0x20, but no tab, line end, form feed or escape. */
const controls = /[^\t\n\f\r\x1b\x20-\xff]/g;

const controlShare = (bytes: Uint8Array): number => {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  return (text.match(controls)?.length ?? 0) / bytes.length;
};

const utf16WithoutBom = (bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined => {
  if (!bytes.includes(0)) return undefined;
  const pairs = bytes.length >> 1;
  if (pairs === 0) return undefined;
  let evenNuls = 0;
  let oddNuls = 0;
  for (let i = 0; i < pairs * 2; i += 2) {
    if (bytes[i] === 0) evenNuls++;
    if (bytes[i + 1] === 0) oddNuls++;
  }
  if (oddNuls > pairs * utf16Share && evenNuls < oddNuls / 20) return 'utf-16le';
  if (evenNuls > pairs * utf16Share && oddNuls < evenNuls / 20) return 'utf-16be';
  return undefined;
};

/** Cuts an incomplete UTF-8 sequence off the end, so that a block cut anywhere can be checked. */
const wholeUtf8 = (bytes: Uint8Array): Uint8Array => {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] as number;
    if (byte < 0x80) return bytes;
    if (byte >= 0xc0) {
      const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return needed > back ? bytes.subarray(0, bytes.length - back) : bytes;
    }
  }
  return bytes;
};

const replaced = (text: string): number => {
  let count = 0;
  for (let at = text.indexOf('\ufffd'); at !== -1; at = text.indexOf('\ufffd', at + 1)) count++;
  return count;
};

/** The 8-bit encoding with the fewest unreadable bytes; UTF-8 wins while it reads more characters than it loses. */
const eightBit = (bytes: Uint8Array): Encoding => {
  if (isUtf8(wholeUtf8(bytes))) return 'utf-8';
  let high = 0;
  for (const byte of bytes) if (byte >= 0x80) high++;
  const asUtf8 = new TextDecoder('utf-8').decode(bytes);
  const lostInUtf8 = replaced(asUtf8);
  if (lostInUtf8 * 4 < high) return 'utf-8';
  const lostInKorean = replaced(new TextDecoder('euc-kr').decode(bytes));
  if (lostInKorean * 20 <= high) return 'euc-kr';
  return 'latin1';
};

/** How much of a block is looked at to tell text from binary. */
const judgedBytes = 16 * 1024;

/** Judges a block of decoded (not gzipped) bytes. A byte order mark counts only at the start of the file. */
export const detectEncoding = (bytes: Uint8Array): Encoding => {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  const start = bytes.subarray(0, judgedBytes);
  const wide = utf16WithoutBom(start);
  if (wide !== undefined) return wide;
  if (controlShare(start) > binaryShare) return 'binary';
  return isAscii(bytes) ? 'ascii' : eightBit(bytes);
};
