import type { ArtifactKind } from '../../model/evidence.ts';
import type { Writer } from '../examine.ts';

/** Ended JVMs that are kept in full: the first, how it began, and the newest. A pod that starts anew all night long must not fill the disk. */
const keptInFull = 10;

/** What remains of the others: how their figures went and how they ended. */
const keptAlways: readonly ArtifactKind[] = ['recording', 'pod'];

/** Hears of each JVM that ended; from the eleventh on an older one loses its dumps, readings and log. */
export const thinOut = (writer: Writer) => {
  const ended: string[] = [];
  return async (subject: string): Promise<void> => {
    ended.push(subject);
    if (ended.length <= keptInFull) return;
    const [victim] = ended.splice(1, 1);
    const gone = writer.artifacts.filter(
      ({ artifact }) => artifact.subject === victim && !keptAlways.includes(artifact.kind),
    );
    for (const { artifact } of gone) await writer.removeArtifact(artifact.id);
  };
};
