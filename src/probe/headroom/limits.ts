import type { ProbeContext, Readiness } from '../../model/probe.ts';
import { softLimit, statusFields } from '../../model/proc-text.ts';
import { readCgroups } from '../proc/cgroup.ts';
import { readTexts } from '../proc/read.ts';
import { allTasks, countUidTasks, isExempt } from './nproc.ts';

/** Threads that must still fit under every limit before something makes the JVM start one. */
export const wantedThreads = 32;

const wantedBytes = 32 * 1024 * 1024;
/** A thread maps its stack and a guard page, malloc may map an arena for it. */
const mapsPerThread = 3;

type Place = Pick<ProbeContext, 'transport' | 'identity' | 'signal'>;

/** One limit: how much of it is used. `unknown`: it exists but could not be looked at, which counts as none left. */
type Limit =
  | { readonly name: string; readonly used: number; readonly max: number; readonly wanted: number }
  | { readonly name: string; readonly unknown: string };

const kilobytes = (field: string | undefined): number => Number.parseInt(field ?? '', 10) * 1024;

/** cgroup pids.max of the process and of every ancestor that can be seen. */
const cgroupLimits = async (place: Place, wanted: number): Promise<readonly Limit[]> => {
  const cgroups = await readCgroups(place);
  if (cgroups === undefined) return [{ name: 'cgroup pids.max', unknown: 'its cgroup cannot be read' }];
  const unseen = cgroups.unseen.get('pids');
  const limits: Limit[] = unseen === undefined ? [] : [{ name: 'cgroup pids.max', unknown: unseen }];
  for (const { controller, path, current, max } of cgroups.levels) {
    if (controller !== 'pids' || max === 'max') continue;
    const name = `${path}/pids.max`;
    limits.push(
      current === undefined ? { name, unknown: 'pids.current cannot be read' } : { name, used: current, max, wanted },
    );
  }
  return limits;
};

/** RLIMIT_NPROC: counted over all processes of the real uid. */
const processLimits = async (place: Place, limits: string | undefined, wanted: number): Promise<readonly Limit[]> => {
  const { pid, uid } = place.identity;
  const name = `the process limit of uid ${uid} (ulimit -u)`;
  if (limits === undefined) return [{ name, unknown: `/proc/${pid}/limits cannot be read` }];
  const max = softLimit(limits, 'Max processes');
  if (max === 'unlimited' || (await isExempt(place, pid, uid))) return [];
  if (max === undefined) return [{ name, unknown: `/proc/${pid}/limits does not say` }];
  const tasks = await countUidTasks(place, uid);
  if ('hidden' in tasks) {
    const atMost = await allTasks(place);
    if (atMost !== undefined && max - atMost >= wanted) return [];
    return [{ name: `${name} of ${max}`, unknown: `other processes of that user may be hidden: ${tasks.hidden}` }];
  }
  return [{ name, used: tasks.count, max, wanted }];
};

/** threads-max and pid_max of the kernel. Both count every thread of the machine. */
const kernelLimits = (
  threadsMax: string | undefined,
  pidMax: string | undefined,
  loadavg: string | undefined,
  wanted: number,
): readonly Limit[] => {
  const used = Number(/\d+\/(\d+)/.exec(loadavg ?? '')?.[1] ?? Number.NaN);
  return [
    ['kernel.threads-max', threadsMax],
    ['kernel.pid_max', pidMax],
  ].map(([name = '', text]) => {
    const max = Number(text ?? Number.NaN);
    return Number.isFinite(used + max) ? { name, used, max, wanted } : { name, unknown: 'it cannot be read' };
  });
};

/** Limits a thread's stack can run into: mappings, address space, strict overcommit. Their absence is no reason to refuse. */
const memoryLimits = async (
  place: Place,
  status: string,
  limits: string | undefined,
  wanted: number,
): Promise<readonly Limit[]> => {
  const { transport, identity, signal } = place;
  const fields = statusFields(status);
  const [maxMaps, overcommit, meminfo] = await readTexts(
    transport,
    ['/proc/sys/vm/max_map_count', '/proc/sys/vm/overcommit_memory', '/proc/meminfo'],
    signal,
  );
  const found: Limit[] = [];
  const max = Number(maxMaps ?? Number.NaN);
  // Counting the mappings of a big process is not free: only when its threads alone could come near the limit.
  if (Number(fields.get('Threads')) * mapsPerThread > max / 2) {
    const [maps] = await readTexts(transport, [`/proc/${identity.pid}/maps`], signal);
    const name = 'vm.max_map_count';
    if (maps === undefined) found.push({ name, unknown: `/proc/${identity.pid}/maps cannot be read` });
    else found.push({ name, used: maps.split('\n').length, max, wanted: wanted * mapsPerThread });
  }
  const addressSpace = softLimit(limits ?? '', 'Max address space');
  if (typeof addressSpace === 'number') {
    found.push({
      name: 'its address space limit (ulimit -v), bytes',
      used: kilobytes(fields.get('VmSize')),
      max: addressSpace,
      wanted: wantedBytes,
    });
  }
  if (overcommit?.trim() === '2') {
    const memory = statusFields(meminfo ?? '');
    const used = kilobytes(memory.get('Committed_AS'));
    found.push({
      name: 'CommitLimit (vm.overcommit_memory=2), bytes',
      used,
      max: kilobytes(memory.get('CommitLimit')),
      wanted: wantedBytes,
    });
  }
  return found;
};

/**
 * Room for more threads in the JVM. A first attach makes the VM start its Attach Listener thread; when that fails the VM
 * exits (all of JDK 8 to 27), so whatever cannot be looked at counts as no room.
 */
export const threadHeadroom = async (place: Place, wanted = wantedThreads): Promise<Readiness> => {
  const { transport, identity, signal } = place;
  const [limits, status, threadsMax, pidMax, loadavg] = await readTexts(
    transport,
    [
      `/proc/${identity.pid}/limits`,
      `/proc/${identity.pid}/status`,
      '/proc/sys/kernel/threads-max',
      '/proc/sys/kernel/pid_max',
      '/proc/loadavg',
    ],
    signal,
  );
  const all = [
    ...(await cgroupLimits(place, wanted)),
    ...kernelLimits(threadsMax, pidMax, loadavg, wanted),
    ...(await memoryLimits(place, status ?? '', limits, wanted)),
    ...(await processLimits(place, limits, wanted)),
  ];
  const danger = `attaching makes the JVM start a thread, and it exits when it cannot`;
  for (const limit of all) {
    if ('unknown' in limit)
      return { refused: `${danger}: head-room under ${limit.name} is not known (${limit.unknown})` };
    if (!(limit.max - limit.used >= limit.wanted)) {
      return {
        refused: `${danger}: ${limit.used} of ${limit.max} used of ${limit.name}, ${limit.wanted} must be free`,
      };
    }
  }
  return 'usable';
};
