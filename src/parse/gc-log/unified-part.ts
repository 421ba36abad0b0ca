import type { GcCollector } from '../../model/gc-series.ts';
import { ascii, isAt } from '../text/bytes.ts';

/** A line with the figures of a part of the heap. */
export type PartLine = {
  readonly words: Uint8Array;
  readonly part: 'eden' | 'survivor' | 'oldRegions' | 'humongous' | 'young' | 'old' | 'metaspace';
  /** Whose words they are. */
  readonly collector: GcCollector | undefined;
};

const line = (words: string, part: PartLine['part'], collector?: GcCollector): PartLine => ({
  words: ascii(words),
  part,
  collector,
});

/** gc/g1/g1HeapTransition.cpp, gc/parallel/parallelScavengeHeap.cpp, gc/serial/serialHeap.cpp, gc/cms/cmsHeap.cpp, memory/metaspaceUtils.cpp: `print_heap_change`. */
const partLines: readonly PartLine[] = [
  line('Eden regions:', 'eden', 'G1'),
  line('Survivor regions:', 'survivor', 'G1'),
  line('Old regions:', 'oldRegions', 'G1'),
  line('Humongous regions:', 'humongous', 'G1'),
  line('PSYoungGen:', 'young', 'Parallel'),
  line('ParOldGen:', 'old', 'Parallel'),
  line('PSOldGen:', 'old', 'Parallel'),
  line('ParNew:', 'young', 'CMS'),
  line('CMS:', 'old', 'CMS'),
  line('DefNew:', 'young', 'Serial'),
  line('Tenured:', 'old', 'Serial'),
  line('Metaspace:', 'metaspace'),
];

const byLetter: (PartLine[] | undefined)[] = Array.from({ length: 128 });
for (const one of partLines) {
  const letter = one.words[0] as number;
  byLetter[letter] = [...(byLetter[letter] ?? []), one];
}

/** The part a message is about. */
export const partLineAt = (bytes: Uint8Array, at: number): PartLine | undefined => {
  const candidates = byLetter[bytes[at] as number];
  if (candidates === undefined) return undefined;
  for (const one of candidates) if (isAt(bytes, at, one.words)) return one;
  return undefined;
};
