import { setTimeout as delay } from 'node:timers/promises';
import type { PodContainer } from '../../model/pod-api.ts';
import { ClusterError } from '../../model/pod-api.ts';
import { type RecordingLine, recordingFormat } from '../../model/recording.ts';
import { TransportError } from '../../model/transport.ts';
import type { Step } from '../collect/context.ts';
import { takeDumps } from '../collect/dumps.ts';
import { takeHistograms } from '../collect/histograms.ts';
import { lastWordsOf, takeEnd } from './ending.ts';
import { figuresOf, type Tick } from './figures.ts';
import { followCounters } from './followed-counters.ts';
import { newestOf } from './newest.ts';
import type { RecordOptions, RecordOutcome } from './options.ts';
import { lookAgain } from './presence.ts';
import { ring } from './ring.ts';
import { takeTick } from './tick.ts';
import { trigger } from './trigger.ts';

type LineOf<T> = T extends unknown ? Omit<T, 'at'> : never;

/** Readings that are looked at before a name of the condition that nobody knows is spoken of. */
const learningReadings = 3;

const isAborted = (error: unknown, signal: AbortSignal): boolean =>
  signal.aborted &&
  (error instanceof TransportError || error instanceof ClusterError || (error as Error).name === 'AbortError');

const reasonOf = ({ reason }: AbortSignal): string => (reason instanceof Error ? reason.message : String(reason));

/**
 * Records one JVM: readings that cost it nothing in a ring, the figures of all of them, and dumps when the condition comes true. Ends with the JVM, on
 * `until`, or after the condition where the recording is not to go on.
 */
