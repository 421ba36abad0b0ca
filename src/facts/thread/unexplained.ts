import type { Evidence } from '../../model/evidence.ts';
import { boolean, list, MissingFact, number, object, source, string, type ValueOf } from '../../model/fact.ts';
import { explainedCount } from './bounded.ts';
import { type FamilyFact, familyFact, familyFacts, familyShape } from './family-fact.ts';
import { type FamilyGroup, familyGroups } from './group.ts';
import { newestDump, once } from './judged.ts';

export const unexplainedShape = object(
  {
    count: number('platform threads that no server, library limit or JVM service accounts for'),
    families: list(familyShape, 'the largest families among them, at most five, none below ten threads but the first'),
    largest: string('name of the largest of these families'),
    growing: boolean('one of them was born at least 20 times in ten minutes and does not die'),
    birthsPerMinute: number('births per minute of these families together', 'per-minute'),
    source: source('a thread of the largest'),
  },
  'threads nothing accounts for in the newest dump',
);

const maxFamilies = 5;
/** Single threads beside large families explain nothing. */
const minShown = 10;
/** As in threads/family-growth. */
const growingBirths = 20;

type Unexplained = { readonly group: FamilyGroup; readonly count: number };

const factOf = (evidence: Evidence, group: FamilyGroup): FamilyFact =>
  familyFacts(evidence).find(({ name }) => name === group.name) ?? familyFact(evidence, group);

const grows = (family: FamilyFact): boolean | MissingFact => {
  if (family.birthsLast10Min instanceof MissingFact) return family.birthsLast10Min;
  if (family.dying instanceof MissingFact) return family.dying;
  return (
    (family.birthsLast10Min as number) >= growingBirths && family.dying === false && family.birthsContinue === true
  );
};

const growing = (families: readonly FamilyFact[]): boolean | MissingFact => {
  const answers = families.filter(({ count }) => (count as number) >= growingBirths).map(grows);
  if (answers.includes(true)) return true;
  return answers.find((answer) => answer instanceof MissingFact) ?? false;
};

const none = new MissingFact([], 'every thread is accounted for');

/** Facts about threads nothing accounts for. Throws MissingFact without a dump. */
export const unexplainedFacts = once((evidence: Evidence): ValueOf<typeof unexplainedShape> => {
  const groups = familyGroups(newestDump(evidence))
    .filter(({ virtual }) => !virtual)
    .map((group): Unexplained => ({ group, count: group.threads.length - explainedCount(evidence, group) }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count || (a.group.name < b.group.name ? -1 : 1));
  const families = groups
    .filter(({ count }, i) => i === 0 || count >= minShown)
    .slice(0, maxFamilies)
    .map(({ group }) => factOf(evidence, group));
  const [first] = families;
  const births = families.map(({ birthsPerMinute }) => birthsPerMinute);
  const unknown = births.find((value) => value instanceof MissingFact);
  return {
    count: groups.reduce((sum, { count }) => sum + count, 0),
    families,
    largest: first?.name ?? none,
    growing: growing(families),
    birthsPerMinute: unknown ?? births.reduce<number>((sum, value) => sum + (typeof value === 'number' ? value : 0), 0),
    source: first?.source ?? none,
  };
});
