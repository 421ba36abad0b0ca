import type { ByteSource } from '../../model/byte-source.ts';
import type { Head } from '../../model/format.ts';
import type { Problem } from '../../model/parsed.ts';
import { decodedText } from './decoded-text.ts';

export type LineOptions = {
  readonly signal?: AbortSignal | undefined;
  /** Decoded bytes read so far. */
  readonly onProgress?: ((bytes: number) => void) | undefined;
  readonly onProblem?: ((problem: Problem) => void) | undefined;
  /** Hears why the input is known to be less than it was: a gzip stream that breaks off. */
  readonly onCut?: ((reason: string) => void) | undefined;
  /** Hears the first block read. */
  readonly onHead?: ((head: Head) => void) | undefined;
  /** Characters after which a line is cut, with a problem. */
  readonly maxLength?: number;
};

/** Characters, where no other length is asked for. */
export const defaultMaxLength = 64 * 1024;

/** Lets the event loop run. */
export const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** How far to look for the first LF before CR alone is taken for the line end. */
export const undecidedLength = 64 * 1024;

/** Lines of an LF text without the CRs that end them. */
const withoutCr = (text: string): string => {
  const simple = text.replaceAll('\r\n', '\n');
  if (!simple.includes('\r')) return simple;
  const parts = simple.split('\n');
  for (let i = 0; i < parts.length; i++) {
    const line = parts[i] as string;
    let end = line.length;
    while (end > 0 && line.charCodeAt(end - 1) === 13) end--;
    if (end < line.length) parts[i] = line.slice(0, end);
  }
  return parts.join('\n');
};

/** The line end of a text, once it can be told. */
const terminatorOf = (text: string, last: boolean): '\n' | '\r' | undefined => {
  if (text.includes('\n')) return '\n';
  if (!last && text.length <= undecidedLength) return undefined;
  return text.includes('\r') ? '\r' : '\n';
};

/**
 * The text of a source in blocks of whole lines, LF between them and none at the end, whatever ended them in the file:
 * LF and CRLF do; CR alone does where the first 64 Ki characters hold no LF. The event loop runs between blocks. A line
 * far longer than `maxLength` comes cut, but longer than `maxLength`.
 */
export async function* lineBlocks(source: ByteSource, options: LineOptions = {}): AsyncGenerator<string> {
  const maxLength = options.maxLength ?? defaultMaxLength;
  let terminator: '\n' | '\r' | undefined;
  let rest = '';
  const normal = (text: string): string => {
    if (terminator === '\r') return text.replaceAll('\r', '\n');
    return text.includes('\r') ? withoutCr(text) : text;
  };
  const onProblem = (problem: Problem): void => {
    options.onProblem?.(problem);
    options.onCut?.(problem.message);
  };
  for await (const text of decodedText(source, { ...options, onProblem, onBytes: options.onProgress })) {
    const all = rest + text;
    terminator ??= terminatorOf(all, false);
    const end = terminator === undefined ? -1 : all.lastIndexOf(terminator);
    rest = all.slice(end + 1);
    if (terminator !== undefined && rest.length > maxLength) rest = rest.slice(0, maxLength + 1);
    if (end !== -1) yield normal(all.slice(0, end));
    if (text.length > 1024) await nextTurn();
    options.signal?.throwIfAborted();
  }
  if (rest === '') return;
  terminator ??= terminatorOf(rest, true);
  yield normal(rest.charCodeAt(rest.length - 1) === 13 ? rest.slice(0, -1) : rest);
}

/**
 * The lines of a text file, in batches for speed: one per block of `lineBlocks`. The first line of the first batch is
 * line 1. The strings share the block's memory: keep one only as a copy (`detached`).
 */
export async function* lines(source: ByteSource, options: LineOptions = {}): AsyncGenerator<string[]> {
  const maxLength = options.maxLength ?? defaultMaxLength;
  let line = 1;
  for await (const block of lineBlocks(source, options)) {
    const batch = block.split('\n');
    for (let i = 0; i < batch.length; i++, line++) {
      const text = batch[i] as string;
      if (text.length <= maxLength) continue;
      options.onProblem?.(tooLong(line, maxLength));
      batch[i] = text.slice(0, maxLength);
    }
    yield batch;
  }
}

export const tooLong = (line: number, maxLength: number): Problem => ({
  line,
  message: `the line is longer than ${maxLength} characters: the rest was left out`,
});

/**
 * A copy that does not keep alive the 64 KiB block a line was cut from: V8 slices of 13 characters and more share their
 * parent's memory. Joining and slicing makes V8 copy the text first, and is several times faster than a Buffer.
 */
export const detached = (text: string): string => (text.length < 13 ? text : ` ${text}`.slice(1));
