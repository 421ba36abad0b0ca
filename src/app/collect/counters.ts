import type { RungAttempt } from '../../model/capture.ts';
import { TransportError } from '../../model/transport.ts';
import { jstatProbe } from '../../probe/gc-counters/jstat.ts';
import { climb } from '../../probe/ladder/climb.ts';
import { failedArtifact } from '../examine.ts';
import { probeContext, type Step, type StepContext } from './context.ts';
import { storedReadings } from './counter-series.ts';

/** Where their file cannot be read: what jstat prints of them. True: it was had. */
const takeJstat = async (step: StepContext): Promise<boolean> => {
  const { subject, writer, options } = step;
  const { collected, attempts, journal } = await climb(jstatProbe(options.samples), probeContext(step));
  await writer.addRungs(subject.id, attempts);
  await writer.addJournal(journal);
  if (collected !== undefined) await writer.addArtifact(subject.id, collected);
  return collected !== undefined;
};

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
    if (taken === 0 && !(await takeJstat(step)))
      await writer.addArtifact(subject.id, failedArtifact('gc-counters', error.message, Date.now()));
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
