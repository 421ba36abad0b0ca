import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RequestError } from '../model/exit-code.ts';

const hours = 12;
const stepSeconds = 60;
const timeoutMs = 20_000;
/** As Micrometer and the JMX exporter name them, old and new. */
const names = [
  'jvm_memory_(used_bytes|max_bytes|bytes_used|bytes_max)',
  'jvm_memory_pool_(used_bytes|max_bytes|bytes_used|bytes_max)',
  'jvm_gc_live_data_size_bytes',
  'jvm_gc_(pause|collection)_seconds_(count|sum)',
  'jvm_threads_(live_threads|current)',
  'hikaricp_connections_(active|pending|max|timeout_total)',
  'process_start_time_seconds',
];
const query = `{__name__=~"${names.join('|')}",area!="nonheap"} or {__name__=~"jvm_memory_.*used.*",id="Metaspace"} or {__name__=~"jvm_memory_pool_.*used.*",pool="Metaspace"}`;

/** The question for twelve hours of history; a URL that is a question already is asked as it is. */
export const questionOf = (word: string, nowMs: number): URL => {
  const url = new URL(word);
  if (url.pathname.endsWith('/query_range') && url.searchParams.has('query')) return url;
  url.pathname = `${url.pathname.replace(/\/$/, '')}/api/v1/query_range`;
  url.searchParams.set('query', query);
  url.searchParams.set('start', String(Math.floor(nowMs / 1000) - hours * 3600));
  url.searchParams.set('end', String(Math.floor(nowMs / 1000)));
  url.searchParams.set('step', String(stepSeconds));
  return url;
};

const hints = ['give the base address, http://prometheus:9090, or a saved answer of query_range as a file'];

/** A path that holds the history: the file itself, or what Prometheus answered. `remove` takes away what was made for it. */
export const historyPath = async (
  word: string,
  signal: AbortSignal,
): Promise<{ readonly path: string; readonly remove: () => Promise<void> }> => {
  if (!/^https?:\/\//.test(word)) return { path: word, remove: async () => undefined };
  const url = questionOf(word, Date.now());
  const place = `${url.origin}${url.pathname}`;
  const answer = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]) }).catch(
    (error: unknown) => {
      signal.throwIfAborted();
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
      throw new RequestError('prometheus', `${place} could not be asked: ${cause}`, hints);
    },
  );
  if (!answer.ok)
    throw new RequestError('prometheus', `${place} answered ${answer.status} ${answer.statusText}`, hints);
  const folder = await mkdtemp(join(tmpdir(), 'jdiag-history-'));
  const path = join(folder, 'prometheus.json');
  await writeFile(path, Buffer.from(await answer.arrayBuffer()), { mode: 0o600 });
  return { path, remove: () => rm(folder, { recursive: true, force: true }) };
};
