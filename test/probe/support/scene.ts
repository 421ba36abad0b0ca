import type { ProbeContext } from '../../../src/model/probe.ts';
import type { Transport } from '../../../src/model/transport.ts';
import type { ScriptedAnswer } from '../../../src/transport/scripted.ts';

export const identity: ProbeContext['identity'] = {
  pid: 100,
  nsPid: 100,
  uid: 1001,
  effectiveUid: 1001,
  effectiveGid: 1002,
  startTicks: 5000,
  startedAtMs: 1_700_000_050_000,
};

const limitsTable = (
  maxProcesses: string,
): string => `Limit                     Soft Limit           Hard Limit           Units
Max processes             ${maxProcesses.padEnd(20)} ${maxProcesses.padEnd(20)} processes
Max address space         unlimited            unlimited            bytes
`;

export const statusText = (fields: Readonly<Record<string, string | number>> = {}): string =>
  Object.entries({
    Name: 'java',
    State: 'S (sleeping)',
    Uid: '1001\t1001\t1001\t1001',
    Gid: '1002\t1002\t1002\t1002',
    NSpid: '100',
    VmRSS: '1048576 kB',
    VmSize: '4194304 kB',
    Threads: 40,
    SigCgt: '2000000181005ccf',
    ...fields,
  })
    .map(([name, value]) => `${name}:\t${value}\n`)
    .join('');

export const statText = (pid: number, startTicks: number, state = 'S'): string =>
  `${pid} (java) ${state} 1 ${pid} ${pid} 0 -1 4194560 9 0 0 0 10 5 0 0 20 0 40 0 ${startTicks} 4294967296 2000\n`;

export type Files = Readonly<Record<string, ScriptedAnswer | (() => ScriptedAnswer)>>;

/** A healthy JVM of uid 1001 on a machine with cgroup v2 and every limit far away. */
export const machine = (
  files: Files = {},
  maxProcesses = 'unlimited',
): Record<string, ScriptedAnswer | (() => ScriptedAnswer)> => ({
  '/proc/self/status': statusText({ Name: 'node', Uid: '0\t0\t0\t0', CapEff: '000001ffffffffff' }),
  '/proc/self/ns/pid': { link: 'pid:[4026531836]' },
  '/proc/self/ns/user': { link: 'user:[4026531837]' },
  '/proc/100/ns/user': { link: 'user:[4026531837]' },
  '/proc/self/ns/cgroup': { link: 'cgroup:[4026531835]' },
  '/proc/self/mountinfo':
    '22 1 0:21 / /proc rw,nosuid shared:5 - proc proc rw\n30 1 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n',
  '/proc/stat': 'cpu 1 2 3\nbtime 1700000000\n',
  '/proc/loadavg': '0.10 0.20 0.30 1/900 12345\n',
  '/proc/sys/kernel/threads-max': '100000\n',
  '/proc/sys/kernel/pid_max': '100000\n',
  '/proc/sys/vm/max_map_count': '65530\n',
  '/proc/sys/vm/overcommit_memory': '0\n',
  '/proc/meminfo': 'CommitLimit: 1000000 kB\nCommitted_AS: 500000 kB\n',
  '/proc/100/stat': statText(100, 5000),
  '/proc/100/status': statusText(),
  '/proc/100/limits': limitsTable(maxProcesses),
  '/proc/100/cgroup': '0::/kube/pod/app\n',
  '/proc/100/cmdline': 'java\0-jar\0app.jar\0',
  '/proc/100/maps': '7f00-7f01 r-xp 00000000 08:01 77 /opt/jdk/lib/server/libjvm.so\n',
  '/proc/100/mountinfo': '22 1 0:21 / /proc rw - proc proc rw\n40 1 0:30 / / rw - ext4 /dev/sda rw\n',
  '/proc/100/root/tmp/other': '',
  '/proc/100/net/unix': 'Num RefCount Protocol Flags Type St Inode Path\n',
  '/proc/100/fd/0': { link: '/dev/null' },
  '/proc/100/fd/1': { link: 'pipe:[55]' },
  '/proc/100/task/100/stat': statText(100, 5000),
  '/sys/fs/cgroup/kube/pod/app/pids.max': 'max\n',
  '/sys/fs/cgroup/kube/pod/app/pids.current': '40\n',
  '/sys/fs/cgroup/kube/pod/pids.max': '1000\n',
  '/sys/fs/cgroup/kube/pod/pids.current': '60\n',
  ...files,
});

/** The socket of a listener that the JVM holds open, as fd 7. */
export const listenerUp: Files = {
  '/proc/100/root/tmp/.java_pid100': { stat: { kind: 'socket', uid: 1001, gid: 1002 } },
  '/proc/100/net/unix': `Num RefCount Protocol Flags Type St Inode Path
0000000000000000: 00000002 00000000 00010000 0001 01 9001 /run/other.sock
0000000000000000: 00000002 00000000 00010000 0001 01 9002 /tmp/.java_pid100.tmp
`,
  '/proc/100/fd/7': { link: 'socket:[9002]' },
};

export const contextOn = (transport: Transport, more: Partial<ProbeContext> = {}): ProbeContext => ({
  transport,
  subject: 'jvm-1',
  identity,
  allow: new Set(),
  maxPauseMs: 1000,
  signal: new AbortController().signal,
  now: () => 1_700_000_100_000,
  ...more,
});
