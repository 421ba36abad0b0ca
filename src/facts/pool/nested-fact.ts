import { boolean, MissingFact, number, source, string } from '../../model/fact.ts';
import type { Source } from '../../model/source.ts';
import type { Thread, ThreadDump, ThreadSeries } from '../../model/thread-dump.ts';
import { familyOf } from '../thread/family.ts';
import { frameText, isApplicationFrame } from '../thread/frames.ts';
import { begunStuck, childOf, type Places, parentsOf, placesOf } from './nested.ts';
import { askingFrame, type PlainNesting, plainNestings } from './nesting.ts';
import { hasBegunTransaction, isRequiresNew } from './transaction.ts';
import type { PoolWait } from './wait.ts';

/** Fields of a pool wait about threads that hold a connection of the pool while they wait for another one. */
export const nestedFields = {
  requiresNew: number(
    'waiters that ask for a second connection by the same transaction manager (REQUIRES_NEW), by their own frames',
  ),
  begunWaiters: number('waiters with a begun transaction below their borrow: they hold one connection already'),
  begunStuck: number(
    'begun waiters that are the same in two or more dumps, on one pool, while no thread stood in a driver: nobody can give a connection back',
  ),
  plainNested: number('waiters below whose borrow stands a method that borrows for itself in another thread'),
  waitsForChild: number(
    'threads with a begun transaction that wait for a child thread while a task waits for the pool',
  ),
  nestedAt: string('the place that asks for the second connection'),
  outerAt: string('the place below it that holds, or very likely holds, the first one'),
  nestedThreads: number('threads that can nest at the same time: those of the families of the nested waiters'),
  connectionsEach: number('connections such a thread needs at once, at least'),
  neededSize: number('smallest pool that cannot run into this: threads x (connections each - 1) + 1'),
  nested: boolean('some waiter holds or very likely holds a connection of the pool'),
  nestedSource: source('the first such waiter'),
};

const missing = (reason: string): MissingFact => new MissingFact(['thread-dump'], reason);

const none = missing('no thread waits for a second connection');

export const nestingWithout = {
  requiresNew: 0,
  begunWaiters: 0,
  begunStuck: 0,
  plainNested: 0,
  waitsForChild: 0,
  nestedAt: none,
  outerAt: none,
  nestedThreads: none,
  connectionsEach: none,
  neededSize: none,
  nested: false,
  nestedSource: none,
};

const sourceOf = (dump: ThreadDump, { line, endLine }: Thread): Source => ({
  artifact: dump.artifactId,
  line,
  endLine,
});

/** What the waiters of one dump hold; a transaction holds JDBC connections only. */
type Holding = {
  readonly dump: ThreadDump;
  readonly requiresNew: readonly Thread[];
  readonly begun: readonly Thread[];
  readonly plain: readonly PlainNesting[];
  readonly parents: readonly Thread[];
  /** A task the parents may wait for: it waits for the pool. */
  readonly child: Thread | undefined;
};

const holdingIn = (wait: PoolWait, all: readonly Thread[]): Holding => ({
  dump: wait.dump,
  requiresNew: wait.jdbc ? wait.waiters.filter(({ stack }) => isRequiresNew(stack)) : [],
  begun: wait.jdbc ? wait.waiters.filter(({ stack }) => hasBegunTransaction(stack)) : [],
  plain: plainNestings(wait.waiters, all),
  parents: wait.jdbc ? parentsOf(wait, all) : [],
  child: childOf(wait),
});

const sizeOf = ({ requiresNew, begun, plain, parents }: Holding): number =>
  requiresNew.length + begun.length + plain.length + parents.length;

/** The child asks for the second connection; the first one is held where the parent waits. */
const acrossThreads = (parent: Thread, child: Thread | undefined): Places => {
  const asks = child === undefined ? undefined : askingFrame(child);
  const waits = parent.stack.frames.find(isApplicationFrame);
  return {
    ...(asks === undefined ? {} : { inner: frameText(asks) }),
    ...(waits === undefined ? {} : { outer: frameText(waits) }),
  };
};

/** The plainest case there is, and where it stands. */
const exampleOf = ({
  requiresNew,
  begun,
  plain,
  parents,
  child,
}: Holding): ({ readonly thread: Thread } & Places) | undefined => {
  const [nesting] = plain;
  if (requiresNew.length === 0 && nesting !== undefined) {
    return { thread: nesting.thread, inner: frameText(nesting.inner), outer: frameText(nesting.outer) };
  }
  const thread = requiresNew[0] ?? begun[0];
  if (thread !== undefined) return { thread, ...placesOf(thread) };
  const [parent] = parents;
  return parent && { thread: parent, ...acrossThreads(parent, child) };
};

/** What the waiters of one pool hold already, from the dump that shows most of it. */
export const nestingOf = (cluster: readonly PoolWait[], series: ThreadSeries) => {
  const all = cluster.flatMap(({ waiters }) => waiters);
  const best = cluster.map((wait) => holdingIn(wait, all)).reduce((a, b) => (sizeOf(b) >= sizeOf(a) ? b : a));
  const example = exampleOf(best);
  if (example === undefined) return nestingWithout;
  const { dump, requiresNew, begun, plain, parents } = best;
  const nested = [...requiresNew, ...begun, ...parents, ...plain.map(({ thread }) => thread)];
  const families = new Set(nested.map(({ name }) => familyOf(name)));
  const nestedThreads = dump.threads.filter(({ name }) => families.has(familyOf(name))).length;
  const connectionsEach = Math.max(2, ...plain.map(({ connections }) => connections));
  const unknown = missing('no frame of the application');
  return {
    requiresNew: requiresNew.length,
    begunWaiters: begun.length,
    begunStuck: begun.length === 0 ? 0 : begunStuck(cluster, series),
    plainNested: plain.length,
    waitsForChild: parents.length,
    nested: true,
    nestedAt: example.inner ?? unknown,
    outerAt: example.outer ?? unknown,
    nestedThreads,
    connectionsEach,
    neededSize: nestedThreads * (connectionsEach - 1) + 1,
    nestedSource: sourceOf(dump, example.thread),
  };
};
