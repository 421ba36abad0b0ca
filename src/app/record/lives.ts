import { setTimeout as delay } from 'node:timers/promises';
import { RequestError } from '../../model/exit-code.ts';
import { ClusterError } from '../../model/pod-api.ts';
import { TransportError } from '../../model/transport.ts';
import type { Seen } from '../collect/chosen.ts';
import type { CollectOptions, Step } from '../collect/context.ts';
import type { Writer } from '../examine.ts';
import type { Patient, Places } from '../patient.ts';
import { outcomeLine } from './line.ts';
import type { RecordOptions, RecordOutcome } from './options.ts';
import { thinOut } from './thin-out.ts';

/** A JVM that has begun should not run for long before it is recorded. */
const mostPollMs = 2_000;

/** Pods are listed no more often than this. */
const leastLookMs = 1_000;

export type LivesContext = {
  readonly record: RecordOptions;
  readonly writer: Writer;
  readonly options: CollectOptions;
  /** The JVM as a new subject of the capture, with what is taken of each one once. */
  readonly begin: (patient: Patient, run: number) => Promise<Seen>;
  readonly recordJvm: (record: RecordOptions) => Step;
  /** The JVMs in pods of the targets that are not known yet. */
  readonly look: (known: ReadonlySet<string>, signal: AbortSignal) => Promise<Places>;
};

const isPassing = (error: unknown): boolean =>
  error instanceof ClusterError || error instanceof TransportError || error instanceof RequestError;

/** The JVM that follows in the same container; undefined: none will, the pod is gone or done, or the recording is over. */
const successor = async ({ patient }: Seen, pollMs: number, stop: AbortSignal): Promise<Patient | undefined> => {
  while (!stop.aborted) {
    try {
      const { phase, container } = (await patient.watch?.({ signal: stop })) ?? { phase: 'Unknown' };
      if (phase === 'Succeeded' || phase === 'Failed' || container === undefined) return undefined;
      const there = container.state === 'running' ? await patient.reopen?.(stop) : undefined;
      if (there !== undefined && there.jvm.identity.startTicks !== patient.jvm.identity.startTicks)
        return { ...patient, ...there };
    } catch (error) {
      if (error instanceof ClusterError && error.code === 'not-found') return undefined;
      if (!isPassing(error) && !stop.aborted) throw error;
    }
    await delay(pollMs, undefined, { signal: stop }).catch(() => undefined);
  }
  return undefined;
};

/**
 * Records each JVM to its end, then the one that comes after it in its container, and those in pods of the targets that come later, each as a subject of
 * its own. Ends when the recording is over.
 */
export const recordLives = async (first: readonly Seen[], context: LivesContext): Promise<void> => {
  const { record, writer, options, begin, recordJvm, look } = context;
  const stop = AbortSignal.any([options.signal, record.until]);
  const pollMs = Math.min(record.everyMs, mostPollMs);
  const thin = thinOut(writer);
  const known = new Set(first.flatMap(({ patient: { pod } }) => pod ?? []));

  /** One container, JVM after JVM. */
  const follow = async (from: Seen): Promise<void> => {
    let seen = from;
    for (let run = 1; !stop.aborted; run += 1) {
      let outcome: RecordOutcome | undefined;
      const onOutcome = (told: RecordOutcome): void => {
        outcome = run === 1 ? told : { ...told, run };
        record.onOutcome(outcome);
      };
      await recordJvm({ ...record, onOutcome })({ ...seen, writer, options });
      if (outcome?.end === undefined && stop.aborted) return;
      await thin(seen.subject.id);
      if (outcome !== undefined) options.progress.say(`${outcomeLine(outcome)}; waiting for the next JVM`);
      const next = await successor(seen, pollMs, stop);
      if (next === undefined) {
        // A pod of the same name may come again: a StatefulSet's does.
        if (seen.patient.pod !== undefined) known.delete(seen.patient.pod);
        return;
      }
      seen = await begin(next, run + 1);
    }
  };

  const running = new Set<Promise<void>>();
  const failed = new AbortController();
  const start = (seen: Seen): void => {
    const task = follow(seen).finally(() => running.delete(task));
    task.catch((error: unknown) => failed.abort(error));
    running.add(task);
  };
  for (const seen of first) start(seen);
  const over = AbortSignal.any([stop, failed.signal]);
  while (!over.aborted) {
    await delay(Math.max(record.everyMs, leastLookMs), undefined, { signal: over }).catch(() => undefined);
    if (over.aborted) break;
    try {
      const { patients } = await look(known, over);
      for (const patient of patients) {
        if (patient.pod !== undefined) known.add(patient.pod);
        options.progress.say(`${patient.target}: a new pod, recorded as well`);
        start(await begin(patient, 1));
      }
    } catch (error) {
      if (!isPassing(error) && !over.aborted) throw error;
    }
  }
  await Promise.all(running);
  failed.signal.throwIfAborted();
};
