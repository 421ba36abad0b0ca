import type { Evidence } from '../../model/evidence.ts';
import { boolean, MissingFact, number, object, string, type ValueOf } from '../../model/fact.ts';
import type { Replica } from '../../model/replica.ts';

export const outlierShape = object(
  {
    measure: string('threads, MiB of memory, % of time in GC, cores, restarts, % of workers busy'),
    value: number('of this replica'),
    median: number('of all replicas'),
    times: number('how many times the median it is'),
    old: boolean('at least half of the replicas are younger than this one'),
  },
  'a figure in which this replica is far from its siblings',
);

type Outlier = Exclude<ValueOf<typeof outlierShape>, MissingFact>;

/** `floor`: below this a difference is noise, however many times the median it is. `per`: what one of the measure is. */
const measures: readonly {
  readonly key: keyof Replica;
  readonly name: string;
  readonly per: number;
  readonly floor: number;
}[] = [
  { key: 'threads', name: 'threads', per: 1, floor: 50 },
  { key: 'memoryBytes', name: 'MiB of memory', per: 2 ** 20, floor: 128 },
  { key: 'gcPct', name: '% of time in GC', per: 1, floor: 5 },
  { key: 'cpuCores', name: 'cores', per: 1, floor: 0.5 },
  { key: 'restarts', name: 'restarts', per: 1, floor: 2 },
  { key: 'busyPct', name: '% of workers busy', per: 1, floor: 50 },
];

const medianOf = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
};

/** Fewer do not tell which of them is the odd one. */
export const leastReplicas = 4;
/** More than twice the median, and further from it than three times the median distance of all (MAD). */
const timesMedian = 2;
const timesDistance = 3;

export const siblingsOf = ({ replicas }: Evidence): NonNullable<Evidence['replicas']> => {
  if (replicas === undefined)
    throw new MissingFact([], 'there is no other replica of this workload to compare it with');
  return replicas;
};

/** Throws MissingFact with fewer than four replicas. */
export const outliers = (evidence: Evidence): readonly Outlier[] => {
  const { own, others } = siblingsOf(evidence);
  if (others.length + 1 < leastReplicas)
    throw new MissingFact([], `fewer than ${leastReplicas} replicas were looked at`);
  return measures.flatMap(({ key, name, per, floor }) => {
    const figureOf = (replica: Replica): number | undefined => {
      const figure = replica[key];
      return typeof figure === 'number' ? figure / per : undefined;
    };
    const mine = figureOf(own);
    const theirs = others.flatMap((other) => figureOf(other) ?? []);
    if (mine === undefined || theirs.length + 1 < leastReplicas) return [];
    const values = [mine, ...theirs];
    const median = medianOf(values);
    const distance = medianOf(values.map((value) => Math.abs(value - median)));
    const isFar = mine > timesMedian * median && mine - median > Math.max(floor / 2, timesDistance * distance);
    if (!isFar || mine < floor) return [];
    const younger = others.filter(({ ageMs = 0 }) => ageMs < (own.ageMs ?? 0));
    const old = own.ageMs !== undefined && younger.length * 2 >= values.length;
    return [{ measure: name, value: mine, median, times: median === 0 ? mine : mine / median, old }];
  });
};
