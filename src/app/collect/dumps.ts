import { probes } from '../../generated/probe.ts';
import type { Collected } from '../../model/capture.ts';
import { hintsAtVirtualThreads } from '../../probe/dump-to-file/hint.ts';
import { collectDumps } from '../../probe/ladder/dumps.ts';
import { failedArtifact } from '../examine.ts';
import { probeContext, type Step } from './context.ts';

/** A list of virtual threads taken beside a dump is not one of the dumps that were asked for. */
const isBeside = ({ how }: Collected): boolean => how === 'dump-to-file';
const isDump = (collected: Collected): boolean => collected.kind === 'thread-dump' && !isBeside(collected);

/** Thread dumps with a /proc reading beside each. */
export const takeDumps: Step = async (step) => {
  const { writer, subject, options } = step;
  if (!options.wanted.has('thread-dump')) return;
  const [threadDump, virtualThreads, processProbe] = await Promise.all([
    probes['thread-dump'](),
    probes['virtual-threads'](),
    probes.process(),
  ]);
  let taken = 0;
  const result = await collectDumps(threadDump, processProbe, probeContext(step), {
    dumps: options.dumps,
    intervalMs: options.intervalMs,
    beside: { probe: virtualThreads, wanted: hintsAtVirtualThreads },
    onCollected: async (collected) => {
      if (isDump(collected)) taken++;
      options.progress.step(`${subject.target}: ${taken} of ${options.dumps} thread dumps`);
      await writer.addArtifact(subject.id, collected);
    },
  });
  await writer.addRungs(subject.id, result.attempts);
  await writer.addJournal(result.journal);
  for (const kind of ['thread-dump', 'process'] as const) {
    const had = result.collected.filter((one) => one.kind === kind && !isBeside(one)).length;
    if (had >= options.dumps) continue;
    // Why stands in the rungs, once.
    const missing = `${had} of ${options.dumps} were had`;
    await writer.addArtifact(subject.id, failedArtifact(kind, missing, Date.now()));
  }
};
