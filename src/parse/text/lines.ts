import type { ByteSource } from '../../model/byte-source.ts';
import type { Head } from '../../model/format.ts';
import type { Problem } from '../../model/parsed.ts';
import { decodedText } from './decode.ts';

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

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** How far to look for the first LF before CR alone is taken for the line end. */
const undecidedLength = 64 * 1024;

const withoutCr = (parts: string[]): void => {
  for (let i = 0; i < parts.length; i++) {
    const line = parts[i] as string;
    let end = line.length;
    while (end > 0 && line.charCodeAt(end - 1) === 13) end--;
    if (end < line.length) parts[i] = line.slice(0, end);
  }
};

/**
 * The lines of a text file, in batches for speed: one batch per block read, the event loop runs between batches. The
 * first line of the first batch is line 1. LF and CRLF end lines; CR alone does where the first 64 Ki characters hold no
 * LF. The strings share the block's memory: keep one only as a copy (`detached`).
 */
export async function* lines(source: ByteSource, options: LineOptions = {}): AsyncGenerator<string[]> {
  const maxLength = options.maxLength ?? 64 * 1024;
  let terminator: '\n' | '\r' | undefined;
  let line = 1;
  let rest = '';
  const bounded = (batch: string[]): string[] => {
    for (let i = 0; i < batch.length; i++, line++) {
      const text = batch[i] as string;
      if (text.length <= maxLength) continue;
      options.onProblem?.({ line, message: `the line is longer than ${maxLength} characters: the rest was left out` });
      batch[i] = text.slice(0, maxLength);
    }
    return batch;
  };
  const onProblem = (problem: Problem): void => {
    options.onProblem?.(problem);
    options.onCut?.(problem.message);
  };
  for await (const text of decodedText(source, { ...options, onProblem, onBytes: options.onProgress })) {
    if (terminator === undefined) {
      if (text.includes('\n')) terminator = '\n';
      else if (rest.length + text.length > undecidedLength) terminator = `${rest}${text}`.includes('\r') ? '\r' : '\n';
    }
    if (terminator === '\r' && rest.includes('\r')) {
      const early = rest.split('\r');
      rest = early.pop() as string;
      yield bounded(early);
    }
    const batch = terminator === undefined ? [text] : text.split(terminator);
    batch[0] = rest + (batch[0] as string);
    if (terminator === '\n' && (text.includes('\r') || batch[0]?.endsWith('\r'))) withoutCr(batch);
    rest = batch.pop() as string;
    if (terminator !== undefined && rest.length > maxLength) rest = rest.slice(0, maxLength + 1);
    if (batch.length > 0) yield bounded(batch);
    if (text.length > 1024) await turn();
    options.signal?.throwIfAborted();
  }
  if (rest === '') return;
  const last = rest.split(terminator ?? (rest.includes('\r') ? '\r' : '\n'));
  withoutCr(last);
  if (last.at(-1) === '') last.pop();
  yield bounded(last);
}

/** A copy that does not keep alive the 64 KiB block a line was cut from (V8 slices share their parent's memory). */
export const detached = (text: string): string => (text.length < 13 ? text : Buffer.from(text).toString());
