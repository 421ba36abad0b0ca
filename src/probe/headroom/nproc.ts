import type { ProbeContext } from '../../model/probe.ts';
import { statusFields } from '../../model/proc-text.ts';
import { mountsIn } from '../proc/mounts.ts';
import { listNames, readText, readTexts, textOf } from '../proc/read.ts';

/** Inodes of the first namespaces (PROC_PID_INIT_INO, PROC_USER_INIT_INO in the kernel's proc_ns.h). */
const firstPidNamespace = 'pid:[4026531836]';
const firstUserNamespace = 'user:[4026531837]';
const sysPtrace = 1n << 19n;

/** Threads of one uid, or why they cannot all be seen. */
export type UidTasks = { readonly count: number } | { readonly hidden: string };

type Place = Pick<ProbeContext, 'transport' | 'signal'>;

/** Why processes of the uid may exist that /proc does not show; undefined when all are seen. */
const hiddenBecause = async ({ transport, signal }: Place): Promise<string | undefined> => {
  const [pidNamespace] = await transport.readLinks(['/proc/self/ns/pid'], { signal });
  if (pidNamespace !== firstPidNamespace) return 'jdiag runs in a pid namespace of its own';
  const mountinfo = await readText(transport, '/proc/self/mountinfo', signal);
  const proc = mountsIn(mountinfo ?? '').findLast((mount) => mount.mountPoint === '/proc');
  if (proc === undefined) return 'how /proc is mounted cannot be read';
  const hides = proc.superOptions.some((option) => option.startsWith('hidepid=') && !/=(?:0|off)$/.test(option));
  if (!hides) return undefined;
  const status = statusFields((await readText(transport, '/proc/self/status', signal)) ?? '');
  const seesAll = (BigInt(`0x${status.get('CapEff') || '0'}`) & sysPtrace) !== 0n;
  return seesAll ? undefined : '/proc is mounted with hidepid';
};

/**
 * Threads of the whole machine, from /proc/loadavg: no user can have more. Undefined where the file is not the kernel's own
 * (lxcfs mounts one of its own over it).
 */
export const allTasks = async ({ transport, signal }: Place): Promise<number | undefined> => {
  const [loadavg, mountinfo] = await readTexts(transport, ['/proc/loadavg', '/proc/self/mountinfo'], signal);
  const total = /\d+\/(\d+)/.exec(loadavg ?? '')?.[1];
  const own = mountinfo !== undefined && !mountinfo.includes(' /proc/loadavg ');
  return total === undefined || !own ? undefined : Number(total);
};

/** Counts as the kernel does for RLIMIT_NPROC: threads by real uid, zombies included. */
export const countUidTasks = async (place: Place, uid: number): Promise<UidTasks> => {
  const hidden = await hiddenBecause(place);
  if (hidden !== undefined) return { hidden };
  const names = await listNames(place.transport, '/proc', place.signal);
  if (names instanceof Error) return { hidden: names.message };
  const paths = names.filter((name) => /^\d+$/.test(name)).map((pid) => `/proc/${pid}/status`);
  let count = 0;
  for (const answer of await place.transport.readFiles(paths, { signal: place.signal })) {
    if (answer instanceof Error && answer.code !== 'not-found' && answer.code !== 'gone')
      return { hidden: answer.message };
    const status = statusFields(textOf(answer) ?? '');
    if (Number(status.get('Uid')?.split(/\s+/)[0] ?? Number.NaN) === uid) count += Number(status.get('Threads') ?? 1);
  }
  return { count };
};

/** The kernel does not hold uid 0 of the first user namespace to RLIMIT_NPROC (kernel/fork.c, INIT_USER). */
export const isExempt = async ({ transport, signal }: Place, pid: number, uid: number): Promise<boolean> => {
  if (uid !== 0) return false;
  const links = await transport.readLinks(['/proc/self/ns/user', `/proc/${pid}/ns/user`], { signal });
  return links.every((link) => link === firstUserNamespace);
};
