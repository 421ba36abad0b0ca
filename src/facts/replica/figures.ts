import type { Evidence } from '../../model/evidence.ts';
import { MissingFact } from '../../model/fact.ts';
import type { Replica } from '../../model/replica.ts';
import type { Subject } from '../../model/subject.ts';
import { ownContainer } from '../container/pod.ts';
import { threadAges } from '../thread/age.ts';
import { birthsOf } from '../thread/birth.ts';
import { observed } from '../thread/by-process.ts';
import { orMissing } from '../thread/judged.ts';
import { workerPools } from '../thread/worker.ts';

const counter = ({ models }: Evidence, name: string): number | undefined => {
  const value = models['perf-data']?.counters.get(name);
  return typeof value === 'number' ? value : undefined;
};

/**
 * Share of the time since the JVM's start that its threads stood still for the collector: time of the pauses against application
 * and safepoint time, both in ticks of the same clock (HotSpot runtimeService.cpp). Of ZGC and Shenandoah the pauses alone.
 */
export const gcPct = (evidence: Evidence): number | undefined => {
  const total = (counter(evidence, 'sun.rt.applicationTime') ?? 0) + (counter(evidence, 'sun.rt.safepointTime') ?? 0);
  const times = [0, 1, 2].flatMap((index) => counter(evidence, `sun.gc.collector.${index}.time`) ?? []);
  if (total <= 0 || times.length === 0) return undefined;
  return Math.min(100, (100 * times.reduce((sum, time) => sum + time, 0)) / total);
};

const value = <T>(derive: () => T): T | undefined => {
  const found = orMissing(derive);
  return found instanceof MissingFact ? undefined : found;
};

/** Births of all platform threads per minute in the last ten minutes, deaths not counted off. */
const threadsPerMinute = (evidence: Evidence): number | undefined =>
  value(() => {
    const ages = [...threadAges(observed(evidence)).values()];
    return birthsOf(ages).perMinute;
  });

const busyPct = (evidence: Evidence): number | undefined =>
  value(() => {
    const shares = workerPools(evidence).flatMap(({ maximumUsedPct, busyPct: ofLiving }) =>
      typeof maximumUsedPct === 'number' ? maximumUsedPct : typeof ofLiving === 'number' ? ofLiving : [],
    );
    return Math.max(0, ...shares);
  });

/** Between the first and the newest snapshot. */
const cpuCores = ({ models }: Evidence): number | undefined => {
  const snapshots = models.process?.snapshots ?? [];
  const totals = [snapshots[0]?.cpuMs, snapshots.at(-1)?.cpuMs];
  const spanMs = (snapshots.at(-1)?.takenAtMs ?? 0) - (snapshots[0]?.takenAtMs ?? 0);
  const [before, after] = totals;
  return before === undefined || after === undefined || spanMs < 500
    ? undefined
    : Math.max(0, (after - before) / spanMs);
};

/** The figures of a subject beside which its siblings are put. */
export const replicaOf = (evidence: Evidence, subject: Pick<Subject, 'id' | 'name'>): Replica => {
  const snapshot = evidence.models.process?.snapshots.at(-1);
  const container = ownContainer(evidence);
  const startedAtMs = snapshot?.startedAtMs ?? container?.startedAtMs;
  const nowMs = snapshot?.takenAtMs ?? evidence.models.pod?.takenAtMs;
  const figures = {
    ageMs: startedAtMs === undefined || nowMs === undefined ? undefined : Math.max(0, nowMs - startedAtMs),
    threads: snapshot?.threadCount,
    threadsPerMinute: threadsPerMinute(evidence),
    memoryBytes: snapshot?.rssBytes ?? container?.usage?.memoryBytes,
    gcPct: gcPct(evidence),
    cpuCores: cpuCores(evidence),
    restarts: container?.restartCount,
    busyPct: busyPct(evidence),
  };
  return {
    subject: subject.id,
    name: subject.name,
    ...Object.fromEntries(Object.entries(figures).filter(([, figure]) => figure !== undefined)),
  };
};
