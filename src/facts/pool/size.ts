import type { Evidence } from '../../model/evidence.ts';
import { MissingFact } from '../../model/fact.ts';
import { settingOf } from '../thread/setting.ts';

/** Properties that set a pool's maximum, by library: Spring Boot's and Quarkus' names, in both of their spellings. */
const properties: Readonly<Record<string, readonly string[]>> = {
  HikariCP: ['spring.datasource.hikari.maximum-pool-size', 'spring.datasource.hikari.maximumPoolSize'],
  'Tomcat JDBC': ['spring.datasource.tomcat.max-active', 'spring.datasource.tomcat.maxActive'],
  DBCP2: ['spring.datasource.dbcp2.max-total', 'spring.datasource.dbcp2.maxTotal'],
  Druid: ['spring.datasource.druid.max-active', 'spring.datasource.druid.maxActive'],
  Agroal: ['quarkus.datasource.jdbc.max-size'],
  Jedis: ['spring.redis.jedis.pool.max-active', 'spring.data.redis.jedis.pool.max-active'],
};

/** The maximum of a library's pool as the command line or the container's environment sets it; undefined when neither does. */
export const configuredSize = (
  evidence: Evidence,
  pool: string,
): { readonly maximum: number; readonly from: string } | undefined => {
  const setting = settingOf(evidence, properties[pool] ?? []);
  return setting === undefined ? undefined : { maximum: setting.value, from: setting.from };
};

/** What the maximum is called where it is set, and what it is unless it is. Source: the libraries' own documentation of their last release. */
const settings: Readonly<Record<string, readonly [name: string, otherwise?: number]>> = {
  HikariCP: ['maximumPoolSize', 10],
  'Tomcat JDBC': ['maxActive', 100],
  DBCP2: ['maxTotal', 8],
  DBCP1: ['maxActive', 8],
  'commons-pool2': ['maxTotal', 8],
  'commons-pool': ['maxActive', 8],
  Jedis: ['maxTotal', 8],
  Lettuce: ['maxTotal', 8],
  c3p0: ['maxPoolSize', 15],
  Druid: ['maxActive', 8],
  Agroal: ['maxSize'],
  Vibur: ['poolMaxSize', 10],
  BoneCP: ['maxConnectionsPerPartition x partitionCount'],
  UCP: ['maxPoolSize'],
  IronJacamar: ['max-pool-size', 20],
  MongoDB: ['maxPoolSize', 100],
  R2DBC: ['maxSize', 10],
  'Apache HttpClient 3': ['defaultMaxConnectionsPerHost', 2],
  'Apache HttpClient 4': ['maxConnPerRoute', 2],
  'Apache HttpClient 5': ['maxConnPerRoute', 5],
};

const unnamed = new MissingFact([], "it is the application's own pool");
const noDefault = new MissingFact([], 'it has none');

/** Where to look for the maximum of a library's pool. */
export const sizeSetting = (pool: string) => {
  const [name, otherwise] = settings[pool] ?? [];
  return { sizeSetting: name ?? unnamed, sizeDefault: otherwise ?? noDefault };
};
