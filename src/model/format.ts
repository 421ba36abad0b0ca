import type { ByteSource } from './byte-source.ts';
import type { CrashReport } from './crash-report.ts';
import type { ArtifactKind } from './evidence.ts';
import type { GcPiece } from './gc-series.ts';
import type { HeapDump } from './heap-dump.ts';
import type { Histogram } from './histogram.ts';
import type { LoadSummary } from './load-summary.ts';
import type { LogScan } from './log-scan.ts';
import type { MetricsReading } from './metrics.ts';
import type { NativeMemory } from './native-memory.ts';
import type { Problem } from './parsed.ts';
import type { PerfData } from './perf-data.ts';
import type { PodEvidence } from './pod-evidence.ts';
import type { ProcessSnapshot } from './process.ts';
import type { Recording } from './recording.ts';
import type { ThreadDump } from './thread-dump.ts';

/** What one file of a kind yields, piece by piece; facts fold the pieces into the model of `EvidenceByKind`. */
export type PieceByKind = {
  'thread-dump': ThreadDump;
  process: ProcessSnapshot;
  'perf-data': PerfData;
  log: LogScan;
  metrics: MetricsReading;
  histogram: Histogram;
  load: LoadSummary;
  'gc-counters': GcPiece;
  'gc-log': GcPiece;
  pod: PodEvidence;
  recording: Recording;
  'heap-dump': HeapDump;
  'crash-report': CrashReport;
  'native-memory': NativeMemory;
};

/** The first bytes of a file, decoded from gzip; `text` is undefined for binary content. */
export type Head = { readonly bytes: Uint8Array; readonly text?: string };

export type ParseOptions<P> = {
  readonly artifactId: string;
  readonly signal?: AbortSignal;
  /** Clock of the capture for pieces whose own text has none. */
  readonly takenAtMs?: number;
  readonly emit: (piece: P) => void;
  /** Decoded bytes read so far. */
  readonly onProgress?: (bytes: number) => void;
};

/** How much of the file was understood. */
export type Reading = {
  readonly problems: readonly Problem[];
  readonly recognised: number;
  readonly total: number;
  /** Why the input is known to be less than what was once there: a cut gzip, an unfinished record. Rules are then never clear. */
  readonly cut?: string;
};

/**
 * One file format, the default export of one file in parse/. `recognise` looks at the head only:
 * `certain` wins over `possible`; `possible` means "parse and see" (a dump may start late in a log).
 * `parse` streams, emits pieces in file order and throws ParseError when nothing was usable.
 */
export type Format<K extends ArtifactKind = ArtifactKind> = {
  readonly kind: K;
  /** `HotSpot thread dump`, as a person calls it. */
  readonly title: string;
  readonly recognise: (head: Head) => 'certain' | 'possible' | 'no';
  readonly parse: (source: ByteSource, options: ParseOptions<PieceByKind[K]>) => Promise<Reading>;
};
