import type { BlastRadius, Risk } from '../../model/blast-radius.ts';
import { count, duration, bytes as size } from '../../report/text/number.ts';
import type { DumpPlace } from './place.ts';
import { isolateCommand, type PodLimits } from './pod-limits.ts';

const gigabyte = 1024 ** 3;

/** What is known of the JVM before anything is asked of it. Sizes in bytes; absent: could not be looked at. */
export type Circumstances = {
  readonly heapUsedBytes?: number;
  readonly heapMaxBytes?: number;
  /** Cores the cgroup allows; `max`: no limit. */
  readonly cpuCores?: number | 'max';
  /** Left under the memory limit; `max`: no limit. */
  readonly memoryLeftBytes?: number | 'max';
  readonly pod?: PodLimits;
  /** In a pod: why the cluster could not be asked. */
  readonly podUnknown?: string;
  /** Where the file would be written; absent: no file is. */
  readonly place?: DumpPlace;
  /** Heap dumps that lie about already. */
  readonly existing?: readonly { readonly path: string; readonly bytes: number }[];
};

export type Undertaking = {
  readonly action: BlastRadius['action'];
  /** After a full collection. */
  readonly live: boolean;
  readonly gzip: boolean;
};

/** Seconds for a gigabyte on the heap, JDK 8 to 25 on two busy cores: writing all objects, a full collection before. */
const dumpSecondsPerGigabyte = [4, 12] as const;
const fullGcSecondsPerGigabyte = [2, 10] as const;
/** A dump of all objects against the heap in use; gzip level 1 takes at least half of that away. */
const fileShare = { plain: 1.5, gzip: 0.7 } as const;
/** The average object of a Java heap. */
const bytesPerObject = 50;

const pauseOf = ({ heapUsedBytes, cpuCores }: Circumstances, { action, live }: Undertaking): BlastRadius['pauseMs'] => {
  if (heapUsedBytes === undefined) return null;
  const slower = typeof cpuCores === 'number' ? Math.max(1, 2 / cpuCores) : 1;
  const seconds = [0, 1].map(
    (end) =>
      (action === 'heap-dump' ? (dumpSecondsPerGigabyte[end] ?? 0) : 0) +
      (live ? (fullGcSecondsPerGigabyte[end] ?? 0) : 0),
  );
  const [low, high] = seconds.map((each) => Math.ceil((each * heapUsedBytes * slower * 1000) / gigabyte));
  return [low ?? 0, high ?? 0];
};

const span = ([low, high]: readonly [number, number]): string =>
  duration(low) === duration(high) ? duration(high) : `${duration(low)} to ${duration(high)}`;

const objectCount = (heapBytes: number): string => {
  const objects = heapBytes / bytesPerObject;
  return objects >= 1e6 ? `${Math.round(objects / 1e6)} million` : count(Math.ceil(objects / 1000) * 1000);
};

const heapRisk = ({ heapUsedBytes, heapMaxBytes }: Circumstances): Risk =>
  heapUsedBytes === undefined
    ? { id: 'heap', level: 'unknown', text: 'how much is on the heap is not known' }
    : {
        id: 'heap',
        level: 'ok',
        text: `${size(heapUsedBytes)} on the heap${heapMaxBytes === undefined ? '' : ` of ${size(heapMaxBytes)}`}, roughly ${objectCount(heapUsedBytes)} objects`,
      };

const pauseRisk = (pause: BlastRadius['pauseMs'], live: boolean): Risk => {
  const full = live ? ', a full collection included' : '';
  if (pause === null)
    return { id: 'pause', level: 'warning', text: `the JVM stands still, nobody knows how long${full}` };
  return { id: 'pause', level: 'warning', text: `the JVM stands still for about ${span(pause)}${full}` };
};

const cpuRisk = ({ cpuCores }: Circumstances): readonly Risk[] =>
  typeof cpuCores === 'number' && cpuCores < 2
    ? [
        {
          id: 'cpu-limit',
          level: 'warning',
          text: `limited to ${cpuCores} ${cpuCores === 1 ? 'core' : 'cores'}: the pause is longer`,
        },
      ]
    : [];

const probeRisk = (
  id: 'liveness' | 'readiness',
  budgetMs: number | undefined,
  pause: BlastRadius['pauseMs'],
): readonly Risk[] => {
  if (budgetMs === undefined) return [];
  const what = id === 'liveness' ? 'the kubelet kills the container' : 'it gets no traffic';
  const base = `${what} after ${duration(budgetMs)} without an answer (${id} probe)`;
  if (pause === null) return [{ id, level: 'unknown', text: base }];
  if (pause[1] < budgetMs) return [{ id, level: 'ok', text: `${base}: longer than the pause` }];
  if (id === 'readiness') return [{ id, level: 'warning', text: base }];
  const certain = pause[0] >= budgetMs;
  return [
    {
      id,
      level: certain ? 'stop' : 'warning',
      text: `${base}: ${certain ? 'shorter than the pause' : 'the pause may be longer'}`,
      advice: `raise its failureThreshold first, or take a histogram: jdiag heap TARGET`,
    },
  ];
};

