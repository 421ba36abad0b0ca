import { MissingFact } from '../../model/fact.ts';
import type { LogMatch, LogScan } from '../../model/log-scan.ts';
import type { Source } from '../../model/source.ts';

/** What a pool's own words in a log say: the newest line, and how many there are. */
export type PoolTimeouts = {
  readonly pool: string;
  /** The data source's name where the line has it: `HikariPool-1`. */
  readonly name?: string;
  /** Lines among the matches at hand; a scan keeps the first and last few of very many. */
  readonly lines: number;
  readonly newest: LogMatch;
};

/** The pools of a dump a library's words may be about: commons-pool cannot know what it lends. */
const speaksOf = (library: string, pool: string): boolean =>
  library === pool ||
  (library === 'DBCP' && pool.startsWith('DBCP')) ||
  (library === 'commons-pool' && /^(?:commons-pool2?|DBCP[12]|Jedis|Lettuce|Spring AMQP)$/.test(pool));

const nameOf = (match: LogMatch): string | undefined => {
  const name = match.values['pool'];
  return typeof name === 'string' && name !== '' ? name : undefined;
};

/** The lines about borrows that timed out, by pool and data source. */
export const poolTimeouts = (log: LogScan | undefined): readonly PoolTimeouts[] => {
  const found = new Map<string, { pool: string; name: string | undefined; lines: number; newest: LogMatch }>();
  for (const match of log?.matches ?? []) {
    if (match.pattern !== 'pool-timeout') continue;
    const { library } = match.values;
    const pool = typeof library === 'string' ? library : 'connection';
    const name = nameOf(match);
    const key = `${pool} ${name ?? ''}`;
    const known = found.get(key);
    if (known === undefined) found.set(key, { pool, name, lines: 1, newest: match });
    else {
      known.lines++;
      known.newest = match;
    }
  }
  return [...found.values()].map(({ name, ...one }) => (name === undefined ? one : { ...one, name }));
};

/** Takes the lines that speak of a pool out of the list. */
export const takeTimeouts = (timeouts: PoolTimeouts[], pool: string): PoolTimeouts | undefined => {
  const at = timeouts.findIndex((one) => speaksOf(one.pool, pool));
  return at < 0 ? undefined : timeouts.splice(at, 1)[0];
};

/** A number the line carries; older versions print none. */
const numberIn = ({ newest }: PoolTimeouts, key: string): number | undefined => {
  const value = newest.values[key];
  return typeof value === 'number' ? value : undefined;
};

/** Where the newest line stands. */
export const lineOf = ({ newest }: PoolTimeouts): Source => ({
  artifact: newest.artifactId,
  line: newest.line,
  endLine: newest.line,
});

/** The fields a log line fills. `hasLog`: a log was captured, though it may say nothing of this pool. */
export const logFields = (timeouts: PoolTimeouts | undefined, hasLog: boolean) => {
  const none = new MissingFact(
    ['log'],
    hasLog
      ? "no log line tells the size of the pool: its timeout message, Actuator's connections.max or JMX would"
      : 'no log was captured',
  );
  const value = (key: string): number | MissingFact =>
    timeouts === undefined ? none : (numberIn(timeouts, key) ?? none);
  return {
    timeouts: timeouts?.lines ?? 0,
    name: timeouts?.name ?? none,
    maximum: value('total'),
    active: value('active'),
    idle: value('idle'),
    queued: value('waiting'),
    logLine: timeouts?.newest.text ?? none,
    logSource: timeouts === undefined ? none : lineOf(timeouts),
  };
};
