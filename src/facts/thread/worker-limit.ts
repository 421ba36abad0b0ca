import type { Evidence } from '../../model/evidence.ts';
import { metricsNamed, metricText } from '../metric/reading.ts';
import { settingOf } from './setting.ts';

/** Properties that set the number of request workers, by server. Sources: Spring Boot's and WebLogic's reference. */
const properties: Readonly<Record<string, readonly string[]>> = {
  Tomcat: ['server.tomcat.threads.max', 'server.tomcat.max-threads', 'server.tomcat.maxThreads'],
  Jetty: ['server.jetty.threads.max', 'server.jetty.max-threads', 'jetty.threadPool.maxThreads'],
  Undertow: ['server.undertow.threads.worker', 'server.undertow.worker-threads'],
  WebLogic: ['weblogic.threadpool.MaxPoolSize'],
};

/** The maximum of a server's worker pool as the command line or the container's environment sets it, with the word that says so. */
export const configuredMaximum = (
  evidence: Evidence,
  server: string,
): { readonly maximum: number; readonly property: string } | undefined => {
  const setting = settingOf(evidence, properties[server] ?? []);
  return setting === undefined ? undefined : { maximum: setting.value, property: setting.from };
};

/** Metrics that tell the maximum, newest names first, and what a pool's threads are called by its label. Source: Micrometer. */
const gauges: Readonly<Record<string, readonly string[]>> = {
  Tomcat: ['tomcat_threads_config_max_threads', 'tomcat_threads_config_max'],
  Jetty: ['jetty_threads_config_max'],
};

/** Tomcat has a gauge per connector: `name="http-nio-8080"`, threads `http-nio-8080-exec-#`. */
const isOf = (pool: string, labels: Readonly<Record<string, string>>): boolean => {
  const name = labels['name']?.replaceAll('"', '');
  return name === undefined || pool.startsWith(`${name}-`);
};

/** The maximum of a server's worker pool as the application's metrics tell it, with the metric that does. */
export const gaugedMaximum = (
  evidence: Evidence,
  server: string,
  pool: string,
): { readonly maximum: number; readonly property: string } | undefined => {
  for (const name of gauges[server] ?? []) {
    const found = metricsNamed(evidence, name).filter(({ labels, value }) => value > 0 && isOf(pool, labels));
    if (found.length === 1 && found[0] !== undefined)
      return { maximum: found[0].value, property: metricText(found[0]) };
  }
  return undefined;
};