export const recordJvm =
  (record: RecordOptions): Step =>
  async (begun) => {
    const { subject, writer, options } = begun;
    const { everyMs, keep, when, until } = record;
    let step = begun;
    const over = new AbortController();
    const signal = AbortSignal.any([options.signal, until, over.signal]);
    const series = await writer.openSeries(subject.id, {
      kind: 'recording',
      how: 'recorder',
      cost: 'none',
      takenAtMs: Date.now(),
    });
    const line = (entry: LineOf<RecordingLine>): Promise<void> =>
      series.append({ ...('format' in entry ? { format: entry.format } : {}), at: new Date().toISOString(), ...entry });
    await line({ format: recordingFormat, everyMs, keep, ...(when === undefined ? {} : { when: when.text }) });
    const counters = followCounters(step, record, signal);
    const following = counters.run();
    // A failure of it is met where it is awaited.
    following.catch(() => undefined);
    const snapshots = ring(writer, subject.id, keep);
    const newest = newestOf(step);
    const fires = when === undefined ? undefined : trigger(when);
    const startedAtMs = Date.now();
    let words: Awaited<ReturnType<typeof lastWordsOf>> = { logs: [] };
    let first: PodContainer | undefined;
    let before: Tick | undefined;
    let oomKills: { before: number | undefined; after: number | undefined } = { before: undefined, after: undefined };
    let outcome: RecordOutcome = { subject: subject.id, target: subject.target, readings: 0, crossings: 0, sets: 0 };
    let leaving = false;

    const crossed = async (because: NonNullable<ReturnType<NonNullable<typeof fires>['take']>>): Promise<void> => {
      const isLast = outcome.sets >= record.sets;
      outcome = { ...outcome, crossings: outcome.crossings + 1, sets: outcome.sets + (isLast ? 0 : 1) };
      await line({ crossed: when?.text ?? '', set: isLast ? 0 : outcome.sets, of: record.sets, because });
      const figures = Object.entries(because).map(([name, value]) => `${name} ${value}`);
      const what = isLast
        ? `no further dumps, ${record.sets} sets were taken`
        : `dumps, set ${outcome.sets} of ${record.sets}`;
      options.progress.say(`${subject.target}: ${when?.text} came true (${figures.join(', ')}): ${what}`);
      if (isLast) return;
      const now = { ...step, options: { ...options, signal } };
      await takeDumps(now);
      await takeHistograms(now);
      await newest.around(now, signal);
    };

    /** True: it goes on. */
    const reading = async (): Promise<boolean> => {
      const { collected, tick, oomKills: kills, clusterGap } = await takeTick(step, counters.last(), signal);
      if (collected === undefined || collected.outcome === 'partial') {
        const found = await lookAgain(step, first, signal);
        if (found === 'ended') return false;
        if ('step' in found) step = found.step;
        await line({ gap: 'cut' in found ? found.cut : 'the connection was lost' });
        return true;
      }
      if (clusterGap !== undefined) await line({ gap: clusterGap });
      if (outcome.readings === 0) {
        words = await lastWordsOf(step, signal);
        first = tick.pod?.container;
        oomKills = { before: kills, after: kills };
      }
      oomKills.after = kills ?? oomKills.after;
      await snapshots(collected);
      const figures = figuresOf(tick, before);
      before = tick;
      outcome = { ...outcome, readings: outcome.readings + 1 };
      await line({ figures });
      record.onFigures(subject, figures, outcome.readings);
      const isLeaving = tick.pod?.phase === 'Terminating';
      if (isLeaving && !leaving) await newest.around(step, signal);
      leaving = isLeaving;
      const because = fires?.take(figures);
      if (outcome.readings === learningReadings) {
        const unknown = fires?.neverKnown() ?? [];
        if (unknown.length > 0)
          options.progress.say(
            `warning: ${subject.target}: ${unknown.join(', ')} cannot be known there (no limit, no counters, no cluster?)`,
          );
      }
      if (because !== undefined) await crossed(because);
      return true;
    };

    let goesOn = true;
    try {
      while (goesOn && !signal.aborted) {
        const tickedAtMs = Date.now();
        goesOn = await reading();
        if (goesOn && outcome.crossings > 0 && !record.untilExit) {
          outcome = { ...outcome, stopped: 'the condition came true' };
          break;
        }
        const waitMs = tickedAtMs + everyMs - Date.now();
        if (goesOn && waitMs > 0) await delay(waitMs, undefined, { signal }).catch(() => undefined);
      }
    } catch (error) {
      if (!isAborted(error, signal)) throw error;
    }
    over.abort(new DOMException('the recording is over', 'AbortError'));
    await following.catch((error: unknown) => {
      if (!isAborted(error, signal)) throw error;
    });
    const stop = options.signal.aborted ? options.signal : until;
    if (!goesOn && !options.signal.aborted) {
      const about = { first, words, oomKills, signal: options.signal, hurry: until };
      const { end, atMs, artifacts } = await takeEnd(
        step,
        record.patienceMs === undefined ? about : { ...about, patienceMs: record.patienceMs },
      );
      for (const artifact of artifacts) await newest.put(artifact);
      const at = new Date(atMs).toISOString();
      await series.append({ at, ended: end });
      outcome = { ...outcome, end: { ...end, at } };
    } else {
      const reason = outcome.stopped ?? reasonOf(stop);
      await line({ stopped: reason });
      outcome = { ...outcome, stopped: reason };
    }
    await series.end('ok', []);
    await writer.addJournal([
      {
        at: new Date(startedAtMs).toISOString(),
        subject: subject.id,
        action: `record pid ${begun.patient.jvm.identity.pid}: ${outcome.readings} readings of /proc and counters, ${everyMs} ms apart`,
        outcome: outcome.end?.reason ?? outcome.stopped ?? 'ok',
        durationMs: Date.now() - startedAtMs,
        cost: 'none',
        leaves: 'nothing',
      },
    ]);
    const unanswered = fires === undefined || fires.wasAnswered() ? [] : fires.neverKnown();
    record.onOutcome(unanswered.length === 0 ? outcome : { ...outcome, unanswered });
  };
