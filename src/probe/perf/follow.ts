import { setTimeout as delay } from 'node:timers/promises';
import type { ProcessIdentity } from '../../model/probe.ts';
import { statFields } from '../../model/proc-text.ts';
import { type Transport, TransportError } from '../../model/transport.ts';
import { duringCollection } from '../../parse/perf-data/gc-sample.ts';
import { type CounterReading, perfReader } from '../../parse/perf-data/reader.ts';
import { reasonOf, textOf } from '../proc/read.ts';
import { locatePerfFile } from './locate.ts';

/** A JVM and the way to it. */
export type FollowedJvm = { readonly transport: Transport; readonly identity: ProcessIdentity };

export type FollowOptions = {
  readonly intervalMs: number;
  /** Readings to take; absent: until the signal or the end of the JVM. */
  readonly count?: number;
  readonly signal: AbortSignal;
  readonly now: () => number;
  /** The same place anew, after a cut or the end of the JVM; undefined: no JVM runs there now. Throws TransportError. Absent: there is no coming back. */
  readonly reopen?: () => Promise<FollowedJvm | undefined>;
  /** How long after a cut or an end a JVM may take to be there again. */
  readonly patienceMs?: number;
};

/** What following brings: a reading, a time without any, the end. `restarted`: the first reading of another JVM life. */
export type Followed =
  | {
      readonly kind: 'reading';
      readonly atMs: number;
      readonly reading: CounterReading;
      readonly torn: boolean;
      readonly pid: number;
      readonly restarted: boolean;
    }
  | { readonly kind: 'gap'; readonly atMs: number; readonly reason: string }
  | { readonly kind: 'ended'; readonly atMs: number; readonly reason: string };

/** A reading inside a collection, or one that two readings do not agree on, is repeated after this time, at most so often. */
const settleMs = 20;
const repeats = 3;
const maxFileBytes = 4 * 1024 * 1024;
const defaultPatienceMs = 120_000;
const firstRetryMs = 500;
const longestRetryMs = 10_000;

const sequence = [0, 1, 2].flatMap((index) =>
  ['invocations', 'time', 'lastEntryTime', 'lastExitTime'].map((name) => `sun.gc.collector.${index}.${name}`),
);

/** Nothing was collected between two readings: neither is torn. */
const agree = (a: CounterReading, b: CounterReading): boolean => sequence.every((name) => a.get(name) === b.get(name));

type Look = { readonly reading: CounterReading; readonly torn: boolean } | { readonly ended: string };

const wait = async (ms: number, signal: AbortSignal): Promise<void> => {
  if (ms > 0 && !signal.aborted) await delay(ms, undefined, { signal }).catch(() => undefined);
};

/** Looks at one file of one process. Throws TransportError when the place cannot be reached. */
const lookAt = (path: string, { transport, identity }: FollowedJvm, signal: AbortSignal) => {
  const read = perfReader();
  const statPath = `/proc/${identity.pid}/stat`;
  const limits = { signal, maxBytes: maxFileBytes };
  let settled: CounterReading | undefined;

  /** Sizes are written when a collection ends: where none began or ended since the last reading, nothing can be torn. Else it is read once more. */
  const isTorn = async (reading: CounterReading): Promise<boolean> => {
    if (duringCollection(reading)) return true;
    // Through the network a second reading costs a second answer: a collection in progress is all that is looked for.
    if (transport.insideLimits || (settled !== undefined && agree(settled, reading))) return false;
    const [again] = await transport.readFiles([path], limits);
    const second = again instanceof Uint8Array ? read(again) : 'it is gone';
    return typeof second === 'string' || !agree(reading, second);
  };

  const once = async (): Promise<Look | string> => {
    const [bytes, stat] = await transport.readFiles([path, statPath], limits);
    const fields = statFields(textOf(stat) ?? '');
    if (stat instanceof Uint8Array && fields !== undefined && fields.startTicks !== identity.startTicks) {
      return { ended: 'the process ended, its pid belongs to another one now' };
    }
    const isGone = stat instanceof TransportError && (stat.code === 'not-found' || stat.code === 'gone');
    if (isGone || fields?.state === 'Z' || fields?.state === 'X') return { ended: 'the process ended' };
    if (stat instanceof TransportError) throw stat;
    if (!(bytes instanceof Uint8Array)) return bytes?.message ?? 'nothing was read';
    const reading = read(bytes);
    if (typeof reading === 'string') return reading;
    const torn = await isTorn(reading);
    if (!torn) settled = reading;
    return { reading, torn };
  };
  return async (): Promise<Look | string> => {
    let look = await once();
    for (let repeat = 0; repeat < repeats; repeat++) {
      const isSettled = typeof look !== 'string' && ('ended' in look || !look.torn);
      if (isSettled || signal.aborted) return look;
      await wait(settleMs, signal);
      look = await once();
    }
    return look;
  };
};

