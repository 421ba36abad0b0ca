import type { ProbeContext } from '../../model/probe.ts';
import { type Mount, mountsIn, seenThrough } from './mounts.ts';
import { readTexts, textOf } from './read.ts';

export type Controller = 'pids' | 'memory' | 'cpu';

/** One cgroup on the way from the process to the root that sets or counts something. `cpu` is in cores. */
export type CgroupLevel = {
  readonly controller: Controller;
  readonly path: string;
  readonly current?: number;
  readonly max: number | 'max';
};

export type Cgroups = {
  readonly version: 1 | 2;
  /** From the process's own cgroup upwards, as far as it can be seen. */
  readonly levels: readonly CgroupLevel[];
  /** Controllers that may set a limit which could not be read, with the reason. */
  readonly unseen: ReadonlyMap<Controller, string>;
  /** Text of `cpu.stat` of the process's own cgroup: periods and how many of them were throttled (sched-bwc.rst). */
  readonly cpuStat?: string;
  /** The cgroup freezer holds the process. */
  readonly frozen: boolean;
};

/** Files per controller and version. Sources: cgroup-v2.rst, cgroup-v1/{pids,memory}.rst, sched-bwc.rst. */
const filesOf: Readonly<Record<Controller, Readonly<Record<1 | 2, readonly string[]>>>> = {
  pids: { 1: ['pids.max', 'pids.current'], 2: ['pids.max', 'pids.current'] },
  memory: { 1: ['memory.limit_in_bytes', 'memory.usage_in_bytes'], 2: ['memory.max', 'memory.current'] },
  cpu: { 1: ['cpu.cfs_quota_us', 'cpu.cfs_period_us'], 2: ['cpu.max', ''] },
};

/** v1 writes "no memory limit" as the largest multiple of the page size below 2^63. */
const noLimitBytes = 2 ** 62;

/** The inode of the first cgroup namespace (PROC_CGROUP_INIT_INO in the kernel's proc_ns.h): there `/` is the true root. */
const firstCgroupNamespace = 'cgroup:[4026531835]';

const levelOf = (controller: Controller, path: string, limit: string, second: string): CgroupLevel => {
  const words = limit.trim().split(/\s+/);
  const number = Number(words[0]);
  if (controller === 'cpu') {
    const period = Number(words[1] ?? second);
    const limited = Number.isFinite(number) && number > 0 && period > 0;
    return { controller, path, max: limited ? number / period : 'max' };
  }
  const max = Number.isFinite(number) && number < noLimitBytes ? number : 'max';
  const current = Number.parseInt(second, 10);
  return { controller, path, max, ...(Number.isFinite(current) ? { current } : {}) };
};

/** The process's cgroup path in the hierarchy of a controller, and the version of that hierarchy. */
const placeOf = (
  cgroup: string,
  controller: string,
): { readonly version: 1 | 2; readonly path: string } | undefined => {
  const lines = cgroup.split('\n').map((line) => /^\d+:([^:]*):(.*)$/.exec(line));
  const own = lines.find((line) => line?.[1]?.split(',').includes(controller));
  if (own?.[2] !== undefined) return { version: 1, path: own[2] };
  const unified = lines.find((line) => line?.[1] === '')?.[2];
  return unified === undefined ? undefined : { version: 2, path: unified };
};

const isMountOf = (mount: Mount, controller: string, version: 1 | 2): boolean =>
  version === 2 ? mount.fsType === 'cgroup2' : mount.fsType === 'cgroup' && mount.superOptions.includes(controller);

/** Folders of a cgroup and its ancestors, in the reader's file system, own one first. */
const foldersOf = (mount: Mount, prefix: string, path: string): readonly string[] | undefined => {
  const rest = seenThrough(mount, path);
  if (rest === undefined) return undefined;
  const parts = rest.split('/').filter((part) => part !== '');
  return [...parts.keys(), parts.length]
    .reverse()
    .map((count) => [prefix + mount.mountPoint, ...parts.slice(0, count)].join('/'));
};

