import type { Collected } from '../../model/capture.ts';
import { ClusterError } from '../../model/pod-api.ts';
import { failedArtifact } from '../examine.ts';
import type { Step } from './context.ts';

/** What the cluster says of the pod, as an artifact; a refusal is one that failed, with the server's words. */
export const podArtifact = async (read: () => Promise<Uint8Array>): Promise<Collected> => {
  const takenAtMs = Date.now();
  try {
    const bytes = await read();
    return { kind: 'pod', ext: 'json', how: 'api', cost: 'none', takenAtMs, outcome: 'ok', bytes, problems: [] };
  } catch (error) {
    if (!(error instanceof ClusterError) || error.code === 'aborted') throw error;
    return failedArtifact('pod', error.message, takenAtMs);
  }
};

/** State, limits, events and surroundings of the pod. No exec, and nothing of the JVM: it works when that is gone. */
export const takePod: Step = async ({ patient, subject, writer, options }) => {
  const { evidence } = patient;
  if (evidence === undefined || !options.wanted.has('pod')) return;
  await writer.addArtifact(subject.id, await podArtifact(() => evidence({ signal: options.signal })));
};
