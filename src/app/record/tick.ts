import { probes } from '../../generated/probe.ts';
import type { Collected } from '../../model/capture.ts';
import type { GcJvm, GcSample } from '../../model/gc-series.ts';
import { ClusterError } from '../../model/pod-api.ts';
import { type RawProcess, snapshotOf } from '../../parse/process/snapshot.ts';
import { climb } from '../../probe/ladder/climb.ts';
import { type CgroupLevel, tightest } from '../../probe/proc/cgroup.ts';
import { readTexts } from '../../probe/proc/read.ts';
import { probeContext, type StepContext } from '../collect/context.ts';
import type { WatchedPod } from '../patient.ts';
import type { Tick } from './figures.ts';

/** What the counters said last. */
export type Counted = { readonly sample: GcSample; readonly jvm: GcJvm };

export type Taken = {
  readonly tick: Tick;
  /** Absent: nothing of the process could be read. */
  readonly collected?: Collected;
  /** Kills of the kernel in the cgroup so far. */
  readonly oomKills?: number;
  /** Why the cluster could not be asked. */
  readonly clusterGap?: string;
};

type Read = RawProcess & { readonly levels: readonly CgroupLevel[] };

/** The record that the process probe wrote a moment ago. */
const rawOf = (bytes: Uint8Array): Read => {
  const read = JSON.parse(new TextDecoder().decode(bytes)) as {
    readonly takenAtMs: number;
    readonly pid: number;
    readonly files: Readonly<Record<string, string>>;
    readonly cgroupLevels?: readonly CgroupLevel[];
    readonly uidTaskCount?: number;
    readonly openFileCount?: number;
  };
  return {
    takenAtMs: read.takenAtMs,
    pid: read.pid,
    uidTaskCount: read.uidTaskCount,
    openFileCount: read.openFileCount,
    files: new Map(Object.entries(read.files)),
    levels: read.cgroupLevels ?? [],
  };
};

const podNow = async ({ patient }: StepContext, signal: AbortSignal): Promise<WatchedPod | string | undefined> => {
  try {
    return await patient.watch?.({ signal });
  } catch (error) {
    if (!(error instanceof ClusterError) || error.code === 'aborted') throw error;
    return error.message;
  }
};

/** One reading of /proc, the cgroup and the pod: no pause, no JVM thread. */
export const takeTick = async (
  step: StepContext,
  counted: Counted | undefined,
  signal: AbortSignal,
): Promise<Taken> => {
  const context = { ...probeContext(step), signal };
  const [{ collected }, pod] = await Promise.all([climb(await probes.process(), context), podNow(step, signal)]);
  const known = {
    ...(typeof pod === 'object' ? { pod } : {}),
    ...(counted === undefined ? {} : counted),
  };
  const gap = typeof pod === 'string' ? { clusterGap: pod } : {};
  if (collected?.bytes === undefined) return { tick: { atMs: Date.now(), ...known }, ...gap };
  const raw = rawOf(collected.bytes);
  const memory = tightest(raw.levels, 'memory')?.path;
  const files = memory === undefined ? [] : ['memory.stat', 'memory.events', 'memory.oom_control'];
  const [memoryStat, ...kills] = await readTexts(
    step.patient.transport,
    files.map((name) => `${memory}/${name}`),
    signal,
  );
  const oomKills = /^oom_kill (\d+)$/m.exec(kills.join('\n'))?.[1];
  const snapshot = snapshotOf(raw)?.snapshot;
  const stat = raw.files.get('stat');
  return {
    collected,
    ...gap,
    ...(oomKills === undefined ? {} : { oomKills: Number(oomKills) }),
    tick: {
      atMs: collected.takenAtMs,
      ...known,
      ...(snapshot === undefined ? {} : { snapshot }),
      ...(stat === undefined ? {} : { stat }),
      ...(memoryStat === undefined ? {} : { memoryStat }),
    },
  };
};
