import { MissingFact, type ValueOf } from '../../model/fact.ts';
import type { LogScan } from '../../model/log-scan.ts';
import type { Source } from '../../model/source.ts';
import type { Stack, Thread, ThreadDump, ThreadSeries } from '../../model/thread-dump.ts';
import { isRequestWorker } from '../lock/request.ts';
import { firstApplicationFrame, frameText } from '../thread/frames.ts';
import { isFragment } from '../thread/judged.ts';
import { perStack } from '../thread/per-stack.ts';
import { borrowOf } from './borrow.ts';
import { type PoolGauge, takeGauge } from './gauge.ts';
import { driverCall } from './holder.ts';
import { holderFields, holdersWithout } from './holder-fact.ts';
import { lineOf, logFields, type PoolTimeouts, poolTimeouts, takeTimeouts } from './log.ts';
import { nestingOf, nestingWithout } from './nested-fact.ts';
import { sizeSetting } from './size.ts';
import { hasBegunTransaction } from './transaction.ts';
import { type PoolWait, poolWaitClusters, sameWaiters } from './wait.ts';
import type { poolWaitShape } from './wait-shape.ts';
import { isUnbounded, peersOf } from './waiter.ts';

export type PoolWaitFact = ValueOf<typeof poolWaitShape>;

const missing = (reason: string): MissingFact => new MissingFact(['thread-dump'], reason);
const placeOf = (dump: ThreadDump, { line, endLine }: Thread): Source => ({ artifact: dump.artifactId, line, endLine });

const countsOf = (
  threads: readonly Thread[],
  text: (thread: Thread) => string | undefined,
): readonly { readonly text: string; readonly first: Thread; readonly count: number }[] => {
  const counts = new Map<string, { text: string; first: Thread; count: number }>();
  for (const thread of threads) {
    const key = text(thread);
    if (key === undefined) continue;
    const entry = counts.get(key);
    if (entry === undefined) counts.set(key, { text: key, first: thread, count: 1 });
    else entry.count++;
  }
  return [...counts.values()].sort((a, b) => b.count - a.count);
};

/** The frames below a borrow, which is no place of the application even where the pool is its own; else all. */
const belowBorrow = perStack((stack): Stack => {
  const borrow = borrowOf(stack);
  return borrow === undefined ? stack : { ...stack, frames: stack.frames.slice(borrow.endIndex + 1) };
});

const waitFields = (cluster: readonly PoolWait[], series: ThreadSeries, apps: readonly string[] | undefined) => {
  const worst = cluster.reduce((best, one) => (one.waiters.length >= best.waiters.length ? one : best));
  const { dump, waiters } = worst;
  const peers = peersOf(dump, waiters);
  const among = waiters.filter((thread) => peers.has(thread)).length;
  const place = (thread: Thread): string | undefined => {
    const frame = firstApplicationFrame(belowBorrow(thread.stack), apps);
    return frame === undefined ? undefined : frameText(frame);
  };
  const same = sameWaiters(cluster).length;
  const fewest = cluster.length < series.dumps.length ? 0 : Math.min(...cluster.map((wait) => wait.waiters.length));
  const steady = Math.max(same, fewest);
  const unbounded = waiters.filter(isUnbounded);
  const waiting = new Set(waiters);
  const inDriver = dump.threads.filter(({ stack }) => driverCall(stack) !== undefined);
  const inTransaction = dump.threads.filter(
    (thread) =>
      !waiting.has(thread) &&
      borrowOf(thread.stack) === undefined &&
      hasBegunTransaction(thread.stack) &&
      driverCall(thread.stack) === undefined,
  );
  const first = waiters[0]!;
  const top =
    unbounded[0] === undefined ? undefined : unbounded[0].stack.frames[borrowOf(unbounded[0].stack)!.frameIndex];
  const nobody = missing('nobody does');
  return {
    waiters: waiters.length,
    requestWaiters: waiters.filter(isRequestWorker).length,
    peers: peers.size,
    sharePct: (100 * among) / peers.size,
    sameWaiters: series.total < 2 ? missing('one dump cannot show that the same threads still wait') : same,
    steadyWaiters: steady,
    steadySharePct: Math.min(100, (100 * steady) / peers.size),
    unbounded: unbounded.length,
    unboundedAt: top === undefined ? nobody : frameText(top),
    fragment: isFragment(dump),
    jdbc: worst.jdbc,
    oneAddress: worst.address !== undefined,
    callers: countsOf(waiters, place).map(({ text, first: thread, count }) => ({
      frame: text,
      count,
      source: placeOf(dump, thread),
    })),
    inDriver: inDriver.length,
    inDriverAt: countsOf(inDriver, place)[0]?.text ?? nobody,
    inTransaction: inTransaction.length,
    inTransactionAt: countsOf(inTransaction, place)[0]?.text ?? nobody,
    dumps: cluster.length,
    source: placeOf(dump, first),
    ...holderFields(cluster, series, place),
    ...nestingOf(cluster, series),
  };
};

/** A pool nobody waits for in a dump, but a log or the metrics tell of. */
const withoutDump = (source: Source) => {
  const none = missing('no thread of a dump waits for it');
  return {
    waiters: 0,
    requestWaiters: 0,
    peers: 0,
    sharePct: 0,
    sameWaiters: 0,
    steadyWaiters: 0,
    steadySharePct: 0,
    unbounded: 0,
    unboundedAt: none,
    fragment: false,
    jdbc: none,
    oneAddress: false,
    callers: [],
    inDriver: none,
    inDriverAt: none,
    inTransaction: none,
    inTransactionAt: none,
    dumps: 0,
    source,
    ...holdersWithout,
    ...nestingWithout,
  };
};

