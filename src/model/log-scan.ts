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

export type LogPattern = 'native-thread-exhausted' | 'pool-timeout' | 'database-unreachable' | 'out-of-memory';

/** Matches of all logs of one subject; `counts` are exact, `matches` are the first and last few of each pattern. */
export type LogScan = {
  readonly matches: readonly LogMatch[];
  readonly counts: Readonly<Record<string, number>>;
  readonly totalLines: number;
};
