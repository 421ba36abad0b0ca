import type { GcCollector } from '../../model/gc-series.ts';
import { ascii, isAt } from '../text/bytes.ts';

const collectors = (
  [
    ['[PSYoungGen', 'Parallel'],
    ['[ParNew', 'CMS'],
    ['[GC pause', 'G1'],
    ['[CMS', 'CMS'],
    ['[DefNew', 'Serial'],
    ['[Eden: ', 'G1'],
  ] as const
).map(([words, collector]): readonly [Uint8Array, GcCollector] => [ascii(words), collector]);

/** Whose words a line of a collection has. */
export const collectorOfLine = (bytes: Uint8Array, from: number, to: number): GcCollector | undefined => {
  for (let at = from; at < to; at++) {
    if (bytes[at] !== 91) continue;
    for (const [words, collector] of collectors) if (isAt(bytes, at, words)) return collector;
  }
  return undefined;
};
