import { CollectError, type Probe, type RungContext } from '../model/probe.ts';
import { softLimit, statusFields } from '../model/proc-text.ts';
import { countUidTasks, isExempt } from './headroom/nproc.ts';
import { type Cgroups, readCgroups, tightest } from './proc/cgroup.ts';
import { listNames, textOf } from './proc/read.ts';

/** Texts of /proc and the cgroup as they were read. Environment variables are never read: they hold secrets. */
type RawProcess = {
  readonly takenAtMs: number;
  readonly pid: number;
  readonly files: Readonly<Record<string, string>>;
  readonly cgroupLevels?: Cgroups['levels'];
  readonly uidTaskCount?: number;
  readonly openFileCount?: number;
  readonly problems: readonly string[];
};

const own = ['status', 'stat', 'limits', 'cgroup', 'cmdline'];
const kernel = ['sys/kernel/threads-max', 'sys/kernel/pid_max', 'loadavg'];

/** The limits that bind, under the names of their cgroup version. */
const cgroupFiles = ({ version, levels, cpuStat }: Cgroups): Record<string, string> => {
  const files: Record<string, string> = {};
  const keep = (name: string, value: number | 'max' | undefined): void => {
    if (value !== undefined) files[`cgroup/${name}`] = String(value);
  };
  const pids = tightest(levels, 'pids');
  keep('pids.current', pids?.current);
  keep('pids.max', pids?.max);
  const memory = tightest(levels, 'memory');
  keep(version === 2 ? 'memory.current' : 'memory.usage_in_bytes', memory?.current);
  keep(version === 2 ? 'memory.max' : 'memory.limit_in_bytes', memory?.max);
  if (cpuStat !== undefined) files['cgroup/cpu.stat'] = cpuStat;
  const cpu = tightest(levels, 'cpu');
  if (cpu === undefined) return files;
  const quota = cpu.max === 'max' ? undefined : Math.round(cpu.max * 100_000);
  if (version === 2) return { ...files, 'cgroup/cpu.max': `${quota ?? 'max'} 100000` };
  return { ...files, 'cgroup/cpu.cfs_quota_us': String(quota ?? -1), 'cgroup/cpu.cfs_period_us': '100000' };
};

const readRaw = async (context: RungContext): Promise<RawProcess> => {
  const { transport, identity, signal } = context;
  const { pid, uid } = identity;
  const files: Record<string, string> = {};
  const problems: string[] = [];
  const keep = (name: string, answer: Uint8Array | Error | undefined): void => {
    if (answer instanceof Uint8Array) files[name] = textOf(answer) as string;
    else if (answer !== undefined) problems.push(answer.message);
  };

  const tids = context.tasks === 'counted' ? [] : await listNames(transport, `/proc/${pid}/task`, signal);
  if (tids instanceof Error && tids.code !== 'failed')
    throw new CollectError('gone', `the process ended: ${tids.message}`);
  // Where folders cannot be listed the threads are counted, and not named.
  const listed = tids instanceof Error ? [] : tids;
  if (tids instanceof Error) problems.push(tids.message);
  const names = [
    ...own.map((name) => `${pid}/${name}`),
    ...kernel,
    'stat',
    ...listed.map((tid) => `${pid}/task/${tid}/stat`),
  ];
  const takenAtMs = context.now();
  const answers = await transport.readFiles(
    names.map((name) => `/proc/${name}`),
    { signal },
  );
  for (const [index, name] of own.entries()) keep(name, answers[index]);
  for (const [index, name] of kernel.entries()) keep(name, answers[own.length + index]);
  const boot = /^btime (\d+)$/m.exec(textOf(answers[own.length + kernel.length]) ?? '')?.[1];
  if (boot !== undefined) files['btime'] = boot;
  for (const [index, tid] of listed.entries()) {
    const text = textOf(answers[own.length + kernel.length + 1 + index]);
    // A thread that ended between the listing and the reading is no problem.
    if (text !== undefined) files[`task/${tid}/stat`] = text;
  }
  if (files['stat'] === undefined) throw new CollectError('gone', 'the process ended while /proc was read');

  const open = await listNames(transport, `/proc/${pid}/fd`, signal);
  if (open instanceof Error) problems.push(open.message);
  const cgroups = await readCgroups(context);
  for (const [controller, reason] of cgroups?.unseen ?? []) problems.push(`cgroup ${controller}: ${reason}`);
  const limit = softLimit(files['limits'] ?? '', 'Max processes');
  const isHeld = typeof limit === 'number' && !(await isExempt(context, pid, uid));
  const tasks = isHeld ? await countUidTasks(context, uid) : undefined;
  if (tasks !== undefined && 'hidden' in tasks)
    problems.push(`threads of uid ${uid} cannot be counted: ${tasks.hidden}`);
  return {
    takenAtMs,
    pid,
    files: cgroups === undefined ? files : { ...files, ...cgroupFiles(cgroups) },
    ...(cgroups === undefined ? {} : { cgroupLevels: cgroups.levels }),
    ...(tasks !== undefined && 'count' in tasks ? { uidTaskCount: tasks.count } : {}),
    ...(open instanceof Error ? {} : { openFileCount: open.length }),
    problems,
  };
};

/** Task count, names, CPU, limits and cgroup of the process, from outside: the JVM does not notice. */
const process: Probe = {
  kind: 'process',
  title: 'Process',
  rungs: [
    {
      name: 'procfs',
      cost: 'none',
      leaves: 'nothing',
      does: 'read /proc/PID/{stat,status,limits,task/*/stat}, count /proc/PID/fd, read the limits of its cgroup',
      precondition: async () => 'usable',
      collect: async (context) => {
        const raw = await readRaw(context);
        const state = statusFields(raw.files['status'] ?? '').get('State');
        return {
          kind: 'process',
          ext: 'json',
          how: 'procfs',
          cost: 'none',
          takenAtMs: raw.takenAtMs,
          outcome: state === undefined ? 'partial' : 'ok',
          bytes: new TextEncoder().encode(JSON.stringify(raw)),
          problems: raw.problems,
        };
      },
    },
  ],
};

export default process;
