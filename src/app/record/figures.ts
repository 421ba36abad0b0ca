import type { GcJvm, GcSample } from '../../model/gc-series.ts';
import type { PodEvent } from '../../model/pod-api.ts';
import { statFields, ticksPerSecond } from '../../model/proc-text.ts';
import type { ProcessSnapshot } from '../../model/process.ts';
import type { Figures } from '../../model/recording.ts';
import type { WatchedPod } from '../patient.ts';

/** One reading of all that is cheap. Parts that could not be had are absent. */
export type Tick = {
  readonly atMs: number;
  readonly snapshot?: ProcessSnapshot;
  /** Text of /proc/PID/stat, and of memory.stat of the cgroup whose memory limit is the tightest. */
  readonly stat?: string;
  readonly memoryStat?: string;
  readonly sample?: GcSample;
  readonly jvm?: GcJvm;
  readonly pod?: WatchedPod;
};

const share = (part: number | undefined, whole: number | 'max' | 'unlimited' | undefined): number | undefined =>
  part === undefined || typeof whole !== 'number' || whole <= 0 ? undefined : (100 * part) / whole;

const grown = (now: number | undefined, before: number | undefined): number | undefined =>
  now === undefined || before === undefined || now < before ? undefined : now - before;

/** What the kernel would give back first: files nobody used of late. v1 names first; as kubectl top and the kubelet count. */
const idleCacheBytes = (stat: string | undefined): number => {
  const found = /^total_inactive_file (\d+)$/m.exec(stat ?? '') ?? /^inactive_file (\d+)$/m.exec(stat ?? '');
  return Number(found?.[1] ?? 0);
};

const memoryPct = ({ snapshot, memoryStat }: Tick): number | undefined => {
  const { memoryCurrentBytes, memoryMaxBytes } = snapshot?.cgroup ?? {};
  if (memoryCurrentBytes === undefined) return undefined;
  return share(Math.max(0, memoryCurrentBytes - idleCacheBytes(memoryStat)), memoryMaxBytes);
};

const concurrent: readonly GcJvm['collector'][] = ['ZGC', 'ZGC generational', 'Shenandoah', 'Shenandoah generational'];

/** Pauses of collections; of concurrent collectors all safepoints, since their times are of cycles. */
const gcPct = ({ sample, jvm }: Tick, before: Tick): number | undefined => {
  if (sample?.atMs === undefined || before.sample?.atMs === undefined) return undefined;
  const spanMs = sample.atMs - before.sample.atMs;
  const key = concurrent.includes(jvm?.collector) ? 'safepointTimeMs' : 'gcTimeMs';
  const stopped = grown(sample[key], before.sample[key]);
  return stopped === undefined || spanMs <= 0 ? undefined : Math.min(100, (100 * stopped) / spanMs);
};

const cpuCores = (now: Tick, before: Tick): number | undefined => {
  const ticks = (text: string | undefined): number | undefined => {
    const fields = statFields(text ?? '');
    return fields === undefined ? undefined : fields.userTicks + fields.systemTicks;
  };
  const used = grown(ticks(now.stat), ticks(before.stat));
  const spanMs = now.atMs - before.atMs;
  return used === undefined || spanMs <= 0 ? undefined : (used * 1000) / ticksPerSecond / spanMs;
};

const cpuThrottledPct = (now: Tick, before: Tick): number | undefined => {
  const [a, b] = [before.snapshot?.cgroup?.throttling, now.snapshot?.cgroup?.throttling];
  const periods = grown(b?.periods, a?.periods);
  if (periods === 0) return 0;
  return share(grown(b?.throttledPeriods, a?.throttledPeriods), periods);
};

const unhealthy = (events: readonly PodEvent[]): readonly PodEvent[] =>
  events.filter(({ reason }) => reason === 'Unhealthy');

/** The first reading knows of no earlier one: an event of so long ago still counts for it. */
const firstLookMs = 30_000;

const probeFailed = (now: Tick, before: Tick | undefined): boolean | undefined => {
  if (now.pod === undefined) return undefined;
  const sinceMs = before === undefined ? now.atMs - firstLookMs : before.atMs;
  const known = before?.pod === undefined ? undefined : unhealthy(before.pod.events);
  const failed = unhealthy(now.pod.events).some(({ message, count, lastAtMs }) => {
    const same = known?.find((one) => one.message === message);
    if (known === undefined) return lastAtMs !== undefined && lastAtMs >= sinceMs;
    return same === undefined || count > same.count || (lastAtMs ?? 0) > (same.lastAtMs ?? 0);
  });
  const wasReady = before?.pod?.container?.ready;
  return failed || (wasReady === true && now.pod.container?.ready === false);
};

/** What is known at a reading. `before`: the one before it, absent for the first. */
export const figuresOf = (now: Tick, before: Tick | undefined): Figures => {
  const { snapshot, sample, pod } = now;
  const since = <T>(of: (now: Tick, before: Tick) => T): T | undefined =>
    before === undefined ? undefined : of(now, before);
  const all = {
    threads: snapshot?.threadCount,
    memoryPct: memoryPct(now),
    rssMb: snapshot?.rssBytes === undefined ? undefined : snapshot.rssBytes / 2 ** 20,
    heapPct: share(sample?.heap?.usedBytes, sample?.heap?.maxBytes ?? sample?.heap?.capacityBytes),
    oldPct: sample?.old?.usedPct,
    gcPct: since(gcPct),
    fullGcs: since((_, { sample: earlier }) => grown(sample?.fullGcCount, earlier?.fullGcCount)),
    cpuCores: since(cpuCores),
    cpuThrottledPct: since(cpuThrottledPct),
    openFiles: snapshot?.openFiles,
    openFilesPct: share(snapshot?.openFiles, snapshot?.limits?.maxOpenFiles),
    pidsPct: share(snapshot?.cgroup?.pidsCurrent, snapshot?.cgroup?.pidsMax),
    restarts: pod?.container?.restartCount,
    probeFailed: probeFailed(now, before),
  };
  const round = (value: number | boolean): number | boolean =>
    typeof value === 'number' ? Math.round(value * 100) / 100 : value;
  return Object.fromEntries(
    Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, round(value)]])),
  );
};