type Size = { readonly maximum: number; readonly from: string; readonly source?: Source };

/** How large the pool is: by its own words, else by the application's metrics, else by a heap dump, else by the command line. */
const sized = (told: ReturnType<typeof logFields>, gauge: PoolGauge | undefined, elsewhere: Size | undefined) => {
  const unknown = told.maximum instanceof MissingFact ? told.maximum : new MissingFact(['log'], 'nothing tells it');
  const size: Size | undefined =
    told.maximum instanceof MissingFact
      ? (gauge ?? elsewhere)
      : {
          maximum: told.maximum,
          from: 'its own log line',
          ...(told.logSource instanceof MissingFact ? {} : { source: told.logSource }),
        };
  const unseen = new MissingFact(['metrics'], "the application's metrics do not show this pool");
  return {
    ...told,
    maximum: size?.maximum ?? unknown,
    maximumKnown: size !== undefined,
    maximumFrom: size?.from ?? unknown,
    maximumSource: size?.source ?? unknown,
    gauged: gauge?.active !== undefined && gauge.pending !== undefined,
    gaugedActive: gauge?.active ?? unseen,
    gaugedPending: gauge?.pending ?? unseen,
  };
};

type Untotalled = Omit<Exclude<PoolWaitFact, MissingFact>, 'waiting'>;

/** How many wait: in a dump, else as the pool's own words or its metrics say. */
const waitingOf = ({ waiters, queued, gaugedPending }: Untotalled): number =>
  [waiters, queued, gaugedPending].find((count): count is number => typeof count === 'number' && count > 0) ?? 0;

const byLength = (a: readonly PoolWait[], b: readonly PoolWait[]): number =>
  Math.max(...b.map(({ waiters }) => waiters.length)) - Math.max(...a.map(({ waiters }) => waiters.length));

/** What else is known of pools, by library. */
export type PoolKnowledge = {
  /** Packages of the application. */
  readonly apps?: readonly string[] | undefined;
  readonly sizeOf?: (pool: string) => Size | undefined;
  /** By the application's metrics, the longest queue first. */
  readonly gaugesOf?: (pool: string) => readonly PoolGauge[];
  /** By a heap dump. */
  readonly inHeapOf?: (pool: string) => readonly PoolGauge[];
  /** Those of them that are lent out with somebody waiting. */
  readonly starved?: readonly { readonly pool: string; readonly gauge: PoolGauge }[];
};

/**
 * Every pool some thread waits for, in a dump, by the words of a log or by metrics, longest queue first. Log lines and metrics are given
 * to the longest queue of their library.
 */
export const poolWaitFacts = (
  series: ThreadSeries | undefined,
  log: LogScan | undefined,
  { apps, sizeOf = () => undefined, gaugesOf = () => [], inHeapOf = () => [], starved = [] }: PoolKnowledge = {},
): readonly PoolWaitFact[] => {
  const gauges = new Map<string, PoolGauge[]>();
  const inHeap = new Map<string, PoolGauge[]>();
  const sizeFor = (pool: string, lines: PoolTimeouts | undefined, told: ReturnType<typeof logFields>) => {
    const left = gauges.get(pool) ?? [...gaugesOf(pool)];
    gauges.set(pool, left);
    const leftInHeap = inHeap.get(pool) ?? [...inHeapOf(pool)];
    inHeap.set(pool, leftInHeap);
    const gauge = takeGauge(left, lines?.name);
    return sized(told, gauge, takeGauge(leftInHeap, gauge?.name ?? lines?.name) ?? sizeOf(pool));
  };
  const timeouts = [...poolTimeouts(log)];
  const seen = new Map<string, number>();
  const keyOf = (pool: string): string => {
    const count = (seen.get(pool) ?? 0) + 1;
    seen.set(pool, count);
    return count === 1 ? pool : `${pool} ${count}`;
  };
  const clusters = series === undefined ? [] : [...poolWaitClusters(series)].sort(byLength);
  const facts: Untotalled[] = clusters.map((cluster) => {
    const { pool } = cluster[0]!;
    const lines = takeTimeouts(timeouts, pool);
    const told = sizeFor(pool, lines, logFields(lines, log !== undefined));
    return { key: keyOf(pool), pool, ...sizeSetting(pool), ...told, ...waitFields(cluster, series!, apps) };
  });
  for (const lines of timeouts) {
    facts.push({
      key: keyOf(lines.pool),
      pool: lines.pool,
      ...sizeSetting(lines.pool),
      ...sizeFor(lines.pool, lines, logFields(lines, true)),
      ...withoutDump(lineOf(lines)),
    });
  }
  for (const { pool, gauge } of starved) {
    const left = gauges.get(pool);
    if (left !== undefined && !left.some(({ name }) => name === gauge.name)) continue;
    facts.push({
      key: keyOf(pool),
      pool,
      ...sizeSetting(pool),
      ...sized(logFields(undefined, log !== undefined), gauge, undefined),
      name: gauge.name,
      ...withoutDump(gauge.source),
    });
  }
  return facts.map((fact) => ({ ...fact, waiting: waitingOf(fact) }));
};
