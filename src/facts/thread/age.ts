import type { Evidence } from '../../model/evidence.ts';
import { MissingFact } from '../../model/fact.ts';
import type { ProcessSnapshot } from '../../model/process.ts';
import type { Thread, ThreadDump } from '../../model/thread-dump.ts';
import { oldestAgeMs } from './identity.ts';
import { newestDump, once } from './judged.ts';

/** A snapshot further from the dump than this says nothing of its threads' ages. */
const maxSkewMs = 60_000;

/** The list of the process' tasks taken nearest to a dump; the newest when the dump has no usable clock. */
const snapshotNear = (evidence: Evidence, dump: ThreadDump): ProcessSnapshot | undefined => {
  const snapshots = (evidence.models.process?.snapshots ?? []).filter(({ tasks }) => tasks !== undefined);
  const { takenAtMs } = dump;
  if (takenAtMs === undefined || dump.takenAtIsNaive === true) return snapshots.at(-1);
  const distance = (snapshot: ProcessSnapshot): number => Math.abs(snapshot.takenAtMs - takenAtMs);
  let nearest: ProcessSnapshot | undefined;
  for (const snapshot of snapshots) {
    if (nearest === undefined || distance(snapshot) < distance(nearest)) nearest = snapshot;
  }
  return nearest !== undefined && distance(nearest) <= maxSkewMs ? nearest : undefined;
};

const agesFromTasks = (evidence: Evidence, dump: ThreadDump): ReadonlyMap<Thread, number> | undefined => {
  const snapshot = snapshotNear(evidence, dump);
  const started = new Map<number, number>();
  for (const { nativeId, startedAtMs } of snapshot?.tasks ?? []) {
    if (startedAtMs !== undefined) started.set(nativeId, startedAtMs);
  }
  if (snapshot === undefined || started.size === 0) return undefined;
  const ages = new Map<Thread, number>();
  for (const thread of dump.threads) {
    const startedAtMs = thread.nativeId === undefined ? undefined : started.get(thread.nativeId);
    if (startedAtMs !== undefined) ages.set(thread, Math.max(0, snapshot.takenAtMs - startedAtMs));
  }
  // Task ids of another pid namespace than the dump's match by accident at best.
  return ages.size * 2 >= dump.threads.filter(({ nativeId }) => nativeId !== undefined).length ? ages : undefined;
};

/**
 * Age in ms of the threads of the newest dump: from `elapsed=` (JDK 11+), on JDK 8 from the kernel's start times.
 * Throws MissingFact when neither is there.
 */
export const threadAges = once((evidence: Evidence): ReadonlyMap<Thread, number> => {
  const dump = newestDump(evidence);
  const ages = new Map<Thread, number>();
  for (const thread of dump.threads) if (thread.elapsedMs !== undefined) ages.set(thread, thread.elapsedMs);
  if (ages.size > 0) return ages;
  const fromTasks = agesFromTasks(evidence, dump);
  if (fromTasks !== undefined) return fromTasks;
  throw new MissingFact(
    ['process', 'thread-dump'],
    'the dump has no thread ages (JDK 8 or another format): take it live, or take two dumps',
  );
});

/** Time since the JVM's start at the newest dump: oldest thread, process start, or the JVM's own counter. Throws MissingFact. */
export const uptimeMs = once((evidence: Evidence): number => {
  const dump = newestDump(evidence);
  const oldest = oldestAgeMs(dump);
  if (oldest !== undefined) return oldest;
  const snapshot = evidence.models.process?.snapshots.at(-1);
  if (snapshot?.startedAtMs !== undefined) return Math.max(0, snapshot.takenAtMs - snapshot.startedAtMs);
  const perf = evidence.models['perf-data'];
  const createdAt = perf?.counters.get('sun.rt.createVmBeginTime');
  const now = perf?.takenAtMs ?? (dump.takenAtIsNaive === true ? undefined : dump.takenAtMs);
  if (typeof createdAt === 'number' && now !== undefined && now >= createdAt) return now - createdAt;
  throw new MissingFact(['process', 'perf-data'], 'the dump does not tell when the JVM started');
});
