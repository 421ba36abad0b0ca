import type { Artifact, RungAttempt } from './capture.ts';
import type { Finding } from './finding.ts';
import type { GcView } from './gc-view.ts';
import type { HeapView } from './heap-view.ts';
import type { HistogramView } from './histogram-view.ts';
import type { Incident } from './incident.ts';
import type { LoadView } from './load-summary.ts';
import type { NativeMemoryView } from './native-memory.ts';
import type { Subject } from './subject.ts';
import type { TimelineView } from './timeline.ts';
import type { Severity, Verdict } from './verdict.ts';

/** A group of threads whose names differ only in digits, ids and hosts. */
export type ThreadFamilyRow = {
  readonly name: string;
  readonly count: number;
  /** 0 and not known in a view whose source is the process. */
  /** null: /proc lists threads, not what they do. */
  readonly idle: number | null;
  readonly library?: string;
  /** Births per minute from thread ages; null when the dump has no ages. */
  readonly birthsPerMinute?: number | null;
  /** Share of one core between the dumps; null when it cannot be known. */
  readonly cpuCores?: number | null;
};

export type StackGroupRow = {
  readonly count: number;
  readonly state: string;
  /** Top frames, `com.acme.Order.place(Order.java:42)`. */
  readonly frames: readonly string[];
  readonly totalFrames: number;
  /** The first frame of application code, also when it is below the top frames shown; null when there is none. */
  readonly applicationFrame?: string | null;
  readonly threads: readonly string[];
  readonly idle: boolean;
};

export type LockRow = {
  readonly className: string | null;
  readonly address: string | null;
  readonly kind: 'monitor' | 'synchronizer';
  readonly waiters: number;
  readonly waiterNames: readonly string[];
  /** null: cannot be known from this dump (no ownable synchronizers section). */
  readonly holder: string | null;
  /** Where the holder is not known: threads that stand inside the code that holds it. Likely, never certain. */
  readonly likelyHolders?: readonly string[];
  /** What the holder does: its top frames. */
  readonly holderFrames: readonly string[];
  /** The first frame of application code of the holder; null when there is none. */
  readonly holderApplicationFrame?: string | null;
};

/** One dump, or the tasks of the process. Arrays are capped, `...Total` beside them counts all. */
export type ThreadsView = {
  readonly subject: string;
  readonly artifact: string;
  /**
   * `process`: there is no dump, the threads are those /proc lists, by names cut to 15 bytes. States, idle shares, stacks, locks and
   * deadlocks are then not known: empty or 0. `thread-list`: a Thread.dump_to_file taken beside dumps, which lists virtual threads too.
   * Absent: a dump.
   */
  readonly source?: 'process' | 'thread-list';
  readonly takenAt?: string | null;
  readonly jvm?: string | null;
  readonly jdk: number | null;
  readonly uptimeMs?: number | null;
  /** Since the dump before of the same subject; null when a dump has no time. */
  readonly intervalMs?: number | null;
  /** Dumps taken of this JVM life; more than there are views when those between the first and the newest were folded. */
  readonly dumpsTotal?: number;
  readonly total: number;
  readonly byState: Readonly<Record<string, number>>;
  readonly families: readonly ThreadFamilyRow[];
  readonly familiesTotal: number;
  readonly stacks: readonly StackGroupRow[];
  readonly stacksTotal: number;
  readonly locks: readonly LockRow[];
  readonly locksTotal: number;
  readonly deadlocks: readonly { readonly members: readonly { readonly name: string }[] }[];
};

/** One container of a pod: the first screen of a live run. null: looked and not known, or there is none. */
export type PodRow = {
  readonly subject: string;
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  readonly node: string | null;
  /** null: the node may not be read. */
  readonly nodeReady: boolean | null;
  /** running, waiting, terminated, unknown. */
  readonly state: string;
  /** Why it is not running: CrashLoopBackOff, or why the pod as a whole is not: Evicted. */
  readonly reason: string | null;
  /** Since the container was started; of one that does not run since the pod was made. */
  readonly ageMs: number | null;
  readonly restarts: number;
  readonly lastExit: {
    readonly reason: string | null;
    readonly exitCode: number;
    readonly agoMs: number | null;
  } | null;
  /** Of the whole container, page cache included where only the cgroup tells. */
  readonly memoryBytes: number | null;
  readonly memoryLimitBytes: number | null;
  readonly threads: number | null;
  /** Births per minute, deaths not counted off. */
  readonly threadsPerMinute: number | null;
  /** Time the JVM stood still for its collector since its start. */
  readonly gcPct: number | null;
  /** The liveness probe; null: none, or its events may not be read. */
  readonly probe: { readonly failing: boolean; readonly failures: number; readonly budgetMs: number } | null;
  /** Which limit ends it next and when, as a range; null: nothing is being approached, or it cannot be known. */
  readonly diesIn: { readonly limit: string; readonly lowMs: number; readonly highMs: number } | null;
};

export type Notice = {
  readonly code: string;
  readonly message: string;
  readonly subject?: string;
};

/** The contract users script against; docs/schema/report.schema.json is its schema. Additive changes only. */
export type Report = {
  readonly schemaVersion: 1;
  readonly kind: 'report';
  readonly tool: { readonly name: string; readonly version: string };
  readonly startedAt: string;
  readonly verdict: Severity | 'incomplete' | 'clear';
  readonly exitCode: number;
  /** The severity from which a finding made the exit code 1; absent in reports of older versions. */
  readonly failOn?: Severity | 'never';
  readonly subjects: readonly Subject[];
  readonly artifacts: readonly Artifact[];
  readonly views: {
    readonly pods?: readonly PodRow[];
    readonly threads?: readonly ThreadsView[];
    readonly gc?: readonly GcView[];
    readonly heap?: readonly (HeapView | HistogramView)[];
    readonly load?: readonly LoadView[];
    readonly nativeMemory?: readonly NativeMemoryView[];
    readonly timeline?: readonly TimelineView[];
  };
  readonly findings: readonly Finding[];
  /** The findings joined, causes first; absent in reports of older versions. */
  readonly incidents?: readonly Incident[];
  readonly verdicts: readonly Verdict[];
  readonly notices: readonly Notice[];
  /** The ways of collecting that were tried, per subject; absent when nothing was collected (files were analysed). */
  readonly rungs?: readonly (RungAttempt & { readonly subject: string })[];
};
