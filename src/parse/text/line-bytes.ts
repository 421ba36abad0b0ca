import type { ByteSource } from '../../model/byte-source.ts';
import { cr, lf } from './bytes.ts';
import { decodeBlock } from './decode.ts';
import { type EncodedBlock, encodedBlocks } from './encoded-blocks.ts';
import type { Encoding } from './encoding.ts';
import { defaultMaxLength, type LineOptions, nextTurn, undecidedLength } from './lines.ts';

/** The byte that ends the lines, once it can be told. */
const terminatorOf = (bytes: Buffer, last: boolean): number | undefined => {
  if (bytes.includes(lf)) return lf;
  if (!last && bytes.length <= undecidedLength) return undefined;
  return bytes.includes(cr) ? cr : lf;
};

/** Whole lines as UTF-8 (ASCII is), LF at their ends. */
const asUtf8 = (lines: Buffer, encoding: Encoding, terminator: number): Buffer => {
  const isUtf8 = encoding === 'utf-8' || encoding === 'ascii';
  const utf8 = isUtf8 ? lines : Buffer.from(decodeBlock(lines, encoding));
  return terminator === lf ? utf8 : Buffer.from(utf8.map((code) => (code === cr ? lf : code)));
};

/** Cuts bytes into whole lines, whatever blocks they come in. */
const lineCutter = (maxLength: number, take: (block: Buffer) => void) => {
  let terminator: number | undefined;
  let rest: Buffer = Buffer.alloc(0);
  let encoding: Encoding = 'ascii';
  return {
    add: (block: EncodedBlock): void => {
      encoding = block.encoding;
      let { bytes } = block;
      if (terminator === undefined) {
        bytes = Buffer.concat([rest, bytes]);
        rest = bytes.subarray(0, 0);
        terminator = terminatorOf(bytes, false);
      }
      const first = terminator === undefined ? -1 : bytes.indexOf(terminator);
      if (terminator === undefined || first === -1) {
        rest = Buffer.concat([rest, bytes]);
        if (terminator !== undefined && rest.length > maxLength) rest = rest.subarray(0, maxLength + 1);
        return;
      }
      let from = 0;
      if (rest.length > 0) {
        from = first + 1;
        take(asUtf8(Buffer.concat([rest, bytes.subarray(0, from)]), encoding, terminator));
      }
      const end = bytes.lastIndexOf(terminator) + 1;
      if (end > from) take(asUtf8(bytes.subarray(from, end), encoding, terminator));
      rest = Buffer.from(bytes.subarray(end));
    },
    end: (): void => {
      if (rest.length === 0) return;
      const known = terminator ?? terminatorOf(rest, true) ?? lf;
      take(asUtf8(Buffer.concat([rest, Buffer.of(known)]), encoding, known));
    },
  };
};

/**
 * Hands `take` the text of a source in blocks of whole lines, UTF-8 whatever it was, each line ended by LF, the last one as well; the CR of CRLF
 * stays. CR alone ends lines where the first 64 Ki bytes hold no LF. For parsers that read from the bytes: text is made of few of them. A block
 * is good until `take` returns. The event loop runs between blocks. A line far longer than `maxLength` bytes comes cut, but longer than that.
 */
export const readLineBytes = async (
  source: ByteSource,
  options: LineOptions,
  take: (block: Buffer) => void,
): Promise<void> => {
  const lines = lineCutter(options.maxLength ?? defaultMaxLength, take);
  const onProblem: LineOptions['onProblem'] = (problem) => {
    options.onProblem?.(problem);
    options.onCut?.(problem.message);
  };
  for await (const block of encodedBlocks(source, { ...options, onProblem, onBytes: options.onProgress })) {
    lines.add(block);
    if (block.bytes.length > 1024) await nextTurn();
    options.signal?.throwIfAborted();
  }
  lines.end();
};
