import type { Evidence } from '../../model/evidence.ts';
import type { Histogram } from '../../model/histogram.ts';
import type { HistogramView } from '../../model/histogram-view.ts';
import { classChanges } from './change.ts';

const maxRows = 100;

const changeSince = (first: Histogram, histogram: Histogram): NonNullable<HistogramView['change']> => {
  const changes = classChanges(first, histogram);
  const shown =
    changes.length <= maxRows ? changes : [...changes.slice(0, maxRows / 2), ...changes.slice(-maxRows / 2)];
  const known = first.takenAtMs !== undefined && histogram.takenAtMs !== undefined;
  return {
    intervalMs: known ? (histogram.takenAtMs ?? 0) - (first.takenAtMs ?? 0) : null,
    objects: histogram.instances - first.instances,
    shallowBytes: histogram.bytes - first.bytes,
    rows: shown.map(({ className, to, instancesChange, bytesChange }) => ({
      className,
      instances: to?.instances ?? 0,
      shallowBytes: to?.bytes ?? 0,
      instancesChange,
      shallowBytesChange: bytesChange,
    })),
    total: changes.length,
  };
};

const viewOf = (histogram: Histogram, first: Histogram, subject: string): HistogramView => ({
  subject,
  artifact: histogram.artifactId,
  source: 'histogram',
  takenAt: histogram.takenAtMs === undefined ? null : new Date(histogram.takenAtMs).toISOString(),
  objects: histogram.instances,
  shallowBytes: histogram.bytes,
  live: histogram.live ?? null,
  complete: histogram.complete,
  histogram: histogram.rows
    .slice(0, maxRows)
    .map(({ className, instances, bytes }) => ({ className, instances, shallowBytes: bytes })),
  histogramTotal: histogram.rows.length,
  ...(histogram === first ? {} : { change: changeSince(first, histogram) }),
});

/** The histograms of one JVM, the newest last; of a long series the first and the last few. */
export const histogramViews = ({ models }: Evidence, subject: string): readonly HistogramView[] => {
  const all = models.histogram?.histograms ?? [];
  const [first] = all;
  if (first === undefined) return [];
  const shown = all.length <= 4 ? all : [first, ...all.slice(-3)];
  return shown.map((histogram) => viewOf(histogram, first, subject));
};
