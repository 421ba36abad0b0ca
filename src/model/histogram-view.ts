export type HistogramRow = {
  readonly className: string;
  readonly instances: number;
  readonly shallowBytes: number;
};

/** A class histogram of one JVM at one moment: `views.heap` of the report. Arrays are capped, `...Total` beside them counts all. */
export type HistogramView = {
  readonly subject: string;
  readonly artifact: string;
  readonly source: 'histogram';
  readonly takenAt: string | null;
  readonly objects: number;
  readonly shallowBytes: number;
  /** Only what is reachable; null: the histogram does not say. */
  readonly live: boolean | null;
  /** False: rows are missing, the smaller classes are not known. */
  readonly complete: boolean;
  readonly histogram: readonly HistogramRow[];
  readonly histogramTotal: number;
  /** What changed since the first histogram of the series, the most grown first; absent in the first. */
  readonly change?: {
    /** null: a histogram has no time. */
    readonly intervalMs: number | null;
    readonly objects: number;
    readonly shallowBytes: number;
    readonly rows: readonly (HistogramRow & {
      readonly instancesChange: number;
      readonly shallowBytesChange: number;
    })[];
    readonly total: number;
  };
};
