import type { ProcessSnapshot } from '../../model/process.ts';
import { wholeNumber } from './numbers.ts';

type Cgroup = NonNullable<ProcessSnapshot['cgroup']>;
type Files = ReadonlyMap<string, string>;

/** cgroup v1 prints "no limit" as the largest multiple of the page size below 2^63. */
const v1Unlimited = 2 ** 62;

const limit = (text: string | undefined): number | 'max' | undefined => {
  const trimmed = text?.trim();
  if (trimmed === undefined) return undefined;
  if (trimmed === 'max') return 'max';
  if (/^\d{1,20}$/.test(trimmed) && Number(trimmed) >= v1Unlimited) return 'max';
  return wholeNumber(trimmed);
};

/** v2 `cpu.max`: `200000 100000` or `max 100000`; v1: quota (-1 is none) and period in two files, microseconds. */
const cpuQuotaCores = (files: Files): number | 'max' | undefined => {
  const [quotaText, periodText] = (files.get('cgroup/cpu.max') ?? '').trim().split(/\s+/);
  const quota = quotaText === '' ? files.get('cgroup/cpu.cfs_quota_us')?.trim() : quotaText;
  const period = wholeNumber(periodText ?? files.get('cgroup/cpu.cfs_period_us'));
  if (quota === 'max' || quota === '-1') return 'max';
  const micros = wholeNumber(quota);
  return micros === undefined || period === undefined || period === 0 ? undefined : micros / period;
};

/** By the names of the files that were found; else by `/proc/PID/cgroup`: v1 names its controllers, v2 has the line `0::` alone. */
const versionOf = (files: Files): 1 | 2 => {
  for (const name of ['memory.current', 'memory.max', 'cpu.max']) if (files.has(`cgroup/${name}`)) return 2;
  for (const name of ['memory.usage_in_bytes', 'memory.limit_in_bytes', 'cpu.cfs_quota_us'])
    if (files.has(`cgroup/${name}`)) return 1;
  return /^\d+:(?:[^:]*,)?(?:pids|memory)(?:,[^:]*)?:/m.test(files.get('cgroup') ?? '') ? 1 : 2;
};

/** `nr_periods`, `nr_throttled` of `cpu.stat`; a cgroup without a quota counts none, or leaves them out. */
const throttling = (text: string | undefined): Cgroup['throttling'] => {
  const count = (name: string): number | undefined =>
    wholeNumber(new RegExp(`^${name} (\\d{1,18})$`, 'm').exec(text ?? '')?.[1]);
  const [periods, throttledPeriods] = [count('nr_periods'), count('nr_throttled')];
  return periods === undefined || throttledPeriods === undefined ? undefined : { periods, throttledPeriods };
};

/** Absent when no number of a cgroup was found. */
export const cgroupOf = (files: Files): Cgroup | undefined => {
  const pidsCurrent = wholeNumber(files.get('cgroup/pids.current'));
  const pidsMax = limit(files.get('cgroup/pids.max'));
  const memoryCurrentBytes = wholeNumber(
    files.get('cgroup/memory.current') ?? files.get('cgroup/memory.usage_in_bytes'),
  );
  const memoryMaxBytes = limit(files.get('cgroup/memory.max') ?? files.get('cgroup/memory.limit_in_bytes'));
  const quota = cpuQuotaCores(files);
  const throttled = throttling(files.get('cgroup/cpu.stat'));
  const found = {
    ...(throttled === undefined ? {} : { throttling: throttled }),
    ...(pidsCurrent === undefined ? {} : { pidsCurrent }),
    ...(pidsMax === undefined ? {} : { pidsMax }),
    ...(memoryCurrentBytes === undefined ? {} : { memoryCurrentBytes }),
    ...(memoryMaxBytes === undefined ? {} : { memoryMaxBytes }),
    ...(quota === undefined ? {} : { cpuQuotaCores: quota }),
  };
  return Object.keys(found).length === 0 ? undefined : { version: versionOf(files), ...found };
};
