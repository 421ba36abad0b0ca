/** Files, folders, links and states of files to be asked for together. */
export type Wish = {
  readonly read: readonly string[];
  readonly list: readonly string[];
  readonly links: readonly string[];
  readonly stat: readonly string[];
};

const memoryMaps = ['sys/vm/max_map_count', 'sys/vm/overcommit_memory'];

/** What every look at a process begins with. Sources: proc(5), cgroup-v1/{pids,memory}.rst, cgroup-v2.rst. */
export const firstLook = (pid: number): Wish => {
  const ofProcess = ['stat', 'status', 'cmdline', 'maps', 'limits', 'cgroup', 'mountinfo', 'net/unix'];
  const ofMachine = ['stat', 'loadavg', 'meminfo', 'sys/kernel/threads-max', 'sys/kernel/pid_max', ...memoryMaps];
  const version1 = [
    'pids/pids.max',
    'pids/pids.current',
    'memory/memory.limit_in_bytes',
    'memory/memory.usage_in_bytes',
    'memory/memory.stat',
  ];
  const cpu1 = ['cpu.cfs_quota_us', 'cpu.cfs_period_us', 'cpu.stat'].map((file) => `cpu/${file}`);
  const version2 = ['pids.max', 'pids.current', 'memory.max', 'memory.current', 'memory.stat', 'cpu.max', 'cpu.stat'];
  const frozen = ['freezer/freezer.state', 'freezer/cgroup.events', 'freezer.state', 'cgroup.events'];
  return {
    read: [
      ...ofProcess.map((file) => `/proc/${pid}/${file}`),
      ...ofMachine.map((file) => `/proc/${file}`),
      '/proc/self/status',
      '/proc/self/mountinfo',
      '/etc/passwd',
      ...[...version1, ...cpu1, ...version2, ...frozen].map((file) => `/sys/fs/cgroup/${file}`),
    ],
    list: ['/proc', `/proc/${pid}/task`, `/proc/${pid}/fd`],
    links: [
      '/proc/self/ns/cgroup',
      '/proc/self/ns/pid',
      '/proc/self/ns/user',
      `/proc/${pid}/ns/user`,
      `/proc/${pid}/exe`,
    ],
    stat: [`/proc/${pid}/fd/1`, `/proc/${pid}/fd/2`],
  };
};
