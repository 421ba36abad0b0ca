import type { Evidence } from '../model/evidence.ts';
import { type FactNamespace, fact, list, MissingFact, number, object, source, string } from '../model/fact.ts';
import type { LogEntries, LogMatch, LogPattern, LogScan } from '../model/log-scan.ts';
import { clientVictims } from './log/client-victim.ts';

const line = object(
  {
    text: string('the line, redacted and cut'),
    at: string('time as the line gives it'),
    thread: string('thread that could not be started or that waited'),
    pool: string('pool it names'),
    total: number('connections of the pool'),
    active: number('connections in use'),
    idle: number('connections free'),
    waiting: number('threads waiting'),
    timeoutMs: number('time waited', 'ms'),
    source: source('the line'),
  },
  'a line of a log that matched a known pattern',
);

const failure = object(
  {
    text: string('the line, redacted and cut'),
    at: string('time as the line gives it'),
    kind: string('deadlock, lock-timeout, serialization or lock, of a database deadlock'),
    database: string('whose words these are'),
    entity: string('entity or table it names'),
    size: number('threads of the pool that refused'),
    active: number('of them at work'),
    queued: number('tasks waiting in its queue'),
    source: source('the line'),
  },
  'a line of a log that tells of a failure',
);

const scanOf = ({ models }: Evidence): LogScan => {
  if (models.log === undefined) throw new MissingFact(['log'], 'no log, standard output or hs_err file');
  return models.log;
};

const notSaid = new MissingFact([], 'the line does not say');

const text = (value: string | number | undefined): string | MissingFact =>
  value === undefined ? notSaid : String(value);
const count = (value: string | number | undefined): number | MissingFact => {
  const parsed = Number(value);
  return value === undefined || !Number.isFinite(parsed) ? notSaid : parsed;
};

const lineOf = (match: LogMatch) => ({
  text: match.text,
  at: text(match.at),
  thread: text(match.values['thread']),
  pool: text(match.values['pool']),
  total: count(match.values['total']),
  active: count(match.values['active']),
  idle: count(match.values['idle']),
  waiting: count(match.values['waiting']),
  timeoutMs: count(match.values['timeoutMs']),
  source: { artifact: match.artifactId, line: match.line, endLine: match.line },
});

const failureOf = (match: LogMatch) => ({
  text: match.text,
  at: text(match.at),
  kind: text(match.values['kind']),
  database: text(match.values['database']),
  entity: text(match.values['entity']),
  size: count(match.values['size']),
  active: count(match.values['active']),
  queued: count(match.values['queued']),
  source: { artifact: match.artifactId, line: match.line, endLine: match.line },
});

const failuresOf = (pattern: LogPattern) => (evidence: Evidence) =>
  scanOf(evidence)
    .matches.filter((match) => match.pattern === pattern)
    .map(failureOf);

const entriesOf = (evidence: Evidence): LogEntries => {
  const { entries } = scanOf(evidence);
  if (entries === undefined)
    throw new MissingFact(['log'], 'an excerpt of a log that does not say how many lines the whole has');
  return entries;
};

const linesOf = (pattern: LogPattern) => (evidence: Evidence) =>
  scanOf(evidence)
    .matches.filter((match) => match.pattern === pattern)
    .map(lineOf);

const countOf = (pattern: LogPattern) => (evidence: Evidence) => scanOf(evidence).counts[pattern] ?? 0;

/** Facts of logs, standard output and hs_err files: known lines only. */
const log: FactNamespace = {
  name: 'log',
  doc: 'Known lines in logs, standard output and hs_err files.',
  facts: {
    nativeThreadExhausted: fact(
      list(line, 'no further thread could be started: first and last of them'),
      ['log'],
      linesOf('native-thread-exhausted'),
    ),
    clientVictims: fact(
      list(
        object(
          {
            library: string('client library'),
            thread: string('the thread that could not be started'),
            lines: number('lines that say so, of those kept'),
            source: source('the first of them'),
          },
          'threads of one client library',
        ),
        'client libraries whose threads could not be started',
      ),
      ['log'],
      (evidence) => clientVictims(scanOf(evidence).matches),
    ),
    nativeThreadExhaustedCount: fact(number('such lines'), ['log'], countOf('native-thread-exhausted')),
    poolTimeouts: fact(
      list(line, 'a connection pool gave up waiting: first and last of them'),
      ['log'],
      linesOf('pool-timeout'),
    ),
    poolTimeoutCount: fact(number('such lines'), ['log'], countOf('pool-timeout')),
    outOfMemory: fact(
      list(line, 'OutOfMemoryError of any kind: first and last of them'),
      ['log'],
      linesOf('out-of-memory'),
    ),
    outOfMemoryCount: fact(number('such lines'), ['log'], countOf('out-of-memory')),
    databaseDeadlocks: fact(
      list(failure, 'the database ended a transaction for a lock: first and last of them'),
      ['log'],
      failuresOf('database-deadlock'),
    ),
    databaseDeadlockCount: fact(number('such lines'), ['log'], countOf('database-deadlock')),
    optimisticLocks: fact(
      list(failure, 'a versioned row was changed meanwhile: first and last of them'),
      ['log'],
      failuresOf('optimistic-lock'),
    ),
    optimisticLockCount: fact(number('such lines'), ['log'], countOf('optimistic-lock')),
    sessionsShared: fact(
      list(failure, 'a Hibernate session was used by two threads: first and last of them'),
      ['log'],
      failuresOf('session-shared'),
    ),
    sessionSharedCount: fact(number('such lines'), ['log'], countOf('session-shared')),
    openFiles: fact(
      list(failure, 'no file descriptor was left: first and last of them'),
      ['log'],
      failuresOf('open-files'),
    ),
    openFilesCount: fact(number('such lines'), ['log'], countOf('open-files')),
    queuesFull: fact(
      list(failure, 'a thread pool refused work: first and last of them'),
      ['log'],
      failuresOf('queue-full'),
    ),
    queueFullCount: fact(number('such lines'), ['log'], countOf('queue-full')),
    codeCacheFull: fact(
      list(line, 'the JVM stopped compiling, its code cache full: first and last of them'),
      ['log'],
      linesOf('code-cache-full'),
    ),
    codeCacheFullCount: fact(number('such lines'), ['log'], countOf('code-cache-full')),
    entries: fact(number('lines with a level'), ['log'], (evidence) => entriesOf(evidence).total),
    debugPct: fact(number('of them at DEBUG or TRACE', 'percent'), ['log'], (evidence) => {
      const { total, debug } = entriesOf(evidence);
      if (total === 0) throw new MissingFact(['log'], 'no line of the log has a level');
      return (100 * debug) / total;
    }),
    debugPerMinute: fact(number('lines at DEBUG or TRACE', 'per-minute'), ['log'], (evidence) => {
      const { debugPerSecond } = entriesOf(evidence);
      if (debugPerSecond === undefined)
        throw new MissingFact(['log'], 'the lines of the log have no times a second apart');
      return debugPerSecond * 60;
    }),
  },
};

export default log;
