/**
 * One replica of a workload in figures that can be compared. An absent figure could not be had. `busyPct`: workers of the fullest
 * request pool that are not waiting for a request, of its known maximum or its size.
 */
export type Replica = {
  readonly subject: string;
  /** How the user names it: `pod/appr-api-1`. */
  readonly name: string;
  readonly ageMs?: number;
  readonly threads?: number;
  readonly threadsPerMinute?: number;
  readonly memoryBytes?: number;
  readonly gcPct?: number;
  readonly cpuCores?: number;
  readonly restarts?: number;
  readonly busyPct?: number;
};
