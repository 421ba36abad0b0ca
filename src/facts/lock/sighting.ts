import type { ReportedDeadlock, Thread, ThreadDump } from '../../model/thread-dump.ts';
import { lockCycles, reportedThreads } from './graph.ts';
import { threadIdentity, threadLabel } from './name.ts';

/** One deadlock in one dump. */
export type Sighting = {
  readonly dump: ThreadDump;
  readonly identity: string;
  readonly names: readonly string[];
  readonly threads: readonly (Thread | undefined)[];
  /** The JVM's own report of it. */
  readonly reported?: ReportedDeadlock;
};

/** Two members or more, each held up by a member: what the JVM prints. Less was read of a torn or odd text. */
const isWhole = ({ members }: ReportedDeadlock): boolean =>
  members.length > 1 &&
  members.every(({ heldBy }) => heldBy === undefined || members.some(({ thread }) => thread === heldBy));

/** The cycle of the lock lines that a report tells of; one that is not whole may show a part of its members. */
const cycleOf = (
  cycles: readonly Sighting[],
  reported: ReportedDeadlock,
  threads: Sighting['threads'],
  identity: string,
): number => {
  const same = cycles.findIndex((cycle) => cycle.identity === identity);
  if (same >= 0 || isWhole(reported)) return same;
  const known = threads.filter((thread) => thread !== undefined);
  return known.length === 0 ? -1 : cycles.findIndex((cycle) => known.every((thread) => cycle.threads.includes(thread)));
};

/**
 * The deadlocks of one dump, each once: the cycles in the lock lines and the JVM's own reports. A report with a single member that fits
 * no cycle says nothing and is left out.
 */
export const sightingsOf = (dump: ThreadDump): readonly Sighting[] => {
  const found: Sighting[] = lockCycles(dump).map((threads) => ({
    dump,
    identity: threads.map(threadIdentity).sort().join(),
    names: threads.map(threadLabel),
    threads,
  }));
  for (const reported of dump.deadlocks) {
    const threads = reportedThreads(dump, reported);
    const names = reported.members.map(({ thread }) => thread);
    const known = threads.every((thread) => thread !== undefined);
    const identity = known ? threads.map(threadIdentity).sort().join() : [...names].sort().join();
    const same = cycleOf(found, reported, threads, identity);
    if (same >= 0) found[same] = { ...found[same]!, reported };
    else if (names.length > 1) found.push({ dump, identity, names, threads, reported });
  }
  return found;
};
