import type { CrashReports } from './crash-report.ts';
import type { GcSeries } from './gc-series.ts';
import type { HeapDumps } from './heap-dump.ts';
import type { HistogramSeries } from './histogram.ts';
import type { LoadSummary } from './load-summary.ts';
import type { LogScan } from './log-scan.ts';
import type { Metrics } from './metrics.ts';
import type { NativeMemorySeries } from './native-memory.ts';
import type { PerfData } from './perf-data.ts';
import type { PodEvidence } from './pod-evidence.ts';
import type { ProcessSeries } from './process.ts';
import type { Recording } from './recording.ts';
import type { Replica } from './replica.ts';
import type { ThreadSeries } from './thread-dump.ts';

/** The parsed model behind each kind of artifact. A new kind of evidence is one line here, a parser and a probe. */
export type EvidenceByKind = {
  'thread-dump': ThreadSeries;
  process: ProcessSeries;
  'perf-data': PerfData;
  log: LogScan;
  metrics: Metrics;
  histogram: HistogramSeries;
  load: LoadSummary;
  'gc-counters': GcSeries;
  'gc-log': GcSeries;
  pod: PodEvidence;
  recording: Recording;
  'heap-dump': HeapDumps;
  'crash-report': CrashReports;
  'native-memory': NativeMemorySeries;
};

export type ArtifactKind = keyof EvidenceByKind;

/**
 * What is known of one subject, by kind. `partial` is why the evidence of a kind may be less than the truth (cut file,
 * lost dump): a rule that read it may fire but is never clear. An absent kind was not collected; `failed` says why not.
 */
export type Evidence = {
  readonly models: { readonly [K in ArtifactKind]?: EvidenceByKind[K] };
  readonly partial: { readonly [K in ArtifactKind]?: string };
  readonly failed: { readonly [K in ArtifactKind]?: string };
  /** Packages of the application as the user named them (`--app-packages`), `com.acme` style. */
  readonly appPackages?: readonly string[];
  /** When the load test began, as the user says: summaries carry no clock. Epoch ms. */
  readonly loadStartedAtMs?: number;
  /** The zone of log times that name none: `Asia/Seoul`, `+09:00`. */
  readonly logZone?: string;
  /** The subject among the replicas of its workload; absent: no other one was looked at in the same run. */
  readonly replicas?: { readonly own: Replica; readonly others: readonly Replica[] };
};
