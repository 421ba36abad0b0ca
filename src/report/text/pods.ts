import type { PodRow } from '../../model/report.ts';

/** How soon something has to be done about a pod, in ms: what is down or failing now comes first. */
const urgencyMs = ({ state, diesIn, probe, nodeReady }: PodRow): number => {
  if (diesIn !== null) return diesIn.lowMs;
  if (state !== 'running' || nodeReady === false || probe?.failing === true) return 0;
  return Number.POSITIVE_INFINITY;
};

const memoryShare = ({ memoryBytes, memoryLimitBytes }: PodRow): number =>
  memoryBytes === null || memoryLimitBytes === null ? 0 : memoryBytes / memoryLimitBytes;

/** The next to die first; where nothing tells when, by restarts, then by how full their memory is. */
export const byUrgency = (rows: readonly PodRow[]): readonly PodRow[] =>
  rows.toSorted(
    (a, b) =>
      Math.min(urgencyMs(a), Number.MAX_VALUE) - Math.min(urgencyMs(b), Number.MAX_VALUE) ||
      b.restarts - a.restarts ||
      memoryShare(b) - memoryShare(a) ||
      (a.pod < b.pod ? -1 : 1),
  );
