import { boolean, list, MissingFact, number, object, source, string, type ValueOf } from '../../model/fact.ts';
import type { LogScan } from '../../model/log-scan.ts';
import type { ThreadSeries } from '../../model/thread-dump.ts';
import { sourceOf } from '../thread/caller.ts';
import { poolTimeouts } from './log.ts';
import { openings } from './opening.ts';
import { poolWaits } from './wait.ts';

const shape = object(
  {
    key: string('library of the pool, the same in another run'),
    pool: string('library of the pool that opens connections; the database where only a log line tells'),
    opening: number('threads that stand in opening a connection, or pause after failing to'),
    openingSame: number('those that did so in the dump before, too'),
    openingAt: string('frame in which the first of them opens'),
    waiters: number('threads that wait for a connection of that pool meanwhile'),
    refused: number('log lines in which a driver could not reach its database, as far as logs were captured'),
    refusedLine: string('the newest such line, verbatim'),
    refusedSource: source('that line'),
    timeouts: number('log lines about a borrow that timed out'),
    isEmpty: boolean('the newest of these says that the pool has no connection at all (total=0)'),
    breakerLines: number('log lines of circuit breakers that let no call through, as far as logs were captured'),
    breakerLine: string('the newest such line, verbatim'),
    breakerSource: source('that line'),
    source: source('the first such thread, or the log line'),
  },
  'a pool that cannot open connections',
);

export const unreachableShape = list(shape, 'pools whose threads open a connection, or whose driver says it cannot');

const noDump = new MissingFact(['thread-dump'], 'no thread of a dump opens a connection');
const noLine = new MissingFact(['log'], 'no log line says so');

/** What the logs say, whatever the pool. */
const toldBy = (log: LogScan | undefined) => {
  const lines = log?.matches.filter(({ pattern }) => pattern === 'database-unreachable') ?? [];
  const newest = lines.at(-1);
  const timeouts = poolTimeouts(log);
  const breakers = log?.matches.filter(({ pattern }) => pattern === 'circuit-breaker-open') ?? [];
  const broken = breakers.at(-1);
  return {
    refused: lines.length,
    refusedLine: newest?.text ?? noLine,
    refusedSource:
      newest === undefined ? noLine : { artifact: newest.artifactId, line: newest.line, endLine: newest.line },
    breakerLines: log?.counts['circuit-breaker-open'] ?? 0,
    breakerLine: broken?.text ?? noLine,
    breakerSource:
      broken === undefined ? noLine : { artifact: broken.artifactId, line: broken.line, endLine: broken.line },
    timeouts: timeouts.reduce((sum, one) => sum + one.lines, 0),
    isEmpty: timeouts.some(({ newest: line }) => line.values['total'] === 0),
    database: newest?.values['database'],
    library: timeouts[0]?.pool,
  };
};

/** Pools that cannot open connections, by what their threads do and what drivers say. */
export const unreachableFacts = (
  series: ThreadSeries | undefined,
  log: LogScan | undefined,
): readonly ValueOf<typeof shape>[] => {
  const { database, library, ...told } = toldBy(log);
  const waiting = (pool: string): number =>
    Math.max(
      0,
      ...(series?.dumps ?? []).map((dump) =>
        poolWaits(dump).reduce((sum, wait) => sum + (wait.pool === pool ? wait.waiters.length : 0), 0),
      ),
    );
  const oneDump = (series?.total ?? 0) < 2;
  const found = (series === undefined ? [] : openings(series)).map(({ pool, dump, threads, same, at }) => ({
    key: pool,
    pool,
    opening: threads.length,
    openingSame: oneDump ? new MissingFact(['thread-dump'], 'one dump cannot show that it does not get on') : same,
    openingAt: at,
    waiters: waiting(pool),
    ...told,
    source: sourceOf(dump, threads),
  }));
  if (found.length > 0 || (told.refused === 0 && !told.isEmpty)) return found;
  const pool = library ?? String(database ?? 'connection');
  const nothing = { opening: 0, openingSame: 0, openingAt: noDump };
  return [{ key: pool, pool, ...nothing, waiters: waiting(pool), ...told, source: told.refusedSource }];
};
