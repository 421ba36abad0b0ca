/** A line of a log, stdout or hs_err file that matched a known pattern, redacted and cut to 500 characters. */
export type LogMatch = {
  readonly artifactId: string;
  readonly line: number;
  readonly at?: string;
  readonly pattern: LogPattern;
  readonly text: string;
  /** Numbers and names the pattern extracts: pool name, total, active, idle, waiting, timeoutMs, thread. */
  readonly values: Readonly<Record<string, number | string>>;
};

export type LogPattern =
  | 'native-thread-exhausted'
  | 'pool-timeout'
  | 'database-unreachable'
  | 'circuit-breaker-open'
  | 'out-of-memory'
  | 'database-deadlock'
  | 'optimistic-lock'
  | 'session-shared'
  | 'open-files'
  | 'queue-full'
  | 'code-cache-full'
  | 'jvm-crash';

/** Lines with a level in them, so many at DEBUG or TRACE; `debugPerSecond` where two of them have times a second apart. */
export type LogEntries = { readonly total: number; readonly debug: number; readonly debugPerSecond?: number };

/** Matches of all logs of one subject; `counts` are exact, `matches` are the first and last few of each pattern. */
export type LogScan = {
  readonly matches: readonly LogMatch[];
  readonly counts: Readonly<Record<string, number>>;
  readonly totalLines: number;
  /** Absent: an excerpt whose maker did not count them. */
  readonly entries?: LogEntries;
};

/** Of two logs together; the rate is that of the busier one: they may be of different times. */
export const bothEntries = (a: LogEntries, b: LogEntries): LogEntries => {
  const rates = [a.debugPerSecond, b.debugPerSecond].filter((rate) => rate !== undefined);
  return {
    total: a.total + b.total,
    debug: a.debug + b.debug,
    ...(rates.length === 0 ? {} : { debugPerSecond: Math.max(...rates) }),
  };
};
