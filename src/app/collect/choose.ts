import type { PodRow } from '../../model/report.ts';
import { byUrgency } from '../../report/text/pods.ts';

/** So many pods are all looked into to the ground. */
const allUpTo = 3;

/** A row is in no trouble: nothing is foreseen, the probe answers, it has not been restarted. */
const isWell = ({ diesIn, probe, restarts, state }: PodRow): boolean =>
  state === 'running' && diesIn === null && probe?.failing !== true && restarts === 0;

const youngest = (rows: readonly PodRow[]): PodRow | undefined =>
  rows.toSorted((a, b) => (a.ageMs ?? Number.MAX_VALUE) - (b.ageMs ?? Number.MAX_VALUE))[0];

/** With the median of threads: neither the one that just started nor the one that is just not noticed yet. */
const typical = (rows: readonly PodRow[]): PodRow | undefined => {
  const sorted = rows.filter(isWell).toSorted((a, b) => (a.threads ?? 0) - (b.threads ?? 0));
  return sorted[(sorted.length - 1) >> 1];
};

export type Choice = { readonly subject: string; readonly why: 'worst' | 'youngest' | 'healthy' };

/**
 * Of many replicas those that tell the most: the next to die, the youngest, and one that is well, to compare them with. Undefined:
 * all. `rows` are of the subjects that could have dumps.
 */
export const chooseForDumps = (rows: readonly PodRow[], all: boolean): readonly Choice[] | undefined => {
  if (all || rows.length <= allUpTo) return undefined;
  const choices: Choice[] = [];
  const add = (row: PodRow | undefined, why: Choice['why']): void => {
    if (row !== undefined && !choices.some(({ subject }) => subject === row.subject))
      choices.push({ subject: row.subject, why });
  };
  const left = (): readonly PodRow[] => rows.filter(({ subject }) => !choices.some((each) => each.subject === subject));
  add(byUrgency(rows)[0], 'worst');
  add(youngest(left()), 'youngest');
  add(typical(left()) ?? left()[0], 'healthy');
  return choices;
};
