import type { Evidence } from '../../model/evidence.ts';
import { MissingFact } from '../../model/fact.ts';
import type { ProcessSnapshot } from '../../model/process.ts';
import { once } from './judged.ts';

/** Something that ends the creation of threads. `used` of `maximum` in threads, or bytes for memory. */
export type ThreadLimit = {
  readonly name: 'pids.max' | 'ulimit -u' | 'threads-max' | 'memory';
  readonly used: number;
  readonly maximum: number;
  /** Threads that can still be born, by the middle cost of one where memory is meant and its cost was not measured. */
  readonly room?: number;
  /** The same with the least and the most that a thread may cost; absent where it is counted. */
  readonly roomRange?: { readonly least: number; readonly most: number };
};

/**
 * Resident memory of a thread that has run a little and of one that uses all of its stack of 1 MB. Idle ones were measured at 60 to 130 KB
 * on JDK 8 to 25; the geometric middle stands for them where nothing was measured.
 */
const threadCost = { least: 64 * 1024, middle: 192 * 1024, most: 1024 * 1024 };

/** A JVM with fewer new threads between two snapshots than this does not show what one costs. */
const minBornForCost = 20;

const snapshotsOf = (evidence: Evidence): readonly ProcessSnapshot[] => {
  const snapshots = evidence.models.process?.snapshots ?? [];
  if (snapshots.length === 0) throw new MissingFact(['process'], 'no process information: its limits are not known');
  return snapshots;
};

type MeasuredCost = { readonly bytes: number; readonly least: number; readonly most: number };

/**
 * What a thread cost between two snapshots, as a range. The heap that comes with it grows in steps, so that few births tell little: seen of a leak of
 * Kafka producers were 200 KB each over 58 births and 440 KB over 147, where the process as a whole had 460 KB a thread and reached its limit by that.
 */
const measuredCost = (bytes: number, born: number, average: number): MeasuredCost => {
  const spread = 1 + 5 / Math.sqrt(born);
  return { bytes, least: bytes / spread, most: Math.max(bytes * spread, Math.min(average, bytes * spread ** 2)) };
};

/** Resident memory that came with each thread born between the first and the newest snapshot. Throws MissingFact. */
const costOfThread = once((evidence: Evidence): MeasuredCost => {
  const snapshots = snapshotsOf(evidence);
  const first = snapshots[0] as ProcessSnapshot;
  const last = snapshots.at(-1) as ProcessSnapshot;
  const born = (last.threadCount ?? 0) - (first.threadCount ?? 0);
  if (first.threadCount === undefined || last.threadCount === undefined || born < minBornForCost) {
    throw new MissingFact(['process'], 'too few threads were born between two process snapshots to see what one costs');
  }
  if (first.rssBytes === undefined || last.rssBytes === undefined || last.rssBytes <= first.rssBytes) {
    throw new MissingFact(['process'], 'the resident memory did not grow with the threads, or is not known');
  }
  return measuredCost((last.rssBytes - first.rssBytes) / born, born, last.rssBytes / last.threadCount);
});

/** Bytes of resident memory that came with each thread born between the first and the newest snapshot. Throws MissingFact. */
export const bytesPerThread = (evidence: Evidence): number => costOfThread(evidence).bytes;

const memoryLimit = (evidence: Evidence, snapshot: ProcessSnapshot): readonly ThreadLimit[] => {
  const maximum = snapshot.cgroup?.memoryMaxBytes;
  if (typeof maximum !== 'number' || maximum <= 0) return [];
  const used = snapshot.rssBytes ?? snapshot.cgroup?.memoryCurrentBytes;
  if (used === undefined) return [];
  const left = Math.max(0, maximum - used);
  const roomAt = (bytes: number): number => Math.floor(left / bytes);
  try {
    const { bytes, least, most } = costOfThread(evidence);
    return [
      { name: 'memory', used, maximum, room: roomAt(bytes), roomRange: { least: roomAt(most), most: roomAt(least) } },
    ];
  } catch (error) {
    if (!(error instanceof MissingFact)) throw error;
    const roomRange = { least: roomAt(threadCost.most), most: roomAt(threadCost.least) };
    return [{ name: 'memory', used, maximum, room: roomAt(threadCost.middle), roomRange }];
  }
};

const countLimit = (name: ThreadLimit['name'], used: number | undefined, maximum: unknown): readonly ThreadLimit[] =>
  used === undefined || typeof maximum !== 'number' || maximum <= 0
    ? []
    : [{ name, used, maximum, room: Math.max(0, maximum - used) }];

/** Every limit that is set and whose use is known, in the newest snapshot. Throws MissingFact without a snapshot. */
export const threadLimits = once((evidence: Evidence): readonly ThreadLimit[] => {
  const snapshot = snapshotsOf(evidence).at(-1) as ProcessSnapshot;
  const { cgroup, limits, threadCount, kernelThreadsMax, uidTaskCount, uid } = snapshot;
  return [
    ...countLimit('pids.max', cgroup?.pidsCurrent, cgroup?.pidsMax),
    // root is not held to RLIMIT_NPROC.
    ...(uid === 0 ? [] : countLimit('ulimit -u', uidTaskCount ?? threadCount, limits?.maxProcesses)),
    ...countLimit('threads-max', threadCount, kernelThreadsMax),
    ...memoryLimit(evidence, snapshot),
  ];
});

/** The limit with the least room for threads; memory only when the cost of a thread is known. Throws MissingFact. */
export const nearestLimit = (evidence: Evidence): ThreadLimit & { readonly room: number } => {
  const limits = threadLimits(evidence).filter(
    (limit): limit is ThreadLimit & { room: number } => limit.room !== undefined,
  );
  const [nearest] = limits.toSorted((a, b) => a.room - b.room);
  if (nearest === undefined) throw new MissingFact(['process'], 'no limit of threads is set or readable');
  return nearest;
};

/** Use of the tightest limit in percent; memory does not count, a heap fills it in health. Throws MissingFact. */
export const limitUsedPct = (evidence: Evidence): number => {
  const counted = threadLimits(evidence).filter(({ name }) => name !== 'memory');
  if (counted.length === 0) throw new MissingFact(['process'], 'no limit of threads is set or readable');
  return Math.max(...counted.map(({ used, maximum }) => (100 * used) / maximum));
};

const noBirths = new MissingFact([], 'no births: no limit is being approached');

/** z of a one-sided 95 %: births counted are one draw of a Poisson number. */
const z = 1.64;

/**
 * Time until the nearest limit at a rate that was measured by `births` births: a range, since the rate is a sample. Throws MissingFact.
 */
export const timeToLimit = (
  evidence: Evidence,
  rate: { readonly perMinute: number; readonly births: number },
): { readonly limit: string; readonly lowMs: number; readonly highMs: number } => {
  if (rate.perMinute <= 0 || rate.births < 1) throw noBirths;
  const { name, room, roomRange = { least: room, most: room } } = nearestLimit(evidence);
  const spread = z / Math.sqrt(rate.births);
  const atMs = (threads: number, perMinute: number): number => (60_000 * threads) / perMinute;
  return {
    limit: name,
    lowMs: atMs(roomRange.least, rate.perMinute * (1 + spread)),
    highMs: atMs(roomRange.most, rate.perMinute * Math.max(0.2, 1 - spread)),
  };
};
