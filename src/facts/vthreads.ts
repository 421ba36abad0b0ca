import { boolean, type FactNamespace, fact, number, string } from '../model/fact.ts';
import { seriesOf } from './thread/judged.ts';
import { carrierFacts, carriersShape } from './virtual/carriers.ts';
import { crowdFacts, crowdShape } from './virtual/flood.ts';
import { ownerlessFacts, ownerlessShape } from './virtual/ownerless.ts';
import { pinnedFacts, pinnedShape } from './virtual/pinned.ts';
import { hiddenLocks, listings, usesVirtualThreads } from './virtual/use.ts';

/** Virtual threads (JDK 21 and later): Thread.print shows their carriers, Thread.dump_to_file the threads themselves; both are joined by thread id. */
const vthreads: FactNamespace = {
  name: 'vthreads',
  doc: 'Virtual threads and the carriers that run them.',
  facts: {
    inUse: fact(boolean('a dump shows virtual threads, or what the JVM starts for them'), ['thread-dump'], (evidence) =>
      usesVirtualThreads(seriesOf(evidence)),
    ),
    lists: fact(
      number('Thread.dump_to_file texts: they alone list all virtual threads'),
      ['thread-dump'],
      (evidence) => listings(seriesOf(evidence)).length,
    ),
    hidden: fact(
      string('what of their locks cannot be seen, and why; empty when nothing is hidden'),
      ['thread-dump'],
      (evidence) => hiddenLocks(seriesOf(evidence)) ?? '',
    ),
    carriers: fact(carriersShape, ['thread-dump'], (evidence) => carrierFacts(evidence, seriesOf(evidence))),
    pinned: fact(pinnedShape, ['thread-dump'], (evidence) => pinnedFacts(seriesOf(evidence), evidence.appPackages)),
    ownerless: fact(ownerlessShape, ['thread-dump'], (evidence) =>
      ownerlessFacts(seriesOf(evidence), evidence.appPackages),
    ),
    crowd: fact(crowdShape, ['thread-dump'], (evidence) => crowdFacts(seriesOf(evidence), evidence.appPackages)),
  },
};

export default vthreads;
