import type { FactNamespace } from '../model/fact.ts';
import { dumpFacts } from './heap/dump-facts.ts';
import { histogramFacts } from './heap/histogram-facts.ts';
import { outOfMemoryFacts } from './heap/out-of-memory.ts';

/** Facts of class histograms, heap dumps and OutOfMemoryErrors. */
const heap: FactNamespace = {
  name: 'heap',
  doc: 'What the Java heap holds: class histograms and heap dumps, and why the JVM ran out of memory.',
  facts: { ...histogramFacts, ...dumpFacts, ...outOfMemoryFacts },
};

export default heap;
