import type { Evidence } from '../../model/evidence.ts';
import { commandLine, propertyOf } from './command-line.ts';

/** Properties that set the number of request workers, by server. Sources: Spring Boot's and WebLogic's reference. */
const properties: Readonly<Record<string, readonly string[]>> = {
  Tomcat: ['server.tomcat.threads.max', 'server.tomcat.max-threads', 'server.tomcat.maxThreads'],
  Jetty: ['server.jetty.threads.max', 'server.jetty.max-threads', 'jetty.threadPool.maxThreads'],
  Undertow: ['server.undertow.threads.worker', 'server.undertow.worker-threads'],
  WebLogic: ['weblogic.threadpool.MaxPoolSize'],
};

/** The maximum of a server's worker pool as the command line sets it, with the word that says so. */
export const configuredMaximum = (
  evidence: Evidence,
  server: string,
): { readonly maximum: number; readonly property: string } | undefined => {
  const words = commandLine(evidence);
  for (const property of properties[server] ?? []) {
    const text = propertyOf(words, [property]);
    if (text !== undefined && /^\d{1,6}$/.test(text) && Number(text) > 0) return { maximum: Number(text), property };
  }
  return undefined;
};
