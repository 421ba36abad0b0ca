import { type Found, numberAfter, numbersOf } from './found.ts';
import { isSpoken } from './spoken.ts';

/**
 * HikariCP 2.4 to 6: `HikariPool-1 - Connection is not available, request timed out after 30000ms`, newer ones with
 * `(total=8, active=8, idle=0, waiting=128)`; 2.0 to 2.3: `Timeout after 30000ms of waiting for a connection.`
 */
const hikari = (text: string): Found | undefined => {
  const found =
    /Connection is not available, request timed out after (?<ms>\d{1,10})ms/.exec(text) ??
    /Timeout (?:after|of) (?<ms>\d{1,10})ms (?:of waiting for a|encountered waiting for) connection/.exec(text);
  if (found === null) return undefined;
  const before = /(\S{1,200}) - $/.exec(text.slice(Math.max(0, found.index - 210), found.index));
  const numbers = /^\.? \(total=(\d+), active=(\d+), idle=(\d+), waiting=(\d+)\)/.exec(
    text.slice(found.index + found[0].length),
  );
  const pool = before?.[1];
  return {
    index: found.index - (before?.[0].length ?? 0),
    values: {
      library: 'HikariCP',
      ...(pool === undefined ? {} : { pool }),
      ...numbersOf({
        timeoutMs: found.groups?.['ms'],
        total: numbers?.[1],
        active: numbers?.[2],
        idle: numbers?.[3],
        waiting: numbers?.[4],
      }),
    },
  };
};

/** HikariCP at DEBUG, at the same moment: `HikariPool-1 - Timeout failure stats (total=10, ...)`; before 2.5 `HikariPool - Timeout failure pool stats HikariPool-0 (total=20, inUse=20, avail=0, waiting=0)`. */
const hikariStats = (text: string): Found | undefined => {
  const found =
    /(?:(?<pool>\S{1,200}) - )?Timeout failure (?:pool )?stats (?:(?<old>\S{1,200}) )?\(total=(?<total>\d+), (?:active|inUse)=(?<active>\d+), (?:idle|avail)=(?<idle>\d+), waiting=(?<waiting>\d+)\)/.exec(
      text,
    );
  if (found === null) return undefined;
  const { pool, old, total, active, idle, waiting } = found.groups ?? {};
  const name = old ?? pool;
  return {
    index: found.index,
    values: {
      library: 'HikariCP',
      ...(name === undefined ? {} : { pool: name }),
      ...numbersOf({ total, active, idle, waiting }),
    },
  };
};

/** `[http-nio-8080-exec-1] Timeout: Pool empty. Unable to fetch a connection in 30 seconds, none available[size:100; busy:100; idle:0; lastwait:30000].` */
const tomcat = (text: string): Found | undefined => {
  const found =
    /(?:\[(?<thread>[^\]]{0,200})\] Timeout: )?Pool empty\. Unable to fetch a connection in (?<seconds>\d{1,7}) seconds?, none available\[(?<numbers>[^\]]{0,200})/.exec(
      text,
    );
  if (found === null) return undefined;
  const { thread, seconds, numbers = '' } = found.groups ?? {};
  return {
    index: found.index,
    values: {
      library: 'Tomcat JDBC',
      ...(thread === undefined ? {} : { thread }),
      ...numbersOf({ timeoutMs: seconds }, 1000),
      ...numbersOf({
        total: numberAfter(numbers, 'size'),
        active: numberAfter(numbers, 'busy'),
        idle: numberAfter(numbers, 'idle'),
        lastWaitMs: numberAfter(numbers, 'lastwait'),
      }),
    },
  };
};

/** Druid: `GetConnectionTimeoutException: wait millis 5000, active 8, maxActive 8, creating 0, runningSqlCount 8`; the order and the later fields vary. */
const druid = (text: string): Found | undefined => {
  const exception = /(?<![\w$])(?:com\.alibaba\.druid\.pool\.)?GetConnectionTimeoutException: /.exec(text);
  const wait = numberAfter(text, 'wait millis');
  const active = numberAfter(text, 'active');
  if (exception === null && (wait === undefined || active === undefined)) return undefined;
  const start = text.search(/wait millis \d|(?<![A-Za-z])active \d/);
  return {
    index: exception?.index ?? Math.max(0, start),
    values: {
      library: 'Druid',
      ...numbersOf({
        timeoutMs: wait,
        active,
        total: numberAfter(text, 'maxActive'),
        creating: numberAfter(text, 'creating'),
        waiting: numberAfter(text, 'current wait Thread count'),
      }),
    },
  };
};

/** ISO durations of commons-pool2 2.11+, `PT0.5S`, `PT1M30S`, in ms. */
const isoMs = (text: string | undefined): number | undefined => {
  const found = /^PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?$/.exec(text ?? '');
  return found === null
    ? undefined
    : Math.round((Number(found[1] ?? 0) * 3600 + Number(found[2] ?? 0) * 60 + Number(found[3] ?? 0)) * 1000);
};

/** DBCP 1 and 2: `Cannot get a connection, pool error Timeout waiting for idle object[, borrowMaxWaitDuration=PT1S]`; commons-pool alone (Jedis) without the first half. */
const commonsPool = (text: string): Found | undefined => {
  const found =
    /(?<dbcp>Cannot get a connection, pool error:? )?Timeout waiting for idle object(?![a-z])(?:, borrowMaxWait(?:Duration=(?<iso>PT[\dHMS.]*[HMS])|Millis=(?<ms>\d{1,10})))?/.exec(
      text,
    ) ?? /(?<dbcp>Cannot get a connection, pool exhausted)/.exec(text);
  if (found === null || !isSpoken(text, found.index)) return undefined;
  const { dbcp, iso, ms } = found.groups ?? {};
  const timeoutMs = isoMs(iso) ?? (ms === undefined ? undefined : Number(ms));
  return {
    index: found.index,
    values: {
      library: dbcp === undefined ? 'commons-pool' : 'DBCP',
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    },
  };
};

/** c3p0: `An attempt by a client to checkout a Connection has timed out.` with the cause `A client timed out while waiting to acquire a resource from com.mchange...`. */
const c3p0 = (text: string): Found | undefined => {
  const found =
    /An attempt by a client to checkout a Connection has timed out|A client timed out while waiting to acquire a resource from \S+|Acquisition timed out/.exec(
      text,
    );
  if (found === null || !isSpoken(text, found.index)) return undefined;
  return { index: found.index, values: { library: 'c3p0' } };
};

/**
 * r2dbc-pool: `R2dbcTimeoutException: Connection acquisition timed out after 10000ms`; reactor-pool, as Reactor Netty shows it:
 * `Pool#acquire(Duration) has been pending for more than the configured timeout of 45000ms`.
 */
const r2dbc = (text: string): Found | undefined => {
  const own = /Connection acquisition timed out after (?<ms>\d{1,10})ms/.exec(text);
  const found =
    own ??
    /Pool#acquire\(Duration\) has been pending for more than the configured timeout of (?<ms>\d{1,10})ms/.exec(text);
  if (found === null || !isSpoken(text, found.index)) return undefined;
  return {
    index: found.index,
    values: { library: own === null ? 'reactor-pool' : 'R2DBC', ...numbersOf({ timeoutMs: found.groups?.['ms'] }) },
  };
};

/** A connection pool said that it had no connection to give in time. */
export const poolTimeout = (text: string): Found | undefined =>
  hikari(text) ?? hikariStats(text) ?? tomcat(text) ?? druid(text) ?? commonsPool(text) ?? c3p0(text) ?? r2dbc(text);
