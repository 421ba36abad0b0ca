import { type Fact, fact, number, string } from '../../../model/fact.ts';
import { firstOf, gcKinds, heapMaxOf, spanMsOf } from '../chosen.ts';

const kinds = [...gcKinds];

/** What JVM it is and over which time it was seen. */
export const jvmFacts: Readonly<Record<string, Fact>> = {
  collector: fact(
    string('Serial, Parallel, CMS, G1, ZGC, ZGC generational, Shenandoah ... or Epsilon'),
    kinds,
    (evidence) => firstOf(evidence, ({ jvm }) => jvm.collector, 'nothing says which collector it is'),
  ),
  jdk: fact(number('feature release'), kinds, (evidence) =>
    firstOf(evidence, ({ jvm }) => jvm.jdk, 'nothing says which JDK it is'),
  ),
  cpus: fact(number('processors the JVM sees'), kinds, (evidence) =>
    firstOf(evidence, ({ jvm }) => jvm.cpus, 'nothing says how many processors the JVM sees'),
  ),
  memoryBytes: fact(number('memory the JVM sees', 'bytes'), kinds, (evidence) =>
    firstOf(evidence, ({ jvm }) => jvm.memoryBytes, 'nothing says how much memory the JVM sees'),
  ),
  heapMaxBytes: fact(number('most the heap can become, or became', 'bytes'), kinds, (evidence) =>
    firstOf(evidence, heapMaxOf, 'the size of the heap is not known'),
  ),
  spanMs: fact(number('from the first to the last collection or sample', 'ms'), kinds, (evidence) =>
    firstOf(evidence, spanMsOf, 'nothing has a time'),
  ),
};
