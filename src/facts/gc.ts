import type { FactNamespace } from '../model/fact.ts';
import { floorFacts } from './gc/fact/floor.ts';
import { fullFacts } from './gc/fact/full.ts';
import { jvmFacts } from './gc/fact/jvm.ts';
import { loadFacts } from './gc/fact/load.ts';
import { logFacts } from './gc/fact/log.ts';
import { markFacts } from './gc/fact/mark.ts';
import { metaspaceFacts } from './gc/fact/metaspace.ts';
import { pauseFacts } from './gc/fact/pause.ts';

/** Facts of collections: of a GC log, of the JVM's own counters, of jstat. */
const gc: FactNamespace = {
  name: 'gc',
  doc: 'Garbage collection: what is left after collections, what they cost, why they ran.',
  facts: {
    ...jvmFacts,
    ...floorFacts,
    ...fullFacts,
    ...pauseFacts,
    ...markFacts,
    ...loadFacts,
    ...metaspaceFacts,
    ...logFacts,
  },
};

export default gc;
