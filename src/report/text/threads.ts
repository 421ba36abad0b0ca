import type { ThreadFamilyRow, ThreadsView } from '../../model/report.ts';

const order = ['RUNNABLE', 'BLOCKED', 'WAITING', 'TIMED_WAITING', 'NEW', 'TERMINATED'];
const rank = (state: string): number => (order.includes(state) ? order.indexOf(state) : order.length);

/** States with threads in them, in the order of a life; states jdiag does not know last. */
export const statesOf = (view: ThreadsView): readonly (readonly [state: string, threads: number])[] =>
  Object.entries(view.byState)
    .filter(([, threads]) => threads > 0)
    .sort(([a], [b]) => rank(a) - rank(b));

/** The JVM has a dozen families of its own with a thread or two: they are in every dump and say nothing unless they are busy. */
const isHousekeeping = ({ library, count, cpuCores }: ThreadFamilyRow): boolean =>
  library === 'JVM' && count < 8 && (cpuCores ?? 0) < 0.05;

/** The largest families worth a row, how many there are beside them and with how many threads. */
export const familiesShown = (
  view: ThreadsView,
  most: number,
): { readonly rows: readonly ThreadFamilyRow[]; readonly more: number; readonly moreThreads: number } => {
  const rows = view.families.filter((row) => !isHousekeeping(row)).slice(0, most);
  const shown = rows.reduce((sum, row) => sum + row.count, 0);
  return { rows, more: view.familiesTotal - rows.length, moreThreads: Math.max(0, view.total - shown) };
};
