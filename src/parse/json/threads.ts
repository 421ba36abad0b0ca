import type { ByteSource } from '../../model/byte-source.ts';
import type { ParseOptions } from '../../model/format.ts';
import type { ThreadDump } from '../../model/thread-dump.ts';
import { decodedText } from '../text/decoded-text.ts';
import type { boundedProblems } from '../text/problems.ts';
import type { objectScanner } from './objects.ts';

/** Where a document of threads ends too early; `unfinished`: in the middle of a thread, which is then left out. */
export type OpenEnd = { readonly line: number; readonly unfinished: boolean };

/** Feeds a whole file to the scanner of its threads. Tells, also as a problem, when the last document has no end. */
export const scanThreads = async (
  source: ByteSource,
  { signal, onProgress }: Pick<ParseOptions<ThreadDump>, 'signal' | 'onProgress'>,
  scanner: ReturnType<typeof objectScanner>,
  problems: ReturnType<typeof boundedProblems>,
): Promise<OpenEnd | undefined> => {
  const reading = { signal, onProblem: problems.add, onBytes: onProgress };
  for await (const text of decodedText(source, reading)) scanner.push(text);
  const { open, unfinished, line } = scanner.finish();
  if (!open) return undefined;
  problems.add({
    line,
    message: unfinished ? 'the file ends in the middle of a thread, which was left out' : 'the file ends early',
  });
  return { line, unfinished };
};