const diskRisks = ({ place, pod, memoryLeftBytes }: Circumstances, fileBytes: number | null): readonly Risk[] => {
  if (place === undefined) return [];
  if ('refused' in place) return [{ id: 'disk', level: 'stop', text: place.refused }];
  const { folder, freeBytes, memory, persistent } = place;
  const need = fileBytes === null ? 'a file of unknown size' : `about ${size(fileBytes)}`;
  const text = `${need} into ${folder}, ${size(freeBytes)} free`;
  const limit = pod?.sizeLimits[place.mountPoint];
  const disk: Risk =
    fileBytes === null
      ? { id: 'disk', level: 'unknown', text }
      : fileBytes > freeBytes || (limit !== undefined && fileBytes > limit)
        ? { id: 'disk', level: 'stop', text: limit === undefined ? text : `${text}, limited to ${size(limit)}` }
        : { id: 'disk', level: fileBytes * 2 > freeBytes ? 'warning' : 'ok', text };
  const ephemeral = pod?.ephemeralLimitBytes;
  const counted: readonly Risk[] =
    ephemeral === undefined || persistent || memory
      ? []
      : [
          {
            id: 'ephemeral-storage',
            level: fileBytes === null ? 'unknown' : fileBytes > ephemeral * 0.8 ? 'stop' : 'ok',
            text: `the pod is evicted above ${size(ephemeral)} of ephemeral storage, this file counts`,
          },
        ];
  const inMemory: readonly Risk[] = memory
    ? [
        {
          id: 'memory',
          level: typeof memoryLeftBytes === 'number' && (fileBytes ?? 0) > memoryLeftBytes ? 'stop' : 'warning',
          text: `${folder} is memory: the file counts against the memory limit of the container`,
        },
      ]
    : [];
  return [disk, ...counted, ...inMemory];
};

/** What the dump itself needs: buffers for each writer, and compression. */
const spareBytes = 64 * 1024 * 1024;

const memoryRisk = ({ memoryLeftBytes }: Circumstances): readonly Risk[] => {
  if (memoryLeftBytes === undefined) return [{ id: 'memory', level: 'unknown', text: 'the memory limit is not known' }];
  if (memoryLeftBytes === 'max') return [];
  const text = `${size(Math.max(0, memoryLeftBytes))} left under the memory limit`;
  return [{ id: 'memory', level: memoryLeftBytes < spareBytes ? 'stop' : 'ok', text }];
};

const replicaRisk = ({ pod, podUnknown }: Circumstances): readonly Risk[] => {
  if (pod === undefined)
    return podUnknown === undefined
      ? []
      : [{ id: 'replicas', level: 'unknown', text: `the cluster cannot be asked about the pod: ${podUnknown}` }];
  if (pod.replicas === undefined)
    return [{ id: 'replicas', level: 'unknown', text: 'no ReplicaSet is known that would start another one' }];
  const { ready, wanted } = pod.replicas;
  const text = `${ready} of ${wanted} replicas ready`;
  return [
    ready > 1
      ? { id: 'replicas', level: 'ok', text }
      : { id: 'replicas', level: 'warning', text: `${text}: nobody else serves meanwhile` },
  ];
};

const existingRisk = ({ existing = [] }: Circumstances): readonly Risk[] =>
  existing.length === 0
    ? []
    : [
        {
          id: 'existing-dumps',
          level: 'warning',
          text: `a heap dump lies there already: ${existing
            .slice(0, 3)
            .map(({ path, bytes }) => `${path} (${size(bytes)})`)
            .join(', ')}`,
          advice: 'if -XX:+HeapDumpOnOutOfMemoryError wrote it, it is what you need',
        },
      ];

/** What would happen, item by item, from what is known. Pure. */
export const blastRadius = (circumstances: Circumstances, undertaking: Undertaking): BlastRadius => {
  const pause = pauseOf(circumstances, undertaking);
  const { heapUsedBytes, pod } = circumstances;
  const share = fileShare[undertaking.gzip ? 'gzip' : 'plain'];
  const fileBytes =
    undertaking.action === 'live-histogram' || heapUsedBytes === undefined
      ? null
      : Math.ceil(heapUsedBytes * share) + 16 * 1024 * 1024;
  return {
    action: undertaking.action,
    pauseMs: pause,
    fileBytes,
    risks: [
      heapRisk(circumstances),
      pauseRisk(pause, undertaking.live),
      ...cpuRisk(circumstances),
      ...probeRisk('liveness', pod?.livenessBudgetMs, pause),
      ...probeRisk('readiness', pod?.readinessBudgetMs, pause),
      ...diskRisks(circumstances, fileBytes),
      ...(undertaking.action === 'heap-dump' ? memoryRisk(circumstances) : []),
      ...replicaRisk(circumstances),
      ...existingRisk(circumstances),
    ],
    isolate: pod === undefined ? null : isolateCommand(pod),
  };
};
