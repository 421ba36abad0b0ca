import type { ProbeContext } from '../../model/probe.ts';
import { readCgroups, tightest } from '../proc/cgroup.ts';
import { readText } from '../proc/read.ts';
import { reclaimable } from './memory.ts';

/** What the cgroups leave the process: cores, and bytes of memory that are free or can be taken back. Absent: cannot be seen. */
export type Room = { readonly cpuCores?: number | 'max'; readonly memoryBytes?: number | 'max' };

export const roomOf = async (place: Pick<ProbeContext, 'transport' | 'identity' | 'signal'>): Promise<Room> => {
  const cgroups = await readCgroups(place);
  if (cgroups === undefined) return {};
  const cpu = tightest(cgroups.levels, 'cpu');
  const memory = tightest(cgroups.levels, 'memory');
  const cpuCores = cgroups.unseen.has('cpu') ? undefined : (cpu?.max ?? 'max');
  const memoryBytes = async (): Promise<Room['memoryBytes']> => {
    if (cgroups.unseen.has('memory')) return undefined;
    if (memory === undefined || memory.max === 'max') return 'max';
    if (memory.current === undefined) return undefined;
    const stat = await readText(place.transport, `${memory.path}/memory.stat`, place.signal);
    return memory.max - memory.current + reclaimable(stat);
  };
  const left = await memoryBytes();
  return {
    ...(cpuCores === undefined ? {} : { cpuCores }),
    ...(left === undefined ? {} : { memoryBytes: left }),
  };
};
