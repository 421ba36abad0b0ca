import type { Frame, Stack } from '../../model/thread-dump.ts';
import { kindOfClass } from '../thread/frame-table.ts';
import { perStack } from '../thread/per-stack.ts';
import { inHouseBorrow } from './in-house.ts';
import { type PoolLibrary, poolLibraries } from './libraries.ts';

/** A thread that waits for something out of a pool. */
export type Borrow = {
  /** `HikariCP`, `DBCP2`, `Jedis`: the library as its users call it. */
  readonly pool: string;
  /** Index into `stack.frames` of the frame that blocks. */
  readonly frameIndex: number;
  /** Index of the outermost frame of the same borrow: `getConnection` upon `getConnection` is one borrow. */
  readonly endIndex: number;
  /** One address is one pool (or one key of a keyed pool, where this is false). */
  readonly sharedAddress: boolean;
  /** What is lent are JDBC connections. */
  readonly jdbc: boolean;
};

type Rule = { readonly suffix: string; readonly library: PoolLibrary };

const simpleName = (className: string): string => className.slice(className.lastIndexOf('.') + 1);

/** By `SimpleClass.method`, so that a stack costs a few map look-ups. */
const rules: ReadonlyMap<string, readonly Rule[]> = (() => {
  const map = new Map<string, Rule[]>();
  for (const library of poolLibraries) {
    for (const suffix of library.borrow) {
      const dot = suffix.lastIndexOf('.');
      const key = simpleName(suffix.slice(0, dot)) + suffix.slice(dot);
      const list = map.get(key) ?? [];
      list.push({ suffix: suffix.slice(0, dot), library });
      map.set(key, list);
    }
  }
  return map;
})();

const jdkPackages = ['java.', 'jdk.', 'sun.', 'com.sun.', 'com.ibm.oti.', 'openj9.'];
/** Back-ports of java.util.concurrent, queues and futures a pool brings along: they stand between the wait and the borrow. */
const queueClasses = [
  'jsr166y.',
  'edu.emory.mathcs.backport.',
  'EDU.oswego.cs.dl.util.concurrent.',
  'com.jolbox.bonecp.BoundedLinkedTransferQueue',
  'com.jolbox.bonecp.LIFOQueue',
  'hikari.util.QueuedSequenceSynchronizer',
  'hc.core5.concurrent.BasicFuture',
  'hc.core5.pool.',
];
const waits = new Set([
  'park',
  'parkNanos',
  'parkUntil',
  'wait',
  'wait0',
  'sleep',
  'sleep0',
  'sleepNanos0',
  'yield',
  'parkVirtualThread',
]);

const startsWithAny = (text: string, prefixes: readonly string[]): boolean => prefixes.some((p) => text.startsWith(p));

const ruleFor = (frame: Frame): PoolLibrary | undefined => {
  const { className } = frame;
  const candidates = rules.get(`${simpleName(className)}.${frame.method}`);
  return candidates?.find(
    ({ suffix }) =>
      className.endsWith(suffix) && (className.length === suffix.length || className.at(-suffix.length - 1) === '.'),
  )?.library;
};

const lendingMethod =
  /^(?:do|internal)?(?:get|borrow|obtain|fetch|open|checkout|acquire|lease|reserve)\w*?(?:Connection|Object|Resource|Endpoint|PoolEntry|Channel)(?:Internal|Direct|Blocking|WithRetry)?$|^(?:borrow|lease|checkout)$/i;

/** `getConnection` and its like: data source wrappers, routing data sources, an application's own `ConnectionUtil.getConnection`. */
const handsOn = (frame: Frame, library: PoolLibrary): boolean =>
  library.packages.some((part) => frame.className.includes(part)) || lendingMethod.test(frame.method);

/** commons-pool lends anything: what stands below says what it is. */
const lenders: readonly (readonly [RegExp, string])[] = [
  [/\.dbcp2\./, 'DBCP2'],
  [/\.dbcp\.(?!pool)/, 'DBCP1'],
  [/redis\.clients\./, 'Jedis'],
  [/io\.lettuce\./, 'Lettuce'],
  [/\.amqp\./, 'Spring AMQP'],
];

const isAgent = ({ className }: Frame): boolean => kindOfClass(className) === 'agent';

/** The last frame of one borrow: `getConnection` upon `getConnection`, an agent's wrappers in between left out. */
const lastOf = (frames: readonly Frame[], start: number, isPart: (frame: Frame) => boolean): number => {
  let end = start;
  for (let next = start + 1; next < frames.length; next++) {
    if (isPart(frames[next]!)) end = next;
    else if (!isAgent(frames[next]!)) break;
  }
  return end;
};

const nameOf = (library: PoolLibrary, frames: readonly Frame[]): string => {
  if (!library.pool.startsWith('commons-pool')) return library.pool;
  for (const { className } of frames) {
    const lender = lenders.find(([part]) => part.test(className));
    if (lender !== undefined) return lender[1];
  }
  return library.pool;
};

const find = (stack: Stack): Borrow | undefined => {
  const { frames } = stack;
  let index = 0;
  let waiting = false;
  for (; index < frames.length; index++) {
    const frame = frames[index]!;
    const isJdk = startsWithAny(frame.className, jdkPackages);
    if (!isJdk && !queueClasses.some((part) => frame.className.includes(part))) break;
    waiting ||= isJdk && waits.has(frame.method);
  }
  const blocking = frames[index];
  if (blocking === undefined || !waiting) return undefined;
  const library = ruleFor(blocking);
  if (library === undefined) {
    const own = frames[0]?.className === 'java.lang.Thread' ? undefined : inHouseBorrow(stack, index);
    if (own === undefined) return undefined;
    const endIndex = lastOf(frames, own.endIndex, ({ method }) => lendingMethod.test(method));
    return { pool: own.pool, frameIndex: index, endIndex, sharedAddress: true, jdbc: true };
  }
  const end = lastOf(frames, index, (frame) => handsOn(frame, library));
  const own = frames.slice(index, end + 1);
  const pool = nameOf(library, frames.slice(index, end + 3));
  return {
    pool,
    frameIndex: index,
    endIndex: end,
    sharedAddress: library.sharedAddress && !own.some(({ className }) => className.endsWith('GenericKeyedObjectPool')),
    jdbc: library.jdbc || pool.startsWith('DBCP'),
  };
};

/**
 * The borrow a stack is blocked in, or undefined. Blocked: the JDK's wait or park stands directly on the pool's borrow frame, so a
 * thread that opens a new connection inside its borrow, a housekeeper or a pool's helper thread is no waiter.
 */
export const borrowOf: (stack: Stack) => Borrow | undefined = perStack(find);
