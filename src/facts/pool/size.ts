import type { Evidence } from '../../model/evidence.ts';
import { commandLine, propertyOf } from '../thread/command-line.ts';

/** Properties that set a pool's maximum, by library: Spring Boot's and Quarkus' names, in both of their spellings. */
const properties: Readonly<Record<string, readonly string[]>> = {
  HikariCP: ['spring.datasource.hikari.maximum-pool-size', 'spring.datasource.hikari.maximumPoolSize'],
  'Tomcat JDBC': ['spring.datasource.tomcat.max-active', 'spring.datasource.tomcat.maxActive'],
  DBCP2: ['spring.datasource.dbcp2.max-total', 'spring.datasource.dbcp2.maxTotal'],
  Druid: ['spring.datasource.druid.max-active', 'spring.datasource.druid.maxActive'],
  Agroal: ['quarkus.datasource.jdbc.max-size'],
  Jedis: ['spring.redis.jedis.pool.max-active', 'spring.data.redis.jedis.pool.max-active'],
};

/** The maximum of a library's pool as the command line sets it; undefined when it does not. */
export const configuredSize = (
  evidence: Evidence,
  pool: string,
): { readonly maximum: number; readonly from: string } | undefined => {
  const words = commandLine(evidence);
  for (const property of properties[pool] ?? []) {
    const text = propertyOf(words, [property]);
    if (text !== undefined && /^\d{1,5}$/.test(text)) return { maximum: Number(text), from: property };
  }
  return undefined;
};
