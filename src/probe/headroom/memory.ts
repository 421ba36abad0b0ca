import type { ProbeContext, Readiness } from '../../model/probe.ts';
import { statusFields } from '../../model/proc-text.ts';
import { type CgroupLevel, readCgroups } from '../proc/cgroup.ts';
import { readText, readTexts } from '../proc/read.ts';
import { threadHeadroom } from './limits.ts';

/** The VM keeps a whole dump in memory until it is read: some KB for a thread with a deep stack. */
const perThreadBytes = 8 * 1024;
const spareBytes = 4 * 1024 * 1024;

/** Why a second JVM may not start inside the limits of the JVM's container. Looks only. */
export const secondJvm = async (
  place: Pick<ProbeContext, 'transport' | 'identity' | 'signal'>,
  threads: number,
  bytes: number,
): Promise<Readiness> => {
  const room = await threadHeadroom(place, threads);
  return room === 'usable' ? dumpMemory(place, bytes) : room;
};

/** Bytes of the page cache the kernel can take back: files, not what lies on a tmpfs. v1 names first. */
export const reclaimable = (stat: string | undefined): number => {
  const at = (name: string): number => Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(stat ?? '')?.[1] ?? Number.NaN);
  const cached = [at('total_cache') - (at('total_shmem') || 0), at('file') - (at('shmem') || 0)].find(Number.isFinite);
  return Math.max(0, cached ?? 0);
};

/**
 * Room for the dump under the memory limit of the cgroup and of every ancestor that can be seen: a container at its limit
 * is killed as a whole by the next page. Without limits, or where none can be seen, nothing is held against it, unless a
 * program is to run inside them that takes `besidesBytes`.
 */
export const dumpMemory = async (
  place: Pick<ProbeContext, 'transport' | 'identity' | 'signal'>,
  besidesBytes = 0,
): Promise<Readiness> => {
  const { transport, identity, signal } = place;
  const cgroups = await readCgroups(place);
  const unseen = cgroups === undefined ? 'its cgroup cannot be read' : cgroups.unseen.get('memory');
  if (besidesBytes > 0 && unseen !== undefined) {
    return {
      refused: `it needs ${besidesBytes} bytes inside the container, whose memory limit is not known (${unseen})`,
    };
  }
  const limited = (cgroups?.levels ?? []).filter(
    (level): level is CgroupLevel & { current: number; max: number } =>
      level.controller === 'memory' && level.max !== 'max' && level.current !== undefined,
  );
  if (limited.length === 0) return 'usable';
  const status = statusFields((await readText(transport, `/proc/${identity.pid}/status`, signal)) ?? '');
  const wanted = besidesBytes + spareBytes + Number(status.get('Threads') ?? 0) * perThreadBytes;
  const stats = await readTexts(
    transport,
    limited.map(({ path }) => `${path}/memory.stat`),
    signal,
  );
  for (const [index, { path, current, max }] of limited.entries()) {
    const free = max - current + reclaimable(stats[index]);
    if (free < wanted) {
      return {
        refused: `the JVM keeps a dump in memory${besidesBytes === 0 ? '' : ' and a second JVM would start beside it'}, and the memory limit of ${path} leaves ${free} of the ${wanted} bytes it may take: the container could be killed`,
      };
    }
  }
  return 'usable';
};
