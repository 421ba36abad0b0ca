import type { Evidence } from '../../src/model/evidence.ts';
import type { Histogram } from '../../src/model/histogram.ts';

/** A histogram of these classes with so many instances of `bytesEach`. */
export const histogram = (
  instances: Readonly<Record<string, number>>,
  { bytesEach = 1024, ...more }: Partial<Histogram> & { readonly bytesEach?: number } = {},
): Histogram => {
  const rows = Object.entries(instances)
    .map(([className, count], index) => ({
      className,
      instances: count,
      bytes: count * bytesEach,
      classes: 1,
      line: index + 3,
    }))
    .sort((a, b) => b.bytes - a.bytes);
  const sum = (pick: (row: (typeof rows)[number]) => number): number => rows.reduce((all, row) => all + pick(row), 0);
  return {
    artifactId: 'jvm-1/histogram/001',
    line: 1,
    endLine: rows.length + 3,
    live: true,
    complete: true,
    rows,
    instances: sum((row) => row.instances),
    bytes: sum((row) => row.bytes),
    ...more,
  };
};

export const histogramEvidence = (...histograms: readonly Histogram[]): Evidence => ({
  models: { histogram: { histograms } },
  partial: {},
  failed: {},
});
