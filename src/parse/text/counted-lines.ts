import type { ByteSource } from '../../model/byte-source.ts';
import { type LineOptions, lines } from './lines.ts';

/** Lines that are not blank, and how many of them were understood. `cut`: why the input is known to be less than it was. */
export type CountedLines = { readonly recognised: number; readonly total: number; readonly cut?: string };

/** Hands `take` each line that is not blank, with its number from 1; its answer: understood. */
export const countedLines = async (
  source: ByteSource,
  { signal, onProgress, onProblem }: Pick<LineOptions, 'signal' | 'onProgress' | 'onProblem'>,
  take: (text: string, line: number) => boolean,
): Promise<CountedLines> => {
  let [line, total, recognised] = [0, 0, 0];
  let cut: string | undefined;
  const onCut = (reason: string): void => {
    cut = reason;
  };
  for await (const batch of lines(source, { signal, onProgress, onProblem, onCut })) {
    for (const text of batch) {
      line++;
      if (text.trim() === '') continue;
      total++;
      if (take(text, line)) recognised++;
    }
  }
  return { recognised, total, ...(cut === undefined ? {} : { cut }) };
};
