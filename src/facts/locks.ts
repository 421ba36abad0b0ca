import type { Evidence } from '../model/evidence.ts';
import { type FactNamespace, fact, list, MissingFact, number } from '../model/fact.ts';
import type { ThreadDump, ThreadSeries } from '../model/thread-dump.ts';
import { classInitList, classInitWaits } from './lock/class-init.ts';
import { classInitCycleShape, classInitCycles } from './lock/class-init-cycle.ts';
import { convoyFacts, convoyShape } from './lock/convoy-fact.ts';
import { deadlockShape, deadlocksOf } from './lock/deadlock.ts';
import { lockGraph } from './lock/graph.ts';
import { heldWhileWaitingShape, locksHeldWhileWaiting } from './lock/held-while-waiting.ts';
import { loggingFacts, loggingShape } from './lock/logging-fact.ts';
import { ownerlessLocks, ownerlessShape } from './lock/ownerless.ts';

/** JDK 21's Thread.dump_to_file and its like list stacks only: no state, no lock. */
const showsStates = ({ threads, deadlocks }: ThreadDump): boolean =>
  deadlocks.length > 0 || threads.some(({ state, locks }) => state !== undefined || locks.length > 0);

const seriesOf = ({ models }: Evidence): ThreadSeries => {
  const series = models['thread-dump'];
  if (series === undefined) throw new MissingFact(['thread-dump'], 'there is no thread dump');
  const dumps = series.dumps.filter(showsStates);
  if (dumps.length === 0) {
    throw new MissingFact(['thread-dump'], 'this kind of dump shows neither thread states nor locks');
  }
  return { ...series, dumps };
};

/** The serviceability agent's text says BLOCKED for parked threads: its lock lines prove nothing, in either direction. */
const readableSeries = (evidence: Evidence): ThreadSeries => {
  const series = seriesOf(evidence);
  const dumps = series.dumps.filter(({ format }) => format !== 'jstack-F');
  if (dumps.length === 0) {
    throw new MissingFact(
      ['thread-dump'],
      'jstack -F writes BLOCKED for parked threads: its lock lines cannot be used',
    );
  }
  return { ...series, dumps };
};

/** A format without the JVM's own deadlock report, in which threads wait for locks whose owners it does not name. */
const hidesOwners = (dump: ThreadDump): boolean => {
  if (!dump.format.startsWith('dump-to-file')) return false;
  const { waiters, holderOf } = lockGraph(dump);
  return [...waiters].filter(([thread, { kind }]) => kind === 'synchronizer' && !holderOf.has(thread)).length > 1;
};

const locks: FactNamespace = {
  name: 'locks',
  doc: 'Who holds which lock and who waits for it: deadlocks, convoys, log statements that block.',
  facts: {
    deadlocks: fact(
      list(deadlockShape, 'threads that wait for each other, each cycle once per capture'),
      ['thread-dump'],
      (evidence) => {
        const series = seriesOf(evidence);
        const found = deadlocksOf(series, evidence.appPackages);
        if (found.length === 0 && series.dumps.some(hidesOwners)) {
          throw new MissingFact(
            ['thread-dump'],
            'Thread.dump_to_file does not say who owns a java.util.concurrent lock',
          );
        }
        return found;
      },
    ),
    convoys: fact(
      list(convoyShape, 'threads that wait for one holder, longest first; deadlocks and idle hand-overs are left out'),
      ['thread-dump'],
      (evidence) => convoyFacts(readableSeries(evidence), evidence.appPackages),
    ),
    logging: fact(
      list(loggingShape, 'threads that wait inside a log statement, by logging library'),
      ['thread-dump'],
      (evidence) => loggingFacts(readableSeries(evidence), evidence.appPackages),
    ),
    classInitWaits: fact(classInitList, ['thread-dump'], (evidence) => classInitWaits(readableSeries(evidence))),
    classInitCycles: fact(
      list(classInitCycleShape, 'static initialisers that wait for each other, in the newest dump'),
      ['thread-dump'],
      (evidence) => classInitCycles(readableSeries(evidence)),
    ),
    heldWhileWaiting: fact(
      list(
        heldWhileWaitingShape,
        'holders of wanted locks that wait for something else than a lock, in the newest dump',
      ),
      ['thread-dump'],
      (evidence) => locksHeldWhileWaiting(readableSeries(evidence), evidence.appPackages),
    ),
    ownerless: fact(
      list(ownerlessShape, 'locks that threads wait for and nobody in the newest dump holds'),
      ['thread-dump'],
      (evidence) => ownerlessLocks(readableSeries(evidence)),
    ),
    waiting: fact(
      number('threads that wait for a monitor or an exclusive lock, in the newest dump'),
      ['thread-dump'],
      (evidence) => {
        const dump = readableSeries(evidence).dumps.at(-1);
        return dump === undefined ? 0 : lockGraph(dump).waiters.size;
      },
    ),
  },
};

export default locks;
