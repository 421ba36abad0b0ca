import type { ClassCount, Histogram } from '../../model/histogram.ts';

/** What became of the instances of one class between two histograms. */
export type ClassChange = {
  readonly className: string;
  readonly from: ClassCount | undefined;
  readonly to: ClassCount | undefined;
  readonly instancesChange: number;
  readonly bytesChange: number;
};

/**
 * Classes whose counts differ, the most grown first. Of a histogram that is not whole an absent class says nothing: then only
 * classes in both are compared.
 */
export const classChanges = (from: Histogram, to: Histogram): readonly ClassChange[] => {
  const before = new Map(from.rows.map((row) => [row.className, row]));
  const after = new Map(to.rows.map((row) => [row.className, row]));
  return [...new Set([...after.keys(), ...before.keys()])]
    .map((className): ClassChange => {
      const [a, b] = [before.get(className), after.get(className)];
      return {
        className,
        from: a,
        to: b,
        instancesChange: (b?.instances ?? 0) - (a?.instances ?? 0),
        bytesChange: (b?.bytes ?? 0) - (a?.bytes ?? 0),
      };
    })
    .filter(({ from: a, to: b }) => (a !== undefined || from.complete) && (b !== undefined || to.complete))
    .filter(({ bytesChange, instancesChange }) => bytesChange !== 0 || instancesChange !== 0)
    .sort((a, b) => b.bytesChange - a.bytesChange || (a.className < b.className ? -1 : 1));
};
