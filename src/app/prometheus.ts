import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RequestError } from '../model/exit-code.ts';
import type { StoredTarget } from '../model/target.ts';

const hours = 12;
const stepSeconds = 60;
/** A history shorter than twelve hours of such steps is asked for again, with as many points: a JVM that began half an hour ago has 30 of them, too few. */
const points = (hours * 3600) / stepSeconds;
const leastStepSeconds = 1;
/** An answer that size is of many JVMs: more points would be too many. */
const maxRefinedBytes = 8 * 1024 * 1024;
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

const isOwn = (url: URL): boolean => url.pathname.endsWith('/query_range') && url.searchParams.has('query');

/** The question for twelve hours of history, or for what there is of them from `fromSeconds` on; a URL that is a question already is asked as it is. */
export const questionOf = (word: string, nowMs: number, fromSeconds?: number): URL => {
  const url = new URL(word);
  if (isOwn(url)) return url;
  const end = Math.floor(nowMs / 1000);
  const start = fromSeconds ?? end - hours * 3600;
  const step = fromSeconds === undefined ? stepSeconds : Math.ceil((end - start) / points);
  url.pathname = `${url.pathname.replace(/\/$/, '')}/api/v1/query_range`;
  url.searchParams.set('query', query);
  url.searchParams.set('start', String(start));
  url.searchParams.set('end', String(end));
  url.searchParams.set('step', String(Math.max(leastStepSeconds, step)));
  return url;
};

/** Epoch seconds of the first value in the answer, looked for in its text: `"values":[[1795204445,"1"]`. Undefined: it holds none. */
export const firstSecondIn = (answer: string): number | undefined => {
  let first: number | undefined;
  for (const [, seconds] of answer.matchAll(/"values":\[\[(\d{1,12})/g))
    if (first === undefined || Number(seconds) < first) first = Number(seconds);
  return first;
};

const hints = ['give the base address, http://prometheus:9090, or a saved answer of query_range as a file'];

const basic = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${decodeURIComponent(user)}:${decodeURIComponent(password)}`).toString('base64')}`;

const ask = async (url: URL, signal: AbortSignal): Promise<Buffer> => {
  const place = `${url.origin}${url.pathname}`;
  const failed = (error: unknown): never => {
    signal.throwIfAborted();
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    throw new RequestError('prometheus', `${place} could not be asked: ${cause}`, hints);
  };
  const { username, password } = url;
  const bare = new URL(url);
  bare.username = '';
  bare.password = '';
  const answer = await fetch(bare, {
    signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    // fetch refuses them in the address.
    headers: username === '' ? {} : { authorization: basic(username, password) },
  }).catch(failed);
  if (!answer.ok)
    throw new RequestError('prometheus', `${place} answered ${answer.status} ${answer.statusText}`, hints);
  return Buffer.from(await answer.arrayBuffer().catch(failed));
};

/** Twelve hours; of what began later only that, with as many points. */
const historyFrom = async (word: string, signal: AbortSignal): Promise<Buffer> => {
  const nowMs = Date.now();
  const answer = await ask(questionOf(word, nowMs), signal);
  const first = isOwn(new URL(word)) || answer.length > maxRefinedBytes ? undefined : firstSecondIn(answer.toString());
  const isShort = first !== undefined && nowMs / 1000 - first < (hours * 3600) / 2;
  return isShort ? ask(questionOf(word, nowMs, first - stepSeconds), signal) : answer;
};

/** A file that holds the history: the one named, or what Prometheus answered. `remove` takes away what was made for it. */
export const historyOf = async (
  word: string,
  signal: AbortSignal,
): Promise<{ readonly target: StoredTarget; readonly remove: () => Promise<void> }> => {
  if (!/^https?:\/\//.test(word)) return { target: { kind: 'path', word, path: word }, remove: async () => undefined };
  const answer = await historyFrom(word, signal);
  const folder = await mkdtemp(join(tmpdir(), 'jdiag-history-'));
  const path = join(folder, 'prometheus.json');
  await writeFile(path, answer, { mode: 0o600 });
  const target = { kind: 'path', word, path, shown: new URL(word).origin } as const;
  return { target, remove: () => rm(folder, { recursive: true, force: true }) };
};
