import type { Evidence } from '../../model/evidence.ts';
import { boolean, list, MissingFact, number, object, source, string, type ValueOf } from '../../model/fact.ts';
import { distinctFirstIndexes, explainedCount } from './bounded.ts';
import { isByProcess } from './by-process.ts';
import { applicationFrames, callersOf, sourceOf } from './caller.ts';
import { clientCounts } from './client-count.ts';
import { indexesOf } from './family.ts';
import { type FamilyGroup, familyGroups } from './group.ts';
import { growthFields, growthOf } from './growth.ts';
import { newestDump, once } from './judged.ts';
import { libraryOfStack } from './library.ts';
import { type Turnover, turnovers } from './turnover.ts';

export const familyShape = object(
  {
    name: string('name with digits, ids and hosts as #'),
    count: number('threads in the newest dump'),
    idle: number('of them waiting for work'),
    idlePct: number('share of idle ones', 'percent'),
    library: string('the library or server they belong to, by names and frames'),
    bounded: boolean('the library keeps their number in limits and it is within: no leak'),
    serverWorkers: boolean('request workers of a server'),
    ownRule: boolean('clients or executors that the rules on client leaks or threads/executor-leak judge'),
    maxIndex: number('highest number in a name'),
    distinctFirst: number('different first numbers: pools, groups, clients'),
    ...growthFields,
    dumps: number('dumps in which the family was counted'),
    added: number('more threads than in the first dump'),
    addedPct: number('the same in percent of the first dump', 'percent'),
    addedPerMinute: number('more threads per minute between the first and the newest dump', 'per-minute'),
    deaths: number('threads of the first dump that are gone'),
    monotonic: boolean('never fewer than in the dump before, and more at the end'),
    applicationFrames: list(
      string('frame'),
      'first application frames in their stacks, else of the callers of the library',
    ),
    source: source('one of them'),
  },
  'threads whose names differ only in digits, ids and hosts',
);

export type FamilyFact = Exclude<ValueOf<typeof familyShape>, MissingFact>;

/** A family that was not there before grew by a whole. */
const fromNothingPct = 1_000;

const one = new MissingFact(['thread-dump'], 'a single dump shows no change: take two');
const noNumber = new MissingFact([], 'their names carry no number');
const noLibrary = new MissingFact([], 'no known library');
const noTimes = new MissingFact(['thread-dump'], 'the dumps do not say when they were taken');

const changeOf = (turnover: Turnover | undefined) => {
  if (turnover === undefined) {
    return { dumps: 1, added: one, addedPct: one, addedPerMinute: one, deaths: one, monotonic: one };
  }
  const { before, after, spanMs, died, monotonic, dumps } = turnover;
  const added = after - before;
  return {
    dumps,
    added,
    addedPct: before === 0 ? (added > 0 ? fromNothingPct : 0) : (100 * added) / before,
    addedPerMinute: spanMs === undefined ? noTimes : added / (spanMs / 60_000),
    deaths: died,
    monotonic,
  };
};

const highestIndex = (group: FamilyGroup): number | MissingFact => {
  let highest = -1;
  for (const { name } of group.threads) highest = Math.max(highest, indexesOf(name)?.last ?? -1);
  return highest < 0 ? noNumber : highest;
};

const framesOf = (evidence: Evidence, group: FamilyGroup): readonly string[] => {
  const own = applicationFrames(evidence, group.threads);
  const { library } = group;
  if (own.length > 0 || library?.frames === undefined) return own;
  return callersOf(evidence, newestDump(evidence), (stack) => libraryOfStack(stack) === library);
};

/** As threads/executor-leak: below it many small pools are a family like any other. */
const executorPools = 50;

/** As threads/http-client-leak and client-per-request. */
const manyClients = 10;

/** OkHttp names threads after calls, and a pool per call has its own rule: growth of such a family says nothing by itself. */
const hasOwnRule = (evidence: Evidence, group: FamilyGroup): boolean => {
  const library = group.library?.name;
  if (library === 'Executors') return distinctFirstIndexes(group) >= executorPools;
  if (library === 'OkHttp' || library === 'Kafka') return true;
  return clientCounts(evidence).some((one) => one.library === library && (one.count as number) >= manyClients);
};

const unseen = new MissingFact(['thread-dump'], '/proc does not show what the threads do');
/** Without a dump the rules on clients and executors cannot judge: their families are families like any other. */
const byProcess = { idle: unseen, idlePct: unseen, ownRule: false, source: unseen } as const;

/** Facts of one family of the newest dump. */
export const familyFact = (evidence: Evidence, group: FamilyGroup): FamilyFact => {
  const count = group.threads.length;
  return {
    name: group.name,
    count,
    idle: group.idle,
    idlePct: (100 * group.idle) / count,
    library: group.library?.name ?? noLibrary,
    bounded: explainedCount(evidence, group) >= count,
    serverWorkers: group.library?.bounded === 'server',
    ownRule: hasOwnRule(evidence, group),
    maxIndex: highestIndex(group),
    distinctFirst: distinctFirstIndexes(group),
    ...growthOf(evidence, group.threads),
    ...changeOf(turnovers(evidence).get(group.name)),
    applicationFrames: framesOf(evidence, group),
    source: sourceOf(newestDump(evidence), group.threads),
    ...(isByProcess(evidence) ? byProcess : {}),
  };
};

/** The families of the newest dump, platform threads only, the largest first. Throws MissingFact without a dump. */
export const familyFacts = once((evidence: Evidence): readonly FamilyFact[] =>
  familyGroups(newestDump(evidence))
    .filter(({ virtual }) => !virtual)
    .map((group) => familyFact(evidence, group)),
);
