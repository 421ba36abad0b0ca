import type { Evidence } from '../../model/evidence.ts';
import { MissingFact } from '../../model/fact.ts';
import type { Thread, ThreadDump } from '../../model/thread-dump.ts';

/** Threads that collect: `GC Thread#0`, `G1 Conc#0`, `ZWorker#0`, `ZWorkerYoung#0`, `Shenandoah GC Threads#0`, `VM Thread` runs Serial's collections. */
const collecting =
  /^(?:GC Thread#|G1 (?:Conc|Main|Refine|Service)|ParGC Thread#|ZWorker|ZDriver|ZDirector|XWorker|Shenandoah|ConcGC|CMS|Concurrent Mark-Sweep)/;

const isCollector = ({ kind, name }: Thread): boolean => kind === 'vm' && collecting.test(name);

/** The oldest thread is about as old as the JVM. */
const uptimeOf = ({ threads }: ThreadDump): number =>
  threads.reduce((most, { elapsedMs = 0 }) => Math.max(most, elapsedMs), 0);

/** Shorter lives are start-up. */
const leastUptimeMs = 60_000;

export type GcThreads = { readonly cores: number; readonly count: number; readonly uptimeMs: number };

/** What the collector's threads used of the processors since the JVM began, from one dump (JDK 11 and later say it). */
export const gcThreadsOf = ({ models }: Evidence): GcThreads => {
  const dump = models['thread-dump']?.dumps.at(-1);
  if (dump === undefined) throw new MissingFact(['thread-dump'], 'no thread dump');
  const threads = dump.threads.filter((thread) => isCollector(thread) && thread.cpuMs !== undefined);
  const uptimeMs = uptimeOf(dump);
  if (threads.length === 0 || uptimeMs === 0)
    throw new MissingFact(['thread-dump'], 'the dump does not say what the threads of the collector used (JDK 8)');
  if (uptimeMs < leastUptimeMs) throw new MissingFact(['thread-dump'], 'the JVM has run for less than a minute');
  const cpuMs = threads.reduce((sum, thread) => sum + (thread.cpuMs ?? 0), 0);
  return { cores: cpuMs / uptimeMs, count: threads.length, uptimeMs };
};
