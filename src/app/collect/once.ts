import { probes } from '../../generated/probe.ts';
import { climb } from '../../probe/ladder/climb.ts';
import { probeContext, type Step } from './context.ts';

/** What costs nothing, is taken once, without a question of anybody's, and is not always there. One after the other: a pod has one shell. */
export const takeOnce: Step = async (step) => {
  const { writer, subject, options } = step;
  const loaded = await Promise.all(Object.values(probes).map((load) => load()));
  for (const probe of loaded.filter(({ once, kind }) => once === true && options.wanted.has(kind))) {
    const { collected, attempts, journal } = await climb(probe, probeContext(step));
    if (collected !== undefined) await writer.addArtifact(subject.id, collected);
    await writer.addRungs(subject.id, attempts);
    await writer.addJournal(journal);
  }
};
