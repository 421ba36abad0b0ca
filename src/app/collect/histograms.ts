import { setTimeout as delay } from 'node:timers/promises';
import type { Probe } from '../../model/probe.ts';
import { histogramProbe } from '../../probe/histogram/probe.ts';
import { climb } from '../../probe/ladder/climb.ts';
import { failedArtifact } from '../examine.ts';
import { blastRadius } from '../heap-dump/blast-radius.ts';
import { lookAround } from '../heap-dump/look.ts';
import { radiusLines } from '../heap-dump/table.ts';
import { probeContext, type Step } from './context.ts';

const only = (probe: Probe, rung: string): Probe => ({
  ...probe,
  rungs: probe.rungs.filter(({ name }) => name === rung),
});

/** Class histograms some time apart. The way that worked first is the only one tried again. */
export const takeHistograms: Step = async (step) => {
  const { writer, subject, options } = step;
  const { histograms, signal, progress } = options;
  if (histograms === undefined || !options.wanted.has('histogram')) return;
  const { count, live, intervalMs = options.intervalMs } = histograms;
  const context = probeContext(step);
  if (live) {
    // Said before it is asked for or refused: each of them stops the JVM.
    const around = await lookAround(step.patient, signal);
    const radius = blastRadius(around, { action: 'live-histogram', live, gzip: false });
    progress.say(`before the class histograms of ${subject.target}, ${count} full collections:`);
    for (const line of radiusLines(radius, subject.target)) progress.say(line);
  }
  let probe = histogramProbe(live);
  let taken = 0;
  for (; taken < count && !signal.aborted; taken++) {
    const startedAtMs = Date.now();
    progress.step(`${subject.target}: class histogram ${taken + 1} of ${count}`);
    const { collected, attempts, journal } = await climb(probe, context);
    const used = attempts.find(({ status }) => status === 'used')?.rung;
    await writer.addRungs(
      subject.id,
      attempts.filter(({ status }) => taken === 0 || status !== 'used'),
    );
    await writer.addJournal(journal);
    if (collected === undefined || used === undefined) break;
    await writer.addArtifact(subject.id, collected);
    probe = only(probe, used);
    if (taken + 1 === count) continue;
    const waitMs = startedAtMs + intervalMs - Date.now();
    progress.step(`${subject.target}: next class histogram in ${Math.max(0, Math.round(waitMs / 1000))} s`);
    if (waitMs > 0) await delay(waitMs, undefined, { signal }).catch(() => undefined);
  }
  if (taken < count)
    await writer.addArtifact(subject.id, failedArtifact('histogram', `${taken} of ${count} were had`, Date.now()));
};
