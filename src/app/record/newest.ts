import { probes } from '../../generated/probe.ts';
import { climb } from '../../probe/ladder/climb.ts';
import { probeContext, type StepContext } from '../collect/context.ts';
import { podArtifact } from '../collect/pod.ts';

/** The newest log excerpt and pod state take the place of the ones before. */
export const newestOf = (step: StepContext) => {
  const { writer, subject } = step;
  const latest = new Map<string, string>();
  for (const { artifact } of writer.artifacts) {
    const isOwn = artifact.subject === subject.id && (artifact.kind === 'log' || artifact.kind === 'pod');
    if (isOwn && artifact.outcome !== 'failed') latest.set(artifact.kind, artifact.id);
  }
  const put = async (collected: Parameters<typeof writer.addArtifact>[1]): Promise<void> => {
    const { artifact } = await writer.addArtifact(subject.id, collected);
    const before = latest.get(collected.kind);
    latest.set(collected.kind, artifact.id);
    if (before !== undefined) await writer.removeArtifact(before);
  };
  return {
    put,
    around: async (now: StepContext, signal: AbortSignal): Promise<void> => {
      const { collected } = await climb(await probes.log(), { ...probeContext(now), signal });
      if (collected !== undefined) await put(collected);
      const { evidence } = now.patient;
      if (evidence === undefined) return;
      const pod = await podArtifact(() => evidence({ signal }));
      if (pod.outcome !== 'failed') await put(pod);
    },
  };
};
