import type { Fold } from '../../model/fold.ts';
import type { Histogram } from '../../model/histogram.ts';

/** More than this in one series tell nothing new: the first and the newest are kept. */
const kept = 50;

const byTime = (histograms: readonly Histogram[]): readonly Histogram[] =>
  histograms.every(({ takenAtMs }) => takenAtMs !== undefined)
    ? histograms.toSorted((a, b) => (a.takenAtMs ?? 0) - (b.takenAtMs ?? 0))
    : histograms;

/** A histogram does not say whose it is: those read together are of one JVM. */
const histogram: Fold<'histogram'> = {
  kind: 'histogram',
  open: () => {
    const histograms: Histogram[] = [];
    return {
      add: (piece) => {
        if (histograms.length === kept) histograms.splice(1, 1);
        histograms.push(piece);
      },
      value: () => ({ histograms: byTime(histograms) }),
    };
  },
};

export default histogram;
