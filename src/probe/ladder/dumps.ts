import { setTimeout as delay } from 'node:timers/promises';
import type { Collected, JournalEntry, RungAttempt } from '../../model/capture.ts';
import type { Climb, Probe, ProbeContext } from '../../model/probe.ts';
import { climb } from './climb.ts';

export type DumpOptions = {
  readonly dumps: number;
  /** From the start of one dump to the start of the next. */
  readonly intervalMs: number;
  /** Taken right after each dump that `wanted` says yes to: a further view of the same moment. */
  readonly beside?: { readonly probe: Probe; readonly wanted: (dump: Uint8Array) => boolean };
  /** Told of each piece, in time order; of a snapshot while the JVM works on the dump beside it. */
  readonly onCollected?: (collected: Collected) => void | Promise<void>;
};

/** Connecting to the JVM and sending the request take less: work before it would hold them up. */
const sentWithinMs = 3;

/** So much of a dump is looked at for the line of a thread: the first ones may be virtual, or of the VM itself. */
const firstLinesBytes = 64 * 1024;

/** From JDK 11 each thread's line has its CPU and age (JDK-8200720): nothing that the kernel knows better. */
const tellsOfThreads = (dump: Uint8Array | undefined): boolean =>
  dump !== undefined &&
  / cpu=[\d.]+ms elapsed=/.test(new TextDecoder('latin1').decode(dump.subarray(0, firstLinesBytes)));

export type DumpSeries = {
  /**
   * Process snapshots and dumps, each snapshot right before its dump. Where the dump has no CPU and age of its threads (JDK 8), or there
   * is none, the kernel's list of them is taken, too: the first one right after the first dump.
   */
  readonly collected: readonly Collected[];
  /** The first climb of each probe, and what went wrong later. */
  readonly attempts: readonly RungAttempt[];
  readonly journal: readonly JournalEntry[];
};

/** The same probe with the one rung that worked: a series never tries the others again. */
const only = (probe: Probe, rung: string): Probe => ({
  ...probe,
  rungs: probe.rungs.filter((each) => each.name === rung),
});

const rungUsed = (attempts: readonly RungAttempt[]): string | undefined =>
  attempts.find((attempt) => attempt.status === 'used')?.rung;

const onceOnly = (work: () => Promise<void>): (() => Promise<void>) => {
  let done: Promise<void> | undefined;
  return () => {
    done ??= work();
    return done;
  };
};

const pause = async (ms: number, signal: AbortSignal): Promise<void> => {
  if (ms > 0 && !signal.aborted) await delay(ms, undefined, { signal }).catch(() => undefined);
};

/**
 * Several dumps with one decision about the way. Without a way to a dump, or after one failed, no further one is tried;
 * the snapshots go on: thread counts, names and CPU over time are evidence, too. Ends early when the process ends or the
 * signal fires.
 */
export const collectDumps = async (
  probe: Probe,
  processProbe: Probe,
  context: ProbeContext,
  options: DumpOptions,
): Promise<DumpSeries> => {
  const collected: Collected[] = [];
  const attempts: RungAttempt[] = [];
  const journal: JournalEntry[] = [];
  const take = async (
    each: Probe,
    first: boolean,
    also: Pick<ProbeContext, 'asked' | 'tasks'> = {},
  ): Promise<Climb> => {
    const result = await climb(each, { ...context, ...also });
    journal.push(...result.journal);
    attempts.push(...result.attempts.filter((attempt) => first || attempt.status !== 'used'));
    if (result.collected !== undefined) collected.push(result.collected);
    return result;
  };
  const tell = async (result: Climb): Promise<void> => {
    if (result.collected !== undefined) await options.onCollected?.(result.collected);
  };
  /** Takes the dump, and tells of the snapshot meanwhile. */
  const takeDump = async (each: Probe, first: boolean, snapshot: Climb): Promise<Climb> => {
    const told = onceOnly(() => tell(snapshot));
    const asked = (): void => {
      setTimeout(() => {
        told().catch(() => undefined);
        context.asked?.();
      }, sentWithinMs);
    };
    const dump = await take(each, first, { asked }).finally(told);
    await tell(dump);
    return dump;
  };
  const look = (): void => context.transport.expect?.(context.identity.pid);
  let decided: Probe | undefined = probe;
  let listed = false;
  let { beside } = options;
  let besideTaken = false;
  const takeBeside = async (dump: Uint8Array | undefined): Promise<void> => {
    if (beside === undefined || dump === undefined || !beside.wanted(dump)) return;
    const result = await take(beside.probe, !besideTaken);
    await tell(result);
    const { collected: had } = result;
    besideTaken = true;
    if (had === undefined) beside = undefined;
  };
  for (let index = 0; index < options.dumps && !context.signal.aborted; index++) {
    const startedAtMs = context.now();
    look();
    const snapshot = await take(processProbe, index === 0, listed ? {} : { tasks: 'counted' });
    if (decided === undefined) await tell(snapshot);
    else {
      look();
      const dump = await takeDump(decided, index === 0, snapshot);
      const used = rungUsed(dump.attempts);
      decided = used === undefined ? undefined : only(probe, used);
      if (!listed && !context.signal.aborted && !tellsOfThreads(dump.collected?.bytes)) {
        listed = true;
        await tell(await take(processProbe, false));
      }
      await takeBeside(dump.collected?.bytes);
    }
    if (snapshot.collected === undefined) break;
    if (index + 1 < options.dumps) await pause(startedAtMs + options.intervalMs - context.now(), context.signal);
  }
  return { collected, attempts, journal };
};
