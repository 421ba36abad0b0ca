/**
 * One line of a stored series of counters (`gc-counters.jsonl`), JSON. The first is a full reading, later ones hold what changed. Longs beyond 2^53 are
 * text, as in PerfData. `at` RFC 3339 UTC.
 */
export type CounterLine =
  /** A full reading; `restarted`: of another JVM than the lines before. */
  | {
      readonly format?: typeof counterFormat;
      readonly at: string;
      readonly restarted?: true;
      readonly pid?: number;
      readonly counters: Readonly<Record<string, number | string>>;
    }
  /** The counters of a later reading that changed. `torn`: read while a collection ran, several times over. */
  | { readonly at: string; readonly torn?: true; readonly changed: Readonly<Record<string, number | string>> }
  /** Nothing could be read for a while, and why. */
  | { readonly at: string; readonly gap: string }
  /** The JVM ended, or it could be followed no longer. */
  | { readonly at: string; readonly ended: string };

/** Stands in the first line. */
export const counterFormat = 'jdiag-gc-counters-1';
