/** One category of native memory tracking, bytes. `changeBytes`: of what is committed, since the baseline. */
export type NativeCategory = {
  /** `Java Heap`, `Thread`, `Other` (direct buffers and Unsafe from JDK 9 on, before that in `Internal`). */
  readonly name: string;
  readonly reservedBytes: number;
  readonly committedBytes: number;
  readonly changeBytes?: number;
  readonly line: number;
};

/** What `jcmd PID VM.native_memory` printed once. Source: memReporter.cpp of JDK 8 to 25. */
export type NativeMemory = {
  readonly artifactId: string;
  readonly pid?: number;
  readonly takenAtMs?: number;
  readonly reservedBytes: number;
  readonly committedBytes: number;
  /** Of `summary.diff` and `detail.diff`. */
  readonly changeBytes?: number;
  readonly categories: readonly NativeCategory[];
  /** The line of the totals. */
  readonly line: number;
};

/** Readings of one JVM, by time. */
export type NativeMemorySeries = { readonly readings: readonly NativeMemory[] };

/** `views.nativeMemory` of the report: the newest reading. */
export type NativeMemoryView = {
  readonly subject: string;
  readonly artifact: string;
  readonly reservedBytes: number;
  readonly committedBytes: number;
  /** Since the baseline; null: it was no comparison. */
  readonly changeBytes: number | null;
  /** The most committed first. */
  readonly categories: readonly {
    readonly name: string;
    readonly reservedBytes: number;
    readonly committedBytes: number;
    readonly changeBytes: number | null;
  }[];
};
