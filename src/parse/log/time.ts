/**
 * The ways logs write the time at the start of an entry, after a short prefix: ISO 8601 and its relatives, logback's
 * time alone, Tomcat's `20-Nov-2026 10:43:48.123`, java.util.logging's `Nov 20, 2026 10:43:48 AM`, unified logging's uptime.
 */
const time =
  /\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?: ?(?:Z|[+-]\d\d:?\d\d))?|\d\d[-/][A-Z][a-z]{2}[-/]\d{4}[: ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?: [+-]\d{4})?|[A-Z][a-z]{2} \d{1,2}, \d{4},? \d{1,2}:\d\d:\d\d(?: [AP]M)?|\b\d\d:\d\d:\d\d[.,]\d{3}\b|(?<=^\[)\d+\.\d{3}s(?=\])/;

/** The time as written, within the first 80 characters. */
export const timeOf = (line: string): string | undefined => time.exec(line.slice(0, 80))?.[0];
