import type { Evidence } from '../../model/evidence.ts';
import { MissingFact } from '../../model/fact.ts';
import { jdkOf } from './options.ts';

/**
 * Whether the JDK reads the limits of the container: cgroup v1 since 10 and 8u191, v2 since 15, 11.0.16 and 8u372 (JDK-8146115,
 * JDK-8230305). Throws MissingFact where the version of either is not known.
 */
export const isUnaware = (evidence: Evidence): boolean => {
  const version = evidence.models.process?.snapshots.at(-1)?.cgroup?.version;
  if (version === undefined) throw new MissingFact(['process'], 'the cgroup of the process is not known');
  const { feature, update } = jdkOf(evidence);
  if (feature < 8 || feature === 9) return true;
  if (feature === 8) return update < (version === 1 ? 191 : 372);
  if (version === 1) return false;
  return feature === 11 ? update < 16 : feature < 15;
};
