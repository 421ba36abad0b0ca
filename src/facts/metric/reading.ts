import type { Evidence } from '../../model/evidence.ts';
import type { Metric, MetricsReading } from '../../model/metrics.ts';
import type { Source } from '../../model/source.ts';

/** The newest reading of the application's own metrics. */
export const newestReading = ({ models }: Evidence): MetricsReading | undefined => models.metrics?.readings.at(-1);

/** Its values of that name. */
export const metricsNamed = (evidence: Evidence, name: string): readonly Metric[] =>
  newestReading(evidence)?.metrics.filter((metric) => metric.name === name) ?? [];

/** Where it stands, for a reader. */
export const metricSource = (evidence: Evidence, { line }: Metric): Source => ({
  artifact: newestReading(evidence)?.artifactId ?? '',
  line,
  endLine: line,
});

/** `hikaricp_connections_max{pool="HikariPool-1"}`; Tomcat quotes its names once more, which goes away. */
export const metricText = ({ name, labels }: Metric): string => {
  const words = Object.entries(labels).map(([key, value]) => `${key}="${value.replaceAll('"', '')}"`);
  return words.length === 0 ? name : `${name}{${words.join(',')}}`;
};
