import type { Evidence } from '../../model/evidence.ts';
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
