import type { Evidence } from '../model/evidence.ts';
import { type FactNamespace, fact, list, MissingFact, number } from '../model/fact.ts';
import type { ThreadSeries } from '../model/thread-dump.ts';
import { borrowOf } from './pool/borrow.ts';
import { poolGauges, starvedGauges } from './pool/gauge.ts';
import { pooledInHeap } from './pool/in-heap.ts';
import { poolTimeouts } from './pool/log.ts';
import { openings } from './pool/opening.ts';
import { configuredSize } from './pool/size.ts';
import { unreachableFacts, unreachableShape } from './pool/unreachable.ts';
import { poolWaits } from './pool/wait.ts';
import { poolWaitFacts } from './pool/wait-fact.ts';
import { poolWaitShape } from './pool/wait-shape.ts';
import { perStack } from './thread/per-stack.ts';

/** Where virtual threads wait in a borrow, only Thread.dump_to_file shows them: it lists all threads, so it is judged instead. */
const judged = (series: ThreadSeries): ThreadSeries => {
  const beside = series.beside ?? [];
  const waits = beside.some(({ threads }) =>
    threads.some(({ kind, stack }) => kind === 'virtual' && borrowOf(stack) !== undefined),
  );
  return waits ? { ...series, dumps: beside, total: beside.length } : series;
};

/** So many threads in `Mono.block` or its like may stand in a queue for a connection (R2DBC) that no stack shows. */
const manyBlocked = 3;
const blocksOnReactive = perStack(({ frames }) =>
  frames.slice(0, 12).some(({ className }) => /(?:^|\.)reactor\.core\.publisher\.Blocking/.test(className)),
);
const blockOnReactive = ({ dumps }: ThreadSeries): boolean =>
  (dumps.at(-1)?.threads ?? []).filter(({ stack }) => blocksOnReactive(stack)).length >= manyBlocked;

/** Threads seen by stacks, the pool's own words, or its gauges while somebody waits: each is enough to look. */
const waitsOf = (evidence: Evidence) => {
  const series = evidence.models['thread-dump'];
  const { log } = evidence.models;
  const hasDump = series !== undefined && series.dumps.length > 0;
  const starved = starvedGauges(evidence);
  if (!hasDump && poolTimeouts(log).length === 0 && starved.length === 0) {
    throw new MissingFact(['thread-dump'], 'there is no thread dump');
  }
  const waits = poolWaitFacts(hasDump ? judged(series) : undefined, log, {
    apps: evidence.appPackages,
    sizeOf: (pool) => configuredSize(evidence, pool),
    gaugesOf: (pool) => poolGauges(evidence, pool),
    inHeapOf: (pool) => pooledInHeap(evidence, pool),
    starved,
  });
  if (waits.length === 0 && log === undefined && hasDump && blockOnReactive(series)) {
    throw new MissingFact(
      ['log'],
      'threads block on a reactive answer: that it waits for a connection only a log tells',
    );
  }
  if (waits.length === 0 && log === undefined && hasDump && openings(series).length > 0) {
    throw new MissingFact(
      ['log'],
      'a pool opens connections, and nobody waits at the moment of a dump: whether borrowers timed out only its log tells',
    );
  }
  return waits;
};

const pools: FactNamespace = {
  name: 'pools',
  doc: 'Threads that wait for a connection out of a pool, by pool: how many, since when, and who holds what.',
  facts: {
    waits: fact(
      list(
        poolWaitShape,
        'pools some thread waits for, in a dump, by the words of a log or by metrics, longest queue first',
      ),
      ['thread-dump', 'log', 'metrics'],
      waitsOf,
    ),
    unreachable: fact(unreachableShape, ['thread-dump', 'log'], ({ models }) => {
      const series = models['thread-dump'];
      if (series === undefined && models.log === undefined) {
        throw new MissingFact(['thread-dump', 'log'], 'there is neither a thread dump nor a log');
      }
      const found = unreachableFacts(series, models.log);
      if (found.length === 0 && series === undefined) {
        throw new MissingFact(['thread-dump'], 'there is no thread dump, and no log line tells');
      }
      return found;
    }),
    waiting: fact(
      number('threads that wait in a borrow of any pool, in the newest dump'),
      ['thread-dump'],
      ({ models }) => {
        const dump = models['thread-dump']?.dumps.at(-1);
        if (dump === undefined) throw new MissingFact(['thread-dump'], 'there is no thread dump');
        return poolWaits(dump).reduce((sum, { waiters }) => sum + waiters.length, 0);
      },
    ),
  },
};

export default pools;
