import type { Evidence } from '../model/evidence.ts';
import { type FactNamespace, fact, list, MissingFact, number, object, source, string } from '../model/fact.ts';
import type { LogMatch, LogPattern, LogScan } from '../model/log-scan.ts';

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
  },
};

export default log;
