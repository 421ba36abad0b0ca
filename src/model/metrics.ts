/** One value of the application's own metrics, as its endpoint gave it. Names as Prometheus has them, units in the name. */
export type Metric = {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
  readonly line: number;
};

/** One reading of the endpoint. */
export type MetricsReading = {
  readonly artifactId: string;
  /** Epoch ms. */
  readonly takenAtMs?: number;
  readonly metrics: readonly Metric[];
};

/** The readings in order of time. */
export type Metrics = { readonly readings: readonly MetricsReading[] };
