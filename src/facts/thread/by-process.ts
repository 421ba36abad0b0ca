import type { Evidence } from '../../model/evidence.ts';
import type { ProcessSnapshot, ProcessTask } from '../../model/process.ts';
import type { Thread, ThreadDump } from '../../model/thread-dump.ts';
import { completed } from './comm.ts';
import { once } from './judged.ts';
import { threadSeries } from './series.ts';

/** Fewer tasks than this share of the threads the kernel counts: the others could not be seen. */
const seenShare = 0.9;

const threadOf = ({ nativeId, comm, cpuMs, startedAtMs }: ProcessTask, takenAtMs: number): Thread => ({
  name: completed(comm),
  kind: 'platform',
  nativeId,
  daemon: false,
  ...(cpuMs === undefined ? {} : { cpuMs }),
  ...(startedAtMs === undefined ? {} : { elapsedMs: Math.max(0, takenAtMs - startedAtMs) }),
  stack: { frames: [] },
  locks: [],
  line: 0,
  endLine: 0,
});

/** The tasks of the process as if a dump had listed them: no state, no stack, names cut to 15 bytes. */
const dumpOf = (snapshot: ProcessSnapshot): ThreadDump | undefined => {
  const { tasks = [], takenAtMs, threadCount = 0, pid, artifactId } = snapshot;
  if (tasks.length === 0 || tasks.length < seenShare * threadCount) return undefined;
  return {
    format: 'hotspot',
    artifactId: artifactId ?? '',
    line: 0,
    endLine: 0,
    takenAtMs,
    pid,
    threads: tasks.map((task) => threadOf(task, takenAtMs)),
    deadlocks: [],
    hasOwnableSynchronizers: false,
    complete: true,
  };
};

const made = new WeakSet<Evidence>();

/** The threads are known from /proc only: what needs their states or stacks cannot be told. */
export const isByProcess = (evidence: Evidence): boolean => made.has(evidence);

/**
 * The evidence itself where it has a dump, else with the threads that /proc lists in the dump's place: a JVM at its limit must not be
 * attached to, and its families and births show there, too. Unchanged where /proc tells nothing either.
 */
export const observed = once((evidence: Evidence): Evidence => {
  const { models } = evidence;
  if ((models['thread-dump']?.dumps.length ?? 0) > 0) return evidence;
  const series = threadSeries();
  for (const snapshot of models.process?.snapshots ?? []) {
    const dump = dumpOf(snapshot);
    if (dump !== undefined) series.add(dump);
  }
  const value = series.value();
  if (value.total === 0) return evidence;
  const seen: Evidence = { ...evidence, models: { ...models, 'thread-dump': value } };
  made.add(seen);
  return seen;
});
