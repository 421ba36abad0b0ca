import type { ThreadDump } from '../../model/thread-dump.ts';
import { oldestAgeMs } from './identity.ts';

/** Threads every JVM starts with: their ids agree between lives and prove nothing. */
const startThreads = 30;
/** Times in dumps are whole seconds; clocks are adjusted a little while a JVM runs. */
const startToleranceMs = 5_000;
const clockDrift = 0.001;

const startDiffers = (a: ThreadDump, b: ThreadDump): boolean => {
  if ((a.takenAtIsNaive ?? false) !== (b.takenAtIsNaive ?? false)) return false;
  if (a.takenAtMs === undefined || b.takenAtMs === undefined) return false;
  const ageA = oldestAgeMs(a);
  const ageB = oldestAgeMs(b);
  if (ageA === undefined || ageB === undefined) return false;
  const apartMs = Math.abs(a.takenAtMs - b.takenAtMs);
  return Math.abs(a.takenAtMs - ageA - (b.takenAtMs - ageB)) > startToleranceMs + clockDrift * apartMs;
};

/** undefined: too few threads carry the identity. */
const sharesTids = (a: ThreadDump, b: ThreadDump): boolean | undefined => {
  const first = new Set(a.threads.flatMap(({ tid }) => tid ?? []));
  const second = b.threads.flatMap(({ tid }) => tid ?? []);
  return first.size === 0 || second.length === 0 ? undefined : second.some((tid) => first.has(tid));
};

/** Ids are small numbers that every life hands out again: only the names behind them tell. */
const agreesOnIds = (a: ThreadDump, b: ThreadDump): boolean => {
  const names = new Map<number, string>();
  for (const { id, name } of a.threads) if (id !== undefined && id > startThreads) names.set(id, name);
  const common = b.threads.filter(({ id }) => id !== undefined && names.has(id));
  return common.length === 0 || common.some(({ id, name }) => names.get(id as number) === name);
};

/**
 * Two dumps are of one JVM life: neither pid, start, banner nor the threads' identities say otherwise. Dumps that carry too little
 * to tell are taken as one life.
 */
export const sameLife = (a: ThreadDump, b: ThreadDump): boolean => {
  if (a.pid !== undefined && b.pid !== undefined && a.pid !== b.pid) return false;
  if (a.format === b.format && a.jvm !== undefined && b.jvm !== undefined && a.jvm !== b.jvm) return false;
  if (startDiffers(a, b)) return false;
  return sharesTids(a, b) ?? agreesOnIds(a, b);
};
