import type { Evidence } from '../../model/evidence.ts';
import type { TimelineEvent } from '../../model/timeline.ts';
import { uptimeMs } from '../thread/age.ts';
import { orMissing } from '../thread/judged.ts';
import { eventAt } from './event.ts';

/** Dumps with their number of threads, and the start of the JVM: of the process, else as far as the newest dump tells. */
export const jvmEvents = (evidence: Evidence): readonly TimelineEvent[] => {
  const series = evidence.models['thread-dump'];
  const taken = (series?.summaries ?? []).flatMap(({ takenAtMs, total }) =>
    eventAt(takenAtMs, 'thread-dump', { threads: total }),
  );
  const newest = series?.dumps.at(-1)?.takenAtMs;
  const uptime = orMissing(() => uptimeMs(evidence));
  // By the kernel; a dump of a JVM that is slow to answer is younger than the request for it.
  const byKernel = evidence.models.process?.snapshots.findLast((snapshot) => snapshot.startedAtMs !== undefined);
  const byDump = newest === undefined || typeof uptime !== 'number' ? undefined : newest - uptime;
  const startedAtMs = byKernel?.startedAtMs ?? byDump;
  return [...eventAt(startedAtMs, 'jvm-start', {}), ...taken];
};
