import type { ArtifactKind, Evidence } from '../model/evidence.ts';
import type { Rule } from '../model/rule.ts';

/** Kinds that only a JVM in a container has, by topic of the rules that judge its place. */
const placeKinds: Readonly<Record<string, readonly ArtifactKind[]>> = { container: ['pod', 'process'] };

/**
 * The rules that were planned for a subject: those that need a pod only where one was looked at, those on containers not for a
 * file of thread dumps. Others stay out instead of being unknown for ever.
 */
export const rulesFor = (rules: readonly Rule[], { models, failed }: Evidence): readonly Rule[] => {
  const planned = (kind: ArtifactKind): boolean => models[kind] !== undefined || failed[kind] !== undefined;
  return rules.filter(({ id, needs }) => {
    if (needs.every((need) => need.pod !== undefined) && !planned('pod')) return false;
    const place = placeKinds[id.split('/').at(-2) ?? ''];
    return place === undefined || place.some(planned);
  });
};
