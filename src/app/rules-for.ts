import type { ArtifactKind, Evidence } from '../model/evidence.ts';
import type { Rule } from '../model/rule.ts';

/** Kinds that only a JVM in a container has, by topic of the rules that judge its place. */
const placeKinds: Readonly<Record<string, readonly ArtifactKind[]>> = { container: ['pod', 'process'] };

/** Evidence that no JVM has by itself: rules that need nothing else are judged where there is some. */
const ofItsOwn: readonly ArtifactKind[] = ['pod', 'load', 'native-memory'];

/**
 * The rules that were planned for a subject: those that need a pod or a load test only where one was looked at, those on containers not for a
 * file of thread dumps, and of a load test its own alone. Others stay out instead of being unknown for ever.
 */
export const rulesFor = (rules: readonly Rule[], { models, failed }: Evidence): readonly Rule[] => {
  const planned = (kind: ArtifactKind): boolean => models[kind] !== undefined || failed[kind] !== undefined;
  const isLoad = models.load !== undefined && Object.keys(models).length === 1;
  return rules.filter(({ id, needs }) => {
    if (ofItsOwn.some((kind) => needs.every((need) => need[kind] !== undefined) && !planned(kind))) return false;
    if (isLoad) return needs.some(({ load }) => load !== undefined);
    const place = placeKinds[id.split('/').at(-2) ?? ''];
    const isMet = needs.some((need) => Object.keys(need).every((kind) => planned(kind as ArtifactKind)));
    return place === undefined || place.some(planned) || isMet;
  });
};
