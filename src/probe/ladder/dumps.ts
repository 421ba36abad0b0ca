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

export type DumpSeries = {
  /** Process snapshots and dumps, each snapshot right before its dump: per-thread CPU where the dump has none (JDK 8). */
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
  const take = async (each: Probe, first: boolean, asked?: () => void): Promise<Climb> => {
    const result = await climb(each, { ...context, ...(asked === undefined ? {} : { asked }) });
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
    const dump = await take(each, first, () => {
      setTimeout(() => {
        told().catch(() => undefined);
        context.asked?.();
      }, sentWithinMs);
    }).finally(told);
    await tell(dump);
    return dump;
  };
  let decided: Probe | undefined = probe;
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
    const snapshot = await take(processProbe, index === 0);
    if (decided === undefined) await tell(snapshot);
    else {
      const dump = await takeDump(decided, index === 0, snapshot);
      const used = rungUsed(dump.attempts);
      decided = used === undefined ? undefined : only(probe, used);
      await takeBeside(dump.collected?.bytes);
    }
    if (snapshot.collected === undefined) break;
    if (index + 1 < options.dumps) await pause(startedAtMs + options.intervalMs - context.now(), context.signal);
  }
  return { collected, attempts, journal };
};
