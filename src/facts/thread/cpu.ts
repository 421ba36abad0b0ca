import type { Evidence } from '../../model/evidence.ts';
import { MissingFact } from '../../model/fact.ts';
import type { ProcessSnapshot, ProcessTask } from '../../model/process.ts';
import type { Thread, ThreadDump } from '../../model/thread-dump.ts';
import { identityOf, oldestAgeMs, threadsByIdentity } from './identity.ts';
import { judgedDumps, newestDump, once } from './judged.ts';
import { spanBetweenMs } from './turnover.ts';

/** Dumps further apart than this are averaged over too much; the nearest one inside is preferred. */
const maxSpanMs = 120_000;
/** Below this the clocks of the dumps are too coarse. */
const minSpanMs = 300;

/** The oldest dump within two minutes before the newest; the one just before it when none is. */
const baseDump = (dumps: readonly ThreadDump[]): ThreadDump | undefined => {
  const last = dumps.at(-1) as ThreadDump;
  const earlier = dumps.slice(0, -1);
  const within = earlier.find((dump) => (spanBetweenMs(dump, last) ?? Number.POSITIVE_INFINITY) <= maxSpanMs);
  return within ?? earlier.at(-1);
};

/** CPU in cores of the later dump's threads that were there in the earlier one. */
export const betweenDumps = (base: ThreadDump, last: ThreadDump): ReadonlyMap<Thread, number> => {
  const cores = new Map<Thread, number>();
  const commonSpanMs = spanBetweenMs(base, last);
  const before = threadsByIdentity(base);
  for (const thread of last.threads) {
    const then = before.get(identityOf(thread) ?? '');
    if (then?.cpuMs === undefined || thread.cpuMs === undefined) continue;
    const ownSpanMs =
      thread.elapsedMs !== undefined && then.elapsedMs !== undefined ? thread.elapsedMs - then.elapsedMs : commonSpanMs;
    if (ownSpanMs === undefined || ownSpanMs < minSpanMs) continue;
    cores.set(thread, Math.max(0, thread.cpuMs - then.cpuMs) / ownSpanMs);
  }
  return cores;
};

const betweenSnapshots = (evidence: Evidence, dump: ThreadDump): ReadonlyMap<Thread, number> => {
  const cores = new Map<Thread, number>();
  const snapshots = (evidence.models.process?.snapshots ?? []).filter(({ tasks }) => tasks !== undefined);
  const last = snapshots.at(-1);
  const base = snapshots.find(
    (snapshot) => last !== undefined && snapshot !== last && last.takenAtMs - snapshot.takenAtMs <= maxSpanMs,
  );
  if (last === undefined || base === undefined || last.takenAtMs - base.takenAtMs < minSpanMs) return cores;
  const byId = (snapshot: ProcessSnapshot): ReadonlyMap<number, ProcessTask> =>
    new Map((snapshot.tasks ?? []).map((task) => [task.nativeId, task]));
  const before = byId(base);
  const after = byId(last);
  for (const thread of dump.threads) {
    const then = before.get(thread.nativeId ?? -1);
    const now = after.get(thread.nativeId ?? -1);
    // The number of a dead thread is given out again.
    if (then?.cpuMs === undefined || now?.cpuMs === undefined || then.startedAtMs !== now.startedAtMs) continue;
    cores.set(thread, Math.max(0, now.cpuMs - then.cpuMs) / (last.takenAtMs - base.takenAtMs));
  }
  return cores;
};

/**
 * CPU of the newest dump's threads in cores, over the last two minutes of the series at most: from `cpu=` of two dumps (JDK 11+),
 * else from the kernel's figures in two process snapshots. Throws MissingFact when neither is there.
 */
export const threadCores = once((evidence: Evidence): ReadonlyMap<Thread, number> => {
  const dumps = judgedDumps(evidence);
  const last = newestDump(evidence);
  const base = baseDump(dumps);
  const cores = base === undefined ? new Map<Thread, number>() : betweenDumps(base, last);
  if (cores.size > 0) return cores;
  const fromTasks = betweenSnapshots(evidence, last);
  if (fromTasks.size > 0) return fromTasks;
  throw new MissingFact(
    ['thread-dump', 'process'],
    'CPU per thread needs two dumps of JDK 11+ or two process snapshots',
  );
});

const gcThread =
  /^(?:GC Thread#|G1 |GC task thread#|ParGC Thread#|Parallel GC Threads|Gang worker#|ConcurrentMark|CMS |Concurrent Mark-Sweep|ZWorker|ZDriver|ZDirector|ZUncommitter|ZUnmapper|XWorker|XDriver|Shenandoah|Gc Thread#|\(GC Worker)/;

/** CPU of the collector's threads since the JVM's start, in cores. Throws MissingFact before JDK 11. */
export const gcCores = once((evidence: Evidence): number => {
  const dump = newestDump(evidence);
  const uptimeMs = oldestAgeMs(dump);
  const threads = dump.threads.filter(({ name, cpuMs }) => cpuMs !== undefined && gcThread.test(name));
  if (uptimeMs === undefined || uptimeMs < 1 || threads.length === 0) {
    throw new MissingFact(['thread-dump'], 'the dump has no CPU time of the collector threads (JDK 11+ has)');
  }
  return threads.reduce((sum, { cpuMs }) => sum + (cpuMs ?? 0), 0) / uptimeMs;
});
