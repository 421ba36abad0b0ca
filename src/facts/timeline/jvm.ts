import type { Evidence } from '../../model/evidence.ts';
import type { TimelineEvent } from '../../model/timeline.ts';
import { uptimeMs } from '../thread/age.ts';
import { orMissing } from '../thread/judged.ts';
import { eventAt } from './event.ts';

/** Dumps with their number of threads, and the start of the JVM as far as the newest of them tells. */
export const jvmEvents = (evidence: Evidence): readonly TimelineEvent[] => {
  const series = evidence.models['thread-dump'];
  const taken = (series?.summaries ?? []).flatMap(({ takenAtMs, total }) =>
    eventAt(takenAtMs, 'thread-dump', { threads: total }),
  );
  const newest = series?.dumps.at(-1)?.takenAtMs;
  const uptime = orMissing(() => uptimeMs(evidence));
  const startedAtMs = newest === undefined || typeof uptime !== 'number' ? undefined : newest - uptime;
  return [...eventAt(startedAtMs, 'jvm-start', {}), ...taken];
};
