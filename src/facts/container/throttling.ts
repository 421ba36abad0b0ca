import type { Evidence } from '../../model/evidence.ts';
import { MissingFact } from '../../model/fact.ts';

/** Fewer periods say nothing: two seconds of work. */
const leastPeriods = 20;

export type Throttling = {
  readonly periods: number;
  readonly throttledPeriods: number;
  readonly pct: number;
  /** Between two snapshots; else since the start of the container. */
  readonly now: boolean;
};

/** Periods with work in which the kernel stopped the container. Throws MissingFact. */
export const throttlingOf = ({ models }: Evidence): Throttling => {
  const snapshots = models.process?.snapshots ?? [];
  const known = snapshots.flatMap(({ cgroup }) => cgroup?.throttling ?? []);
  const last = known.at(-1);
  const first = known[0];
  if (last === undefined || first === undefined)
    throw new MissingFact(['process'], 'how often the CPU limit stopped the container is not known');
  const periods = last.periods - first.periods;
  const throttledPeriods = last.throttledPeriods - first.throttledPeriods;
  if (periods >= leastPeriods && throttledPeriods >= 0)
    return { periods, throttledPeriods, pct: (100 * throttledPeriods) / periods, now: true };
  const pct = last.periods < leastPeriods ? 0 : (100 * last.throttledPeriods) / last.periods;
  return { ...last, pct, now: false };
};
