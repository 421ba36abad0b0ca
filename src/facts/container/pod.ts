import type { Evidence } from '../../model/evidence.ts';
import { MissingFact } from '../../model/fact.ts';
import type { PodContainerEvidence, PodEvidence } from '../../model/pod-evidence.ts';

/** What the cluster says of the pod. Throws MissingFact. */
export const podOf = ({ models, failed }: Evidence): PodEvidence => {
  if (models.pod === undefined) throw new MissingFact(['pod'], failed.pod ?? 'nothing of a pod was collected');
  return models.pod;
};

/** The containers this evidence is of: of a JVM its own, of a pod without one all. Throws MissingFact. */
export const containersOf = (evidence: Evidence): readonly PodContainerEvidence[] => {
  const { containers, of } = podOf(evidence);
  return of === undefined ? containers : containers.filter(({ name }) => of.includes(name));
};

/** The container of a JVM: where the evidence is of one container alone. */
export const ownContainer = (evidence: Evidence): PodContainerEvidence | undefined => {
  if (evidence.models.pod === undefined) return undefined;
  const [only, ...more] = containersOf(evidence);
  return more.length === 0 ? only : undefined;
};

export const noEvents = new MissingFact(['pod'], 'the events of the pod could not be read, or are gone by now');
