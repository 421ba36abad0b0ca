import { boolean, list, number, object, source, string } from '../../model/fact.ts';
import { holderShape } from './holder-fact.ts';
import { nestedFields } from './nested-fact.ts';

/** Everything a rule can ask of one pool that threads wait for. */
export const poolWaitShape = object(
  {
    key: string('library and data source, the same in another run'),
    pool: string('library: HikariCP, Tomcat JDBC, DBCP2, Jedis ...'),
    name: string("the data source's name, where a log line has it"),
    waiters: number('threads waiting in a borrow, in the dump with most of them; 0 when only a log tells of it'),
    waiting: number('the same; where only a log line or metrics tell of it, as many as they say'),
    requestWaiters: number('server workers among them'),
    peers: number(
      'server workers of that dump, or all threads of the families of the waiters where fewer than ten are server workers',
    ),
    sharePct: number('waiters among those peers', 'percent'),
    sameWaiters: number('threads that still wait in the same borrow in the next dump without having run in between'),
    steadyWaiters: number(
      'waiters that are the same in two dumps, or the fewest of any dump, whichever is more: a queue that does not run off. All waiters of a single dump',
    ),
    steadySharePct: number('those among the peers', 'percent'),
    unbounded: number('waiters without a time limit'),
    unboundedAt: string('frame of the borrow without a time limit'),
    fragment: boolean('an excerpt: fewer than ten threads and no whole dump'),
    jdbc: boolean('it lends JDBC connections'),
    oneAddress: boolean('the waits name one object per pool, so that two pools can be told apart'),
    callers: list(
      object(
        { frame: string('frame'), count: number('waiters'), source: source() },
        'a place that asks for a connection',
      ),
      "first of the application's frames of the waiters, most waiters first",
    ),
    inDriver: number('threads of that dump in a database driver on a connection they have'),
    inDriverAt: string('the place of the application most of them stand at'),
    inTransaction: number(
      'threads of that dump with a begun transaction that neither wait for the pool nor stand in a driver',
    ),
    inTransactionAt: string('the place of the application the first of them stands at'),
    timeouts: number('log lines about a borrow that timed out, as far as logs were captured'),
    maximum: number(
      "size of the pool, from a log line, else from the application's metrics, else from a heap dump, else from the command line or the container's environment",
    ),
    maximumKnown: boolean('one of them tells it'),
    maximumFrom: string('what tells it: log line, name of the metric, field in the heap, property'),
    maximumSource: source('that line of the log or the metrics'),
    sizeSetting: string('what the maximum is called where it is set: maximumPoolSize'),
    sizeDefault: number('what it is unless it is set, by the documentation of the library'),
    gauged: boolean("the application's metrics show who waits for this pool"),
    gaugedActive: number('connections lent out when the metrics were read'),
    gaugedPending: number('threads that waited for one at that moment, where its metrics tell'),
    active: number('connections lent out, from a log line'),
    idle: number('idle connections, from a log line'),
    queued: number('threads waiting, from a log line'),
    logLine: string('the newest such line, verbatim'),
    logSource: source('that line'),
    dumps: number('dumps with a waiter'),
    source: source('the first waiter, or the log line'),
    ...holderShape,
    ...nestedFields,
  },
  'a pool that threads wait for',
);
