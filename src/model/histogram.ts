/** Instances of the classes of one name, as Java writes it: `byte[]`, `java.util.HashMap$Node[]`. */
export type ClassCount = {
  readonly className: string;
  /** `java.base@17.0.15`; JDK 9+. */
  readonly module?: string;
  readonly instances: number;
  /** Shallow: what the objects take themselves. */
  readonly bytes: number;
  /** Rows of that name: a class loaded by several loaders has one for each. */
  readonly classes: number;
  /** 1-based line of the first of them. */
  readonly line: number;
};

/** What jdiag noted beside a histogram it took, from the JVM's own counters. */
export type HistogramNote = {
  /** Collections that reached the old generation since the JVM's start. */
  readonly oldCollections?: number;
  /** What the young generation may hold in garbage: used where the counter is live, else its capacity. */
  readonly youngBytes?: number;
  readonly heapMaxBytes?: number;
};

/** The instances of every class at one moment: `jmap -histo`, `jcmd GC.class_histogram`. */
export type Histogram = HistogramNote & {
  readonly artifactId: string;
  readonly takenAtMs?: number;
  /** 1-based lines it stands in. */
  readonly line: number;
  readonly endLine: number;
  /** Only what is reachable, after a full collection; false: with garbage; absent: the text does not say. */
  readonly live?: boolean;
  /** False: the Total line is missing or counts more than the rows: smaller classes are not in it. */
  readonly complete: boolean;
  /** Largest first, one per class name. */
  readonly rows: readonly ClassCount[];
  /** Of the Total line; the sum of the rows where there is none. */
  readonly instances: number;
  readonly bytes: number;
};

/** Histograms of one JVM in time order; as read where they have no time. */
export type HistogramSeries = { readonly histograms: readonly Histogram[] };
