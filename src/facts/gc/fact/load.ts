import { type Fact, fact, MissingFact, number, object } from '../../../model/fact.ts';
import { ratesOf } from '../causes.ts';
import { firstOf, gcKinds, seriesOf } from '../chosen.ts';
import { gcThreadsOf } from '../gc-threads.ts';
import { youngOf } from '../young.ts';

const kinds = [...gcKinds];

/** What the application asks of the collector, and what that costs. */
export const loadFacts: Readonly<Record<string, Fact>> = {
  collections: fact(number('collections and pauses of cycles'), kinds, (evidence) =>
    seriesOf(evidence)[0]
      .tallies.filter(({ kind }) => kind !== 'stall' && kind !== 'safepoint')
      .reduce((sum, { count }) => sum + count, 0),
  ),
  rates: fact(
    object(
      {
        allocatedBytes: number('allocated, per second', 'bytes'),
        promotedBytes: number('moved into old by young collections, per second', 'bytes'),
        peakAllocatedBytes: number('allocated in the busiest stretch, per second', 'bytes'),
      },
      'rates over the whole time',
    ),
    kinds,
    (evidence) => firstOf(evidence, ratesOf, 'nothing tells what was allocated'),
  ),
  young: fact(
    object(
      {
        perMinute: number('young and mixed collections per minute'),
        everyMs: number('one each', 'ms'),
        meanMs: number('mean pause', 'ms'),
        heldPct: number('what collections leave in the heap, upper quartile, of its largest size', 'percent'),
        sharePct: number('of the time of all pauses of the collector', 'percent'),
      },
      'young collections over the whole time',
    ),
    kinds,
    (evidence) => {
      const young = firstOf(evidence, youngOf, 'less than half a minute, no young collection, or no times');
      return {
        ...young,
        heldPct: young.heldPct ?? new MissingFact(kinds, 'what young collections leave is not known'),
      };
    },
  ),
  threads: fact(
    object(
      {
        cores: number('processors used by the threads of the collector since the JVM began', 'cores'),
        count: number('such threads'),
      },
      'the threads of the collector, from a thread dump',
    ),
    ['thread-dump'],
    (evidence) => {
      const { cores, count } = gcThreadsOf(evidence);
      return { cores, count };
    },
  ),
};
