import { probes } from '../../generated/probe.ts';
import { climb } from '../../probe/ladder/climb.ts';
import { probeContext, type Step } from './context.ts';

/** Threads, memory and limits as the kernel has them, before any dump: the first screen of a pod. */
export const takeProcess: Step = async (step) => {
  const { patient, writer, subject, options } = step;
  if (patient.evidence === undefined || !options.wanted.has('process')) return;
  patient.transport.expect?.(patient.jvm.identity.pid);
  const { collected, attempts, journal } = await climb(await probes.process(), probeContext(step));
  if (collected !== undefined) await writer.addArtifact(subject.id, collected);
  // That it worked says the series of dumps again.
  await writer.addRungs(
    subject.id,
    attempts.filter(({ status }) => status !== 'used'),
  );
  await writer.addJournal(journal);
};
