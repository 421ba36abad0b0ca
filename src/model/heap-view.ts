import type { HeapDump } from './heap-dump.ts';

/**
 * The heap of one JVM at one moment: `views.heap` of the report. A view of a dump has what the dump tells; what histogram mode
 * cannot know is absent. Arrays are capped, `...Total` beside them counts all.
 */
export type HeapView = Omit<HeapDump, 'artifactId' | 'takenAtMs' | 'mode' | 'rows' | 'classesTotal' | 'roots'> & {
  readonly subject: string;
  readonly artifact: string;
  readonly source: 'dump';
  readonly mode: HeapDump['mode'];
  readonly takenAt?: string | null;
  /** Classes in the histogram, those not shown included. */
  readonly histogramTotal: number;
};