/** Every cgroup of the process that can be seen: through jdiag's own mounts, else through those of the process. */
export const readCgroups = async (
  context: Pick<ProbeContext, 'transport' | 'identity' | 'signal'>,
): Promise<Cgroups | undefined> => {
  const { transport, identity, signal } = context;
  const [cgroup, ownMounts, itsMounts] = await readTexts(
    transport,
    [`/proc/${identity.pid}/cgroup`, '/proc/self/mountinfo', `/proc/${identity.pid}/mountinfo`],
    signal,
  );
  if (cgroup === undefined) return undefined;
  const [namespace] = await transport.readLinks(['/proc/self/ns/cgroup'], { signal });
  const views = [
    { prefix: '', mounts: mountsIn(ownMounts ?? '') },
    { prefix: `/proc/${identity.pid}/root`, mounts: mountsIn(itsMounts ?? '') },
  ];
  const foldersFor = (controller: string, version: 1 | 2, path: string): readonly string[] | undefined => {
    for (const { prefix, mounts } of views) {
      for (const mount of mounts.filter((each) => isMountOf(each, controller, version))) {
        const folders = foldersOf(mount, prefix, path);
        if (folders !== undefined) return folders;
      }
    }
    return undefined;
  };

  const levels: CgroupLevel[] = [];
  const unseen = new Map<Controller, string>();
  let cpuStat: string | undefined;
  for (const controller of ['pids', 'memory', 'cpu'] as const) {
    const place = placeOf(cgroup, controller);
    if (place === undefined || (place.path === '/' && namespace === firstCgroupNamespace)) continue;
    const folders = foldersFor(controller, place.version, place.path);
    if (folders === undefined) {
      unseen.set(controller, `no mount shows the ${controller} cgroup ${place.path}`);
      continue;
    }
    const [limitFile = '', secondFile = ''] = filesOf[controller][place.version];
    const answers = await transport.readFiles(
      [
        ...folders.flatMap((folder) => [`${folder}/${limitFile}`, `${folder}/${secondFile || limitFile}`]),
        ...(controller === 'cpu' ? [`${folders[0]}/cpu.stat`] : []),
      ],
      { signal },
    );
    if (controller === 'cpu') cpuStat = textOf(answers.at(-1));
    for (const [index, folder] of folders.entries()) {
      const [limit, second] = answers.slice(index * 2, index * 2 + 2);
      // Without the file the level sets no limit: it is the root, or the controller is not switched on there.
      if (limit instanceof Error && limit.code !== 'not-found') unseen.set(controller, limit.message);
      const text = textOf(limit);
      if (text !== undefined) levels.push(levelOf(controller, folder, text, textOf(second) ?? ''));
    }
  }
  const freezer = placeOf(cgroup, 'freezer');
  const folder = freezer === undefined ? undefined : foldersFor('freezer', freezer.version, freezer.path)?.[0];
  const states = folder === undefined ? [] : [`${folder}/freezer.state`, `${folder}/cgroup.events`];
  const frozen = (await readTexts(transport, states, signal)).some((text) => /^(?:FROZEN|frozen 1)$/m.test(text ?? ''));
  const version = (placeOf(cgroup, 'pids') ?? placeOf(cgroup, 'memory'))?.version ?? 2;
  return { version, levels, unseen, frozen, ...(cpuStat === undefined ? {} : { cpuStat }) };
};

/** The level of a controller that leaves the least: head-room for pids and memory, cores for cpu. */
export const tightest = (levels: readonly CgroupLevel[], controller: Controller): CgroupLevel | undefined => {
  const room = (level: CgroupLevel): number =>
    level.max === 'max' ? Number.POSITIVE_INFINITY : level.max - (level.current ?? 0);
  return levels
    .filter((level) => level.controller === controller)
    .reduce<CgroupLevel | undefined>(
      (best, level) => (best === undefined || room(level) < room(best) ? level : best),
      undefined,
    );
};
