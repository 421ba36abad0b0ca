import type { Evidence } from '../../model/evidence.ts';
import type { Metric } from '../../model/metrics.ts';
import type { Source } from '../../model/source.ts';
import { metricSource, metricsNamed, metricText } from '../metric/reading.ts';

/** A pool as the application's metrics show it at one moment. */
export type PoolGauge = {
  readonly name: string;
  readonly maximum: number;
  /** The metric that tells the maximum. */
  readonly from: string;
  readonly active?: number;
  readonly idle?: number;
  readonly pending?: number;
  readonly source: Source;
};

type Value = { readonly name: string; readonly labels?: Readonly<Record<string, string>> };

/** Names of one library's metrics; `label` tells one pool from another. Sources: Micrometer and Spring Boot 2.0 to 3.5. */
type Naming = {
  readonly label: string;
  readonly maximum: string;
  readonly active: Value;
  readonly idle?: Value;
  readonly pending?: Value;
};

const plain = (prefix: string, label: string): Naming => ({
  label,
  maximum: `${prefix}_max`,
  active: { name: `${prefix}_active` },
  idle: { name: `${prefix}_idle` },
  pending: { name: `${prefix}_pending` },
});

const hikari = plain('hikaricp_connections', 'pool');
/** Spring Boot's own, of whatever data source: it knows nothing of those who wait. */
const dataSource: Naming = {
  label: 'name',
  maximum: 'jdbc_connections_max',
  active: { name: 'jdbc_connections_active' },
  idle: { name: 'jdbc_connections_idle' },
};
const httpClient: Naming = {
  label: 'httpclient',
  maximum: 'httpcomponents_httpclient_pool_total_max',
  active: { name: 'httpcomponents_httpclient_pool_total_connections', labels: { state: 'leased' } },
  idle: { name: 'httpcomponents_httpclient_pool_total_connections', labels: { state: 'available' } },
  pending: { name: 'httpcomponents_httpclient_pool_total_pending' },
};

const namings: Readonly<Record<string, readonly Naming[]>> = {
  HikariCP: [hikari, dataSource],
  'Tomcat JDBC': [dataSource],
  DBCP2: [dataSource],
  'Apache HttpClient 4': [httpClient],
  'Apache HttpClient 5': [httpClient],
};

const isOf = (wanted: Readonly<Record<string, string>>, { labels }: Metric): boolean =>
  Object.entries(wanted).every(([key, value]) => labels[key] === value);

const gaugesBy = (evidence: Evidence, naming: Naming): readonly PoolGauge[] =>
  metricsNamed(evidence, naming.maximum)
    .filter(({ value }) => value > 0)
    .map((maximum) => {
      const name = maximum.labels[naming.label] ?? '';
      const valueIn = (value: Value | undefined): number | undefined =>
        value === undefined
          ? undefined
          : metricsNamed(evidence, value.name).find((each) => isOf({ ...value.labels, [naming.label]: name }, each))
              ?.value;
      const [active, idle, pending] = [naming.active, naming.idle, naming.pending].map(valueIn);
      return {
        name,
        maximum: maximum.value,
        from: metricText(maximum),
        source: metricSource(evidence, maximum),
        ...(active === undefined ? {} : { active }),
        ...(idle === undefined ? {} : { idle }),
        ...(pending === undefined ? {} : { pending }),
      };
    });

/** The pools of a library by their metrics, the longest queue first. */
export const poolGauges = (evidence: Evidence, pool: string): readonly PoolGauge[] => {
  const all = (namings[pool] ?? []).map((naming) => gaugesBy(evidence, naming));
  const found = all.find((gauges) => gauges.length > 0) ?? [];
  return found.toSorted((a, b) => (b.pending ?? b.active ?? 0) - (a.pending ?? a.active ?? 0));
};

/** Libraries whose metrics show who waits. */
const telling = ['HikariCP'];

/** Pools that are lent out with somebody waiting, by the metrics alone. */
export const starvedGauges = (evidence: Evidence): readonly { readonly pool: string; readonly gauge: PoolGauge }[] =>
  telling.flatMap((pool) =>
    poolGauges(evidence, pool)
      .filter(({ active = 0, pending = 0, maximum }) => pending > 0 && active >= maximum)
      .map((gauge) => ({ pool, gauge })),
  );

/**
 * Takes the gauge that is of a pool out of the list: by the name that a log line has, else the one with the longest queue. Where
 * the metrics show several pools and nobody waiting for any, it is not known which one is meant, unless their size is the same.
 */
export const takeGauge = (gauges: PoolGauge[], name: string | undefined): PoolGauge | undefined => {
  const named = name === undefined ? -1 : gauges.findIndex((gauge) => gauge.name === name);
  const [first, ...rest] = gauges;
  if (named >= 0) return gauges.splice(named, 1)[0];
  if (first === undefined) return undefined;
  const isClear = rest.every(({ pending = 0, maximum }) => maximum === first.maximum || pending < (first.pending ?? 0));
  return isClear ? gauges.shift() : undefined;
};
