import type { ProcessIdentity } from '../../model/probe.ts';
import type { Transport } from '../../model/transport.ts';
import { type Mount, mountOf, mountsIn } from '../../probe/proc/mounts.ts';
import { readText } from '../../probe/proc/read.ts';

/** A folder of the JVM's own file system with the room it has, or why there is none. */
export type DumpPlace =
  | { readonly refused: string }
  | {
      readonly folder: string;
      readonly mountPoint: string;
      readonly freeBytes: number;
      /** Its files are memory. */
      readonly memory: boolean;
      /** It outlives the pod and counts against no limit of it. */
      readonly persistent: boolean;
    };

export type UsablePlace = Exclude<DumpPlace, { readonly refused: string }>;

type Where = { readonly transport: Transport; readonly identity: ProcessIdentity; readonly signal: AbortSignal };

/** Paths of the JVM as the transport sees them: inside a container they are the same. */
export const rootOf = ({ transport, identity }: Pick<Where, 'transport' | 'identity'>): string =>
  transport.insideLimits ? '' : `/proc/${identity.pid}/root`;

/** Not for files: what the kernel shows, and what holds a single file. */
const odd =
  /^(?:proc|sysfs|cgroup2?|devpts|mqueue|devtmpfs|securityfs|tracefs|debugfs|bpf|hugetlbfs|fusectl|configfs)$/;
const always = ['/tmp', '/var/tmp'];

/** `-XX:HeapDumpPath=/dumps` or `/dumps/app.hprof`: the folder that somebody meant for it. */
export const dumpPathIn = (cmdline: string): string | undefined => {
  const path = [...cmdline.matchAll(/(?:^|\0)-XX:HeapDumpPath=([^\0]+)/g)].at(-1)?.[1];
  if (path?.startsWith('/') !== true) return undefined;
  return /\.\w+$/.test(path) ? path.slice(0, path.lastIndexOf('/')) || '/' : path;
};

const plain = (path: string): boolean => /^[\w./-]+$/.test(path);

/** Free bytes by folder, from `df -Pk`. */
const freeBytes = async (where: Where, folders: readonly string[]): Promise<ReadonlyMap<string, number>> => {
  const free = new Map<string, number>();
  for (const folder of folders) {
    const argv = ['df', '-Pk', '--', `${rootOf(where)}${folder}`];
    const { outcome, stdout } = await where.transport.exec(argv, { signal: where.signal, timeoutMs: 10_000 });
    if (outcome.kind !== 'exited' || outcome.code !== 0) continue;
    const line = new TextDecoder().decode(stdout).trim().split('\n').at(-1) ?? '';
    const kilobytes = Number(/\s(\d+)\s+\d+%\s+\S+$/.exec(line)?.[1]);
    if (Number.isFinite(kilobytes)) free.set(folder, kilobytes * 1024);
  }
  return free;
};

const isMemory = (mount: Mount): boolean => mount.fsType === 'tmpfs' || mount.fsType === 'ramfs';

/** Folders worth a look: those meant for it, those every image has, and what is mounted for files. */
const candidates = (mounts: readonly Mount[], cmdline: string, persistent: readonly string[]): readonly string[] => {
  const meant = dumpPathIn(cmdline);
  const mounted = mounts
    .filter(({ fsType, readOnly, mountPoint }) => !odd.test(fsType) && !readOnly && mountPoint !== '/')
    .map(({ mountPoint }) => mountPoint)
    .filter((path) => !/^\/(?:proc|sys|dev|etc|run\/secrets|var\/run\/secrets)(?:\/|$)/.test(path));
  return [...new Set([...(meant === undefined ? [] : [meant]), ...persistent, ...always, ...mounted])]
    .filter(plain)
    .slice(0, 12);
};

/**
 * Folders with the room they have, best first: on disk before in memory, those that hold the file twice before the rest, then as
 * meant. `asked`: that one alone.
 */
export const dumpPlaces = async (
  where: Where,
  wantedBytes: number | undefined,
  { asked, persistent = [] }: { readonly asked?: string; readonly persistent?: readonly string[] },
): Promise<readonly UsablePlace[]> => {
  const { transport, identity, signal } = where;
  const mounts = mountsIn((await readText(transport, `/proc/${identity.pid}/mountinfo`, signal)) ?? '');
  const cmdline = (await readText(transport, `/proc/${identity.pid}/cmdline`, signal)) ?? '';
  const folders = asked === undefined ? candidates(mounts, cmdline, persistent) : [asked];
  const free = await freeBytes(where, folders);
  const enough = (place: UsablePlace): number => (place.freeBytes >= 2 * (wantedBytes ?? 0) ? 0 : 1);
  return folders
    .flatMap((folder): readonly UsablePlace[] => {
      const room = free.get(folder);
      const mount = mountOf(mounts, folder);
      if (room === undefined || mount === undefined || (mount.readOnly && asked === undefined)) return [];
      const { mountPoint } = mount;
      const lasting = persistent.includes(mountPoint);
      return [{ folder, mountPoint, freeBytes: room, memory: isMemory(mount), persistent: lasting }];
    })
    .sort((a, b) => Number(a.memory) - Number(b.memory) || enough(a) - enough(b));
};

/** Whose dump it is: in a container any, on a machine that many share those with the JVM's pid. */
const mayBeOf = ({ transport, identity }: Where, name: string): boolean =>
  /\.hprof(?:\.gz)?$/.test(name) && (transport.insideLimits === true || name.startsWith(`java_pid${identity.nsPid}.`));

/** The heap dumps in these folders of the JVM. */
export const existingDumps = async (
  where: Where,
  folders: readonly string[],
): Promise<readonly { readonly path: string; readonly bytes: number }[]> => {
  const { transport, signal } = where;
  const found: { readonly path: string; readonly bytes: number }[] = [];
  for (const folder of folders) {
    const names = await transport.listDir(`${rootOf(where)}${folder}`, { signal }).catch(() => []);
    for (const name of names.filter((each) => mayBeOf(where, each)).slice(0, 5)) {
      const path = `${folder === '/' ? '' : folder}/${name}`;
      const about = await transport.stat(`${rootOf(where)}${path}`, { signal }).catch(() => undefined);
      if (about?.kind === 'file') found.push({ path, bytes: about.sizeBytes });
    }
  }
  return found;
};
