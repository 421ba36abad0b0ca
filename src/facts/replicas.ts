import { boolean, type FactNamespace, fact, list, MissingFact, number } from '../model/fact.ts';
import { leastReplicas, outlierShape, outliers, siblingsOf } from './replica/outlier.ts';

const kinds = ['pod', 'process'] as const;

const own = (figure: number | undefined, what: string): number => {
  if (figure === undefined) throw new MissingFact(['process'], `${what} of this replica is not known`);
  return figure;
};

/** A worker pool is full from here. */
const saturatedPct = 95;

/** This replica beside the others of its workload. */
const replicas: FactNamespace = {
  name: 'replicas',
  doc: 'One replica among those of its workload that were looked at in the same run.',
  facts: {
    compared: fact(
      boolean('another replica was looked at in the same run'),
      [],
      ({ replicas: found }) => found !== undefined,
    ),
    enough: fact(
      boolean('at least four were: so many tell which one is odd'),
      [],
      ({ replicas: found }) => (found?.others.length ?? 0) + 1 >= leastReplicas,
    ),
    count: fact(
      number('replicas looked at, this one included'),
      [],
      (evidence) => siblingsOf(evidence).others.length + 1,
    ),
    ageMs: fact(number('time since the JVM of this one started', 'ms'), [...kinds], (evidence) =>
      own(siblingsOf(evidence).own.ageMs, 'the age'),
    ),
    busyPct: fact(number('busy workers of its fullest request pool', 'percent'), ['thread-dump'], (evidence) => {
      const { busyPct } = siblingsOf(evidence).own;
      if (busyPct === undefined) throw new MissingFact(['thread-dump'], 'no pool of request workers was seen in it');
      return busyPct;
    }),
    olderCount: fact(number('older replicas whose request pool was seen'), ['thread-dump'], (evidence) => {
      const { own: mine, others } = siblingsOf(evidence);
      return others.filter(({ ageMs = 0, busyPct }) => busyPct !== undefined && ageMs > (mine.ageMs ?? 0)).length;
    }),
    olderSaturated: fact(boolean('one of them has a full pool, too'), ['thread-dump'], (evidence) => {
      const { own: mine, others } = siblingsOf(evidence);
      return others.some(({ ageMs = 0, busyPct = 0 }) => ageMs > (mine.ageMs ?? 0) && busyPct >= saturatedPct);
    }),
    olderBusyPct: fact(number('the highest such share among them', 'percent'), ['thread-dump'], (evidence) => {
      const { own: mine, others } = siblingsOf(evidence);
      const shares = others.flatMap(({ ageMs = 0, busyPct }) =>
        busyPct !== undefined && ageMs > (mine.ageMs ?? 0) ? [busyPct] : [],
      );
      if (shares.length === 0) throw new MissingFact(['thread-dump'], 'no dump of an older replica');
      return Math.max(...shares);
    }),
    outliers: fact(list(outlierShape, 'figures far above the median of all'), [...kinds], outliers),
  },
};

export default replicas;
