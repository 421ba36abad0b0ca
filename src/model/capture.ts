import type { ArtifactKind } from './evidence.ts';
import type { Subject } from './subject.ts';

/** What a way of collecting does to the JVM while it runs. */
export type Cost = 'none' | 'safepoint' | 'full-gc' | 'stops-jvm';
/** What it leaves behind. */
export type Leaves = 'nothing' | 'log-output' | 'temp-file' | 'permanent';
/** What a user must allow by name before it is done off a terminal. */
export type Allowance = 'full-gc' | 'stops-jvm' | 'app-log' | 'ephemeral-container' | 'inject-helper';

/** `total`/`recognised` are in the parser's unit and filled when the artifact is analysed; absent before. */
export type Artifact = {
  readonly id: string;
  readonly subject: string;
  readonly kind: ArtifactKind;
  /** Path inside the capture, `raw/jvm-1/thread-dump/001.txt.gz`, or the user's path when a bare file is analysed. */
  readonly file: string;
  /** Length and hash of the stored, decoded (not gzipped), redacted bytes. */
  readonly bytes: number;
  readonly sha256: string;
  readonly takenAt?: string;
  /** The rung used: `attach`, `sigquit`, `jcmd`, `procfs`, `hsperfdata`, `file`. */
  readonly how: string;
  readonly cost: Cost;
  readonly outcome: 'ok' | 'partial' | 'failed';
  readonly recognised?: number;
  readonly total?: number;
  readonly problems: readonly string[];
  /** Still being written when the manifest was: length and hash were not known yet. Only in the manifest of a run that was cut short. */
  readonly growing?: true;
};

/** One thing done to the target: a command, a signal, a socket request, with what it cost. Times RFC 3339 UTC. */
export type JournalEntry = {
  readonly at: string;
  readonly subject: string;
  readonly action: string;
  readonly outcome: string;
  readonly durationMs: number;
  readonly cost: Cost;
  readonly leaves: Leaves;
};

/** Why a rung of a probe's ladder was not used, or that it was. */
export type RungAttempt = {
  readonly probe: string;
  readonly rung: string;
  readonly status: 'used' | 'refused' | 'failed' | 'not-needed';
  readonly reason?: string;
};

export const captureVersion = 1;

export type Manifest = {
  readonly captureVersion: number;
  readonly tool: { readonly name: string; readonly version: string };
  readonly startedAt: string;
  readonly endedAt?: string;
  /** False until the run ended in order: after kill -9 the capture is readable and says so. */
  readonly complete: boolean;
  readonly allowed?: readonly Allowance[];
  readonly subjects: readonly Subject[];
  readonly artifacts: readonly Artifact[];
  readonly journal: readonly JournalEntry[];
  readonly rungs?: readonly (RungAttempt & { readonly subject: string })[];
};

/** What a probe brings home, before it is stored. `bytes` absent: nothing was had, `problems` say why. */
export type Collected = {
  readonly kind: ArtifactKind;
  /** File ending without dot: `txt`, `json`, `bin`. */
  readonly ext: string;
  readonly how: string;
  readonly cost: Cost;
  readonly takenAtMs: number;
  readonly outcome: 'ok' | 'partial' | 'failed';
  readonly bytes?: Uint8Array;
  readonly problems: readonly string[];
};
