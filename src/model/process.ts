/**
 * What /proc and the cgroup say of one process at one moment. Every field can be absent: looked and not had is
 * recorded by the probe in the artifact's problems. Sources: proc(5), cgroup v1 pids/memory, cgroup v2 admin guide.
 */
export type ProcessSnapshot = {
  /** Id of the artifact it came from. */
  readonly artifactId?: string;
  readonly takenAtMs: number;
  readonly pid: number;
  /** Last field of NSpid: the pid inside its own pid namespace. */
  readonly nsPid?: number;
  readonly uid?: number;
  readonly gid?: number;
  readonly name?: string;
  readonly state?: string;
  readonly cmdline?: readonly string[];
  /** stat field 22 + btime. */
  readonly startedAtMs?: number;
  readonly threadCount?: number;
  /** CPU of all its threads since its start, of those that ended, too: utime + stime. */
  readonly cpuMs?: number;
  readonly rssBytes?: number;
  /** Caught signals, `SigCgt` as hex. Bit 0x4 (SIGQUIT) clear: SIGQUIT would kill it. */
  readonly sigCgt?: string;
  readonly openFiles?: number;
  readonly limits?: { readonly maxProcesses?: number | 'unlimited'; readonly maxOpenFiles?: number | 'unlimited' };
  readonly cgroup?: {
    readonly version: 1 | 2;
    readonly pidsCurrent?: number;
    readonly pidsMax?: number | 'max';
    readonly memoryCurrentBytes?: number;
    readonly memoryMaxBytes?: number | 'max';
    readonly cpuQuotaCores?: number | 'max';
    /** Periods of 100 ms in which it wanted to run since its start, and those it was stopped in. */
    readonly throttling?: { readonly periods: number; readonly throttledPeriods: number };
  };
  readonly kernelThreadsMax?: number;
  /** Tasks of that uid that could be seen; absent when others may be hidden (hidepid, another pid namespace). */
  readonly uidTaskCount?: number;
  readonly tasks?: readonly ProcessTask[];
};

/** One OS thread. `comm` is the Java name cut to 15 bytes. `cpuMs` is utime + stime, `startedAtMs` from stat field 22. */
export type ProcessTask = {
  readonly nativeId: number;
  readonly comm: string;
  readonly cpuMs?: number;
  readonly startedAtMs?: number;
};

/** Snapshots of one process in time order. */
export type ProcessSeries = { readonly snapshots: readonly ProcessSnapshot[] };
