import type { RungAttempt } from '../../model/capture.ts';
import { TransportError } from '../../model/transport.ts';
import { type Followed, type FollowedJvm, followCounters } from '../../probe/perf/follow.ts';
import { counterLines } from '../../probe/perf/lines.ts';
import { failedArtifact } from '../examine.ts';
import type { Patient } from '../patients.ts';
import type { Step, StepContext } from './context.ts';

const again = async ({ reopen }: Patient, signal: AbortSignal): Promise<FollowedJvm | undefined> => {
  const there = await reopen?.(signal);
  return there === undefined ? undefined : { transport: there.transport, identity: there.jvm.identity };
};

/** A run whose manifest did not change for an hour is taken for one that died, and may be removed: this one is renewed. */
const renewMs = 15 * 60_000;

/** The readings of one JVM, each also stored as it comes. Throws TransportError when it has no counters to read. */
export async function* storedReadings(
  { patient, subject, writer, options }: StepContext,
  asked: StepContext['options']['samples'],
): AsyncGenerator<Followed> {
  const signal = asked.until === undefined ? options.signal : AbortSignal.any([options.signal, asked.until]);
  const readings = followCounters(
    { transport: patient.transport, identity: patient.jvm.identity },
    {
      ...asked,
      signal,
      now: Date.now,
      ...(patient.reopen === undefined ? {} : { reopen: () => again(patient, signal) }),
    },
  );
  const lines = counterLines();
  let series: Awaited<ReturnType<typeof writer.openSeries>> | undefined;
  const problems: string[] = [];
  let isWhole = false;
  let renewedAtMs = Date.now();
  try {
    for await (const followed of readings) {
      const at = new Date(followed.atMs).toISOString();
      series ??= await writer.openSeries(subject.id, {
        kind: 'gc-counters',
        how: 'hsperfdata',
        cost: 'none',
        takenAtMs: followed.atMs,
      });
      if (followed.kind === 'reading') {
        if (followed.restarted) lines.restart();
        await series.append(lines.line(followed.reading, followed.atMs, followed));
      } else {
        await series.append({ at, [followed.kind]: followed.reason });
        problems.push(`${at}: ${followed.kind === 'gap' ? 'a gap: ' : ''}${followed.reason}`);
      }
      if (followed.atMs - renewedAtMs > renewMs) {
        renewedAtMs = followed.atMs;
        await writer.addJournal([]);
      }
      yield followed;
    }
    isWhole = problems.length === 0 && !options.signal.aborted;
  } finally {
    await series?.end(isWhole ? 'ok' : 'partial', problems);
  }
}

/** The counters of the JVM over time: read from outside, no pause, no JVM thread. */
export const takeCounters: Step = async (step) => {
  const { subject, writer, options, patient } = step;
  if (!options.wanted.has('gc-counters')) return;
  const { intervalMs, count } = options.samples;
  const attempt: Pick<RungAttempt, 'probe' | 'rung'> = { probe: 'gc-counters', rung: 'hsperfdata' };
  const startedAtMs = Date.now();
  let taken = 0;
  try {
    for await (const followed of storedReadings(step, options.samples)) {
      if (followed.kind === 'reading') taken++;
      options.onReading?.(subject, followed);
      if (options.onReading === undefined)
        options.progress.step(`${subject.target}: ${taken} of ${count} readings of its counters`);
    }
    await writer.addRungs(subject.id, [{ ...attempt, status: 'used' }]);
  } catch (error) {
    if (!(error instanceof TransportError)) throw error;
    await writer.addRungs(subject.id, [{ ...attempt, status: 'refused', reason: error.message }]);
    if (taken === 0) await writer.addArtifact(subject.id, failedArtifact('gc-counters', error.message, Date.now()));
  }
  await writer.addJournal([
    {
      at: new Date(startedAtMs).toISOString(),
      subject: subject.id,
      action: `read the counters of pid ${patient.jvm.identity.pid} ${taken} times, ${intervalMs} ms apart`,
      outcome: taken >= count || count === Number.POSITIVE_INFINITY ? 'ok' : `${taken} of ${count}`,
      durationMs: Date.now() - startedAtMs,
      cost: 'none',
      leaves: 'nothing',
    },
  ]);
};
