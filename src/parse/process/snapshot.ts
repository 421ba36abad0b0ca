import { type StatFields, softLimit, statFields, statusFields, ticksPerSecond } from '../../model/proc-text.ts';
import type { ProcessSnapshot, ProcessTask } from '../../model/process.ts';
import { cgroupOf } from './cgroup.ts';
import { wholeNumber } from './numbers.ts';

/** What the probe read: the text of files by their path below /proc/PID, and what it counted itself. */
export type RawProcess = {
  readonly takenAtMs: number | undefined;
  readonly pid: number | undefined;
  readonly uidTaskCount: number | undefined;
  readonly openFileCount: number | undefined;
  readonly files: ReadonlyMap<string, string>;
};

/** `understood` of `files.size`; `missing` names what a whole snapshot would have. */
export type ReadSnapshot = {
  readonly snapshot: ProcessSnapshot;
  readonly notUnderstood: readonly string[];
  readonly missing: readonly string[];
};

const expected = ['status', 'stat', 'limits', 'cgroup', 'cmdline', 'btime', 'sys/kernel/threads-max'];

/** Columns of `Uid:` and `Gid:` are real, effective, saved, file system; the effective one is what attach compares. */
const effective = (ids: string | undefined): number | undefined => wholeNumber(ids?.split(/\s+/)[1]);

const fromStatus = (status: ReadonlyMap<string, string>): Partial<ProcessSnapshot> => {
  const uid = effective(status.get('Uid'));
  const gid = effective(status.get('Gid'));
  const nsPid = wholeNumber(status.get('NSpid')?.split(/\s+/).at(-1));
  const name = status.get('Name');
  const state = status.get('State')?.slice(0, 1);
  const threadCount = wholeNumber(status.get('Threads'));
  const rssKb = wholeNumber(/^(\d+) kB$/.exec(status.get('VmRSS') ?? '')?.[1]);
  const sigCgt = /^[0-9a-f]{1,32}$/i.exec(status.get('SigCgt') ?? '')?.[0];
  return {
    ...(nsPid === undefined ? {} : { nsPid }),
    ...(uid === undefined ? {} : { uid }),
    ...(gid === undefined ? {} : { gid }),
    ...(name === undefined || name === '' ? {} : { name }),
    ...(state === undefined || state === '' ? {} : { state }),
    ...(threadCount === undefined ? {} : { threadCount }),
    ...(rssKb === undefined ? {} : { rssBytes: rssKb * 1024 }),
    ...(sigCgt === undefined ? {} : { sigCgt }),
  };
};

const limit = (text: string, row: string): number | 'unlimited' | undefined => {
  const soft = softLimit(text, row);
  return soft === 'unlimited' || Number.isSafeInteger(soft) ? soft : undefined;
};

const limitsOf = (text: string): ProcessSnapshot['limits'] => {
  const maxProcesses = limit(text, 'Max processes');
  const maxOpenFiles = limit(text, 'Max open files');
  if (maxProcesses === undefined && maxOpenFiles === undefined) return undefined;
  return {
    ...(maxProcesses === undefined ? {} : { maxProcesses }),
    ...(maxOpenFiles === undefined ? {} : { maxOpenFiles }),
  };
};

/** `btime` as its number alone or as the line of /proc/stat; in seconds since the epoch. */
const bootMs = (text: string | undefined): number | undefined => {
  const seconds = wholeNumber(/^(?:btime\s+)?(\d+)\s*$/m.exec(text ?? '')?.[1]);
  return seconds === undefined ? undefined : seconds * 1000;
};

const msOf = (ticks: number): number => (ticks * 1000) / ticksPerSecond;

const startedAt = (boot: number | undefined, stat: StatFields | undefined): { startedAtMs?: number } =>
  boot === undefined || stat === undefined ? {} : { startedAtMs: boot + msOf(stat.startTicks) };

const taskName = /^task\/(\d+)\/stat$/;

const tasksOf = (
  files: ReadonlyMap<string, string>,
  boot: number | undefined,
  notUnderstood: string[],
): readonly ProcessTask[] => {
  const tasks: ProcessTask[] = [];
  for (const [name, text] of files) {
    if (!taskName.test(name)) continue;
    const stat = statFields(text);
    if (stat === undefined) notUnderstood.push(name);
    else {
      const cpuMs = msOf(stat.userTicks + stat.systemTicks);
      tasks.push({ nativeId: stat.pid, comm: stat.comm, cpuMs, ...startedAt(boot, stat) });
    }
  }
  return tasks.sort((a, b) => a.nativeId - b.nativeId);
};

const cmdlineOf = (text: string): readonly string[] => {
  const words = text.split('\0');
  if (words.at(-1)?.trim() === '') words.pop();
  return words;
};

/** Undefined when neither the raw record nor its files say which process it was, or when. */
export const snapshotOf = (raw: RawProcess): ReadSnapshot | undefined => {
  const { files } = raw;
  const notUnderstood: string[] = [];
  const statusText = files.get('status');
  const status = statusFields(statusText ?? '');
  const statText = files.get('stat');
  const stat = statText === undefined ? undefined : statFields(statText);
  if (statText !== undefined && stat === undefined) notUnderstood.push('stat');
  const pid = raw.pid ?? wholeNumber(status.get('Pid')) ?? stat?.pid;
  if (pid === undefined || raw.takenAtMs === undefined) return undefined;
  const boot = bootMs(files.get('btime'));
  const limitsText = files.get('limits');
  const limits = limitsText === undefined ? undefined : limitsOf(limitsText);
  if (limitsText !== undefined && limits === undefined) notUnderstood.push('limits');
  const known = fromStatus(status);
  if (statusText !== undefined && Object.keys(known).length === 0) notUnderstood.push('status');
  const cmdline = files.get('cmdline');
  const cgroup = cgroupOf(files);
  const kernelThreadsMax = wholeNumber(files.get('sys/kernel/threads-max'));
  const tasks = tasksOf(files, boot, notUnderstood);
  const snapshot: ProcessSnapshot = {
    takenAtMs: raw.takenAtMs,
    pid,
    ...(stat === undefined ? {} : { name: stat.comm, state: stat.state }),
    ...(stat !== undefined && Number.isSafeInteger(stat.threads) ? { threadCount: stat.threads } : {}),
    ...(stat === undefined ? {} : { cpuMs: msOf(stat.userTicks + stat.systemTicks) }),
    ...known,
    ...(cmdline === undefined ? {} : { cmdline: cmdlineOf(cmdline) }),
    ...startedAt(boot, stat),
    ...(raw.openFileCount === undefined ? {} : { openFiles: raw.openFileCount }),
    ...(limits === undefined ? {} : { limits }),
    ...(cgroup === undefined ? {} : { cgroup }),
    ...(kernelThreadsMax === undefined ? {} : { kernelThreadsMax }),
    ...(raw.uidTaskCount === undefined ? {} : { uidTaskCount: raw.uidTaskCount }),
    ...(tasks.length === 0 ? {} : { tasks }),
  };
  return { snapshot, notUnderstood, missing: expected.filter((name) => !files.has(name)) };
};
