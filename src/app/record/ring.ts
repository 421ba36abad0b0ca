import type { Collected } from '../../model/capture.ts';
import type { Writer } from '../examine.ts';

/** Holds the newest `keep` artifacts of a kind in the capture: each new one is stored before an old one goes. */
export const ring = (writer: Writer, subject: string, keep: number) => {
  const ids: string[] = [];
  return async (collected: Collected): Promise<void> => {
    const { artifact } = await writer.addArtifact(subject, collected);
    ids.push(artifact.id);
    while (ids.length > keep) await writer.removeArtifact(ids.shift() as string);
  };
};
