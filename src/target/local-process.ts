import type { ProcessIdentity } from '../model/probe.ts';
import { bootTimeMs, type StatFields, statFields, statusFields, ticksPerSecond } from '../model/proc-text.ts';
import type { Transport, TransportError } from '../model/transport.ts';

/** What /proc says of a process to anybody who asks. */
export type LocalProcess = {
  readonly identity: ProcessIdentity;
  readonly parentPid: number;
  /** Differs from the pid when the number is that of a thread. */
  readonly groupPid: number;
  readonly stat: StatFields;
  /** Arguments; empty for kernel threads and zombies. */
  readonly cmdline: readonly string[];
  readonly threadCount: number;
  readonly rssBytes?: number;
};

export const textOf = (answer: Uint8Array | TransportError | undefined): string | undefined =>
  answer instanceof Uint8Array ? new TextDecoder().decode(answer) : undefined;

const numbersOf = (field: string | undefined): readonly number[] => (field ?? '').split(/\s+/).map(Number);

const processOf = (
  pid: number,
  stat: StatFields,
  status: ReadonlyMap<string, string>,
  cmdline: string,
  bootedAtMs: number | undefined,
): LocalProcess => {
  const [uid = 0, effectiveUid = uid] = numbersOf(status.get('Uid'));
  const [, effectiveGid = 0] = numbersOf(status.get('Gid'));
  const rss = /^(\d+) kB$/.exec(status.get('VmRSS') ?? '')?.[1];
  return {
    identity: {
      pid,
      nsPid: numbersOf(status.get('NSpid')).at(-1) || pid,
      uid,
      effectiveUid,
      effectiveGid,
      startTicks: stat.startTicks,
      ...(bootedAtMs === undefined ? {} : { startedAtMs: bootedAtMs + (stat.startTicks * 1000) / ticksPerSecond }),
    },
    parentPid: Number(status.get('PPid')),
    groupPid: Number(status.get('Tgid') ?? pid),
    stat,
    cmdline: cmdline
      .replace(/\0+$/, '')
      .split('\0')
      .filter((_, index, all) => all[0] !== '' || index > 0),
    threadCount: stat.threads,
    ...(rss === undefined ? {} : { rssBytes: Number(rss) * 1024 }),
  };
};

/** Those of the pids that still exist, in their order. */
export const readProcesses = async (
  transport: Transport,
  pids: readonly number[],
  signal?: AbortSignal,
): Promise<readonly LocalProcess[]> => {
  const paths = pids.flatMap((pid) => ['stat', 'status', 'cmdline'].map((file) => `/proc/${pid}/${file}`));
  const answers = await transport.readFiles(['/proc/stat', ...paths], signal === undefined ? {} : { signal });
  const bootedAtMs = bootTimeMs(textOf(answers[0]) ?? '');
  return pids.flatMap((pid, index) => {
    const [stat, status, cmdline] = answers.slice(1 + index * 3, 4 + index * 3).map(textOf);
    const fields = statFields(stat ?? '');
    if (fields === undefined || status === undefined) return [];
    return [processOf(pid, fields, statusFields(status), cmdline ?? '', bootedAtMs)];
  });
};

/** User names by uid, from the passwd file of the place; empty when it cannot be read. */
export const readUserNames = async (transport: Transport): Promise<ReadonlyMap<number, string>> => {
  const names = new Map<number, string>();
  const [passwd] = await transport.readFiles(['/etc/passwd']);
  for (const line of (textOf(passwd) ?? '').split('\n')) {
    const [name, , uid] = line.split(':');
    if (name !== undefined && uid !== undefined && !names.has(Number(uid))) names.set(Number(uid), name);
  }
  return names;
};