/**
 * Readings of one JVM's counters, `intervalMs` apart. A cut is bridged by coming back, a restart goes on with the new JVM where `reopen` finds
 * it. Ends after an `ended`, after `count` readings, or on the signal. Throws TransportError when there is no file to begin with.
 */
export async function* followCounters(jvm: FollowedJvm, options: FollowOptions): AsyncGenerator<Followed> {
  const { intervalMs, count = Number.POSITIVE_INFINITY, signal, now } = options;
  const open = async (place: FollowedJvm): Promise<(() => Promise<Look | string>) | string> => {
    const file = await locatePerfFile({ ...place, signal });
    return 'missing' in file ? file.missing : lookAt(file.path, place, signal);
  };
  let current = jvm;
  const isThere = async (): Promise<boolean> => {
    const [stat] = await jvm.transport.readFiles([`/proc/${jvm.identity.pid}/stat`], { signal }).catch(() => []);
    return stat instanceof Uint8Array;
  };
  const opened = await open(jvm).catch((error: unknown) => reasonOf(error));
  const isLost = typeof opened === 'string' && options.reopen !== undefined && !signal.aborted && !(await isThere());
  if (typeof opened === 'string' && !isLost) throw new TransportError('not-found', opened);
  let look = typeof opened === 'string' ? async (): Promise<string> => opened : opened;
  let restarted = false;
  let taken = 0;

  /** The place anew, asked for again and again; a text when patience is over. */
  const comeBack = async (reason: string): Promise<string | undefined> => {
    const untilMs = now() + (options.patienceMs ?? defaultPatienceMs);
    let pauseMs = firstRetryMs;
    let last = reason;
    while (options.reopen !== undefined && !signal.aborted && now() < untilMs) {
      try {
        const place = await options.reopen();
        const fresh = place === undefined ? 'no JVM runs there now' : await open(place);
        if (place !== undefined && typeof fresh !== 'string') {
          restarted ||= place.identity.startTicks !== current.identity.startTicks;
          current = place;
          look = fresh;
          return undefined;
        }
        last = `${reason}; ${fresh as string}`;
      } catch (error) {
        if (!(error instanceof TransportError)) throw error;
        last = `${reason}; ${reasonOf(error)}`;
      }
      await wait(pauseMs, signal);
      pauseMs = Math.min(longestRetryMs, pauseMs * 2);
    }
    return last;
  };

  // It went away between the look that found it and this one.
  const neverSeen = isLost ? await comeBack(opened as string) : undefined;
  if (neverSeen !== undefined && !signal.aborted) throw new TransportError('gone', neverSeen);
  while (taken < count && !signal.aborted) {
    const startedAtMs = now();
    let failure: string | undefined;
    try {
      const seen = await look();
      if (typeof seen === 'string') failure = seen;
      else if ('ended' in seen) failure = seen.ended;
      else {
        const { reading, torn } = seen;
        yield { kind: 'reading', atMs: now(), reading, torn, pid: current.identity.nsPid, restarted };
        restarted = false;
        taken++;
      }
    } catch (error) {
      if (!(error instanceof TransportError)) throw error;
      if (signal.aborted) return;
      failure = reasonOf(error);
    }
    if (failure !== undefined) {
      yield { kind: 'gap', atMs: now(), reason: failure };
      const given = await comeBack(failure);
      if (signal.aborted) return;
      if (given !== undefined) {
        yield { kind: 'ended', atMs: now(), reason: given };
        return;
      }
    }
    if (taken < count) await wait(startedAtMs + intervalMs - now(), signal);
  }
}
