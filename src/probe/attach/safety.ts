import type { ProbeContext, Readiness } from '../../model/probe.ts';
import { statusFields } from '../../model/proc-text.ts';
import { TransportError } from '../../model/transport.ts';
import { threadHeadroom, wantedThreads } from '../headroom/limits.ts';
import { dumpMemory } from '../headroom/memory.ts';
import { textCounter } from '../perf/counters.ts';
import { readOwnCounters } from '../perf/locate.ts';
import { readCgroups } from '../proc/cgroup.ts';
import { mountOf, mountsIn } from '../proc/mounts.ts';
import { readText } from '../proc/read.ts';
import { findListener } from './listener.ts';

type Place = Pick<ProbeContext, 'transport' | 'identity' | 'signal'>;

const sigQuitBit = 0x4n;

/** Why the process cannot answer at all just now: then a signal would wait and take effect when nobody expects it. */
export const cannotAnswer = async (place: Place): Promise<string | undefined> => {
  const { transport, identity, signal } = place;
  const status = statusFields((await readText(transport, `/proc/${identity.pid}/status`, signal)) ?? '');
  const state = status.get('State') ?? '';
  const later = 'a SIGQUIT waits, and prints a thread dump into its log when it goes on';
  if (state.startsWith('T'))
    return `the process is stopped (SIGSTOP): ${later}. kill -CONT ${identity.pid} lets it run`;
  if (state.startsWith('t')) return `a debugger has stopped the process: ${later}`;
  if ((await readCgroups(place))?.frozen) return `the process is frozen by its cgroup (a paused container?): ${later}`;
  const maps = await readText(transport, `/proc/${identity.pid}/maps`, signal);
  if (maps?.includes('/libj9vm'))
    return 'this is an OpenJ9 JVM: it has another attach protocol and SIGQUIT writes files';
  return undefined;
};

/** Why SIGQUIT would end the process instead of reaching the JVM: it has no handler for it. */
export const quitWouldKill = async ({ transport, identity, signal }: Place): Promise<string | undefined> => {
  const status = statusFields((await readText(transport, `/proc/${identity.pid}/status`, signal)) ?? '');
  const caught = status.get('SigCgt');
  if (caught !== undefined && /^[0-9a-f]+$/.test(caught) && (BigInt(`0x${caught}`) & sigQuitBit) !== 0n)
    return undefined;
  return `SIGQUIT would kill it: the process has no handler for it (SigCgt ${caught ?? 'not readable'}; -Xrs, or a JVM that has just begun)`;
};

/** `-XX:+DisableAttachMechanism`, last word wins. */
const disabledIn = (cmdline: string): boolean =>
  cmdline
    .match(/(?:^|\0)-XX:[+-]DisableAttachMechanism(?=\0|$)/g)
    ?.at(-1)
    ?.includes('+') ?? false;

const attachDisabled = async (place: Place): Promise<boolean> => {
  const cmdline = (await readText(place.transport, `/proc/${place.identity.pid}/cmdline`, place.signal)) ?? '';
  return disabledIn(cmdline) || textCounter(await readOwnCounters(place), 'sun.rt.jvmCapabilities')?.[0] === '0';
};

/** Why the JVM could not create its socket in /tmp. */
const tmpUnusable = async ({ transport, identity, signal }: Place): Promise<string | undefined> => {
  const mounts = mountsIn((await readText(transport, `/proc/${identity.pid}/mountinfo`, signal)) ?? '');
  return mountOf(mounts, '/tmp')?.readOnly
    ? 'its /tmp is read-only: the JVM cannot create its attach socket there'
    : undefined;
};

/**
 * May this JVM be attached to? Without a listener of its own it must survive SIGQUIT and have room for threads; with one
 * (it was attached to before, or runs with -Xrs or -XX:+StartAttachListener) neither is needed.
 */
export const attachReadiness = async (place: Place, threads = wantedThreads, memoryBytes = 0): Promise<Readiness> => {
  const stuck = await cannotAnswer(place);
  if (stuck !== undefined) return { refused: stuck };
  if (await attachDisabled(place)) {
    return {
      refused: 'the JVM runs with -XX:+DisableAttachMechanism: every try would print a thread dump into its log',
    };
  }
  const memory = await dumpMemory(place, memoryBytes);
  if (memory !== 'usable') return memory;
  try {
    // Where it cannot be looked for there may be none: the stricter conditions hold.
    const listener = place.transport.nearlyBlind === undefined ? await findListener(place) : 'none';
    if (listener !== 'none') return 'unusable' in listener ? { refused: listener.unusable } : 'usable';
  } catch (error) {
    if (!(error instanceof TransportError) || error.code === 'aborted') throw error;
    return { refused: `its /tmp cannot be looked into: ${error.message}` };
  }
  const reason = (await quitWouldKill(place)) ?? (await tmpUnusable(place));
  return reason === undefined ? threadHeadroom(place, threads) : { refused: reason };
};
