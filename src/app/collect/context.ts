import type { Allowance } from '../../model/capture.ts';
import type { ArtifactKind } from '../../model/evidence.ts';
import type { AllowanceQuestion, ProbeContext } from '../../model/probe.ts';
import type { PodRow } from '../../model/report.ts';
import type { Subject } from '../../model/subject.ts';
import type { Followed } from '../../probe/perf/follow.ts';
import type { Writer } from '../examine.ts';
import type { ClusterScope, Patient } from '../patient.ts';
import type { Progress } from '../progress.ts';
import type { RecordOptions } from '../record/options.ts';
import type { LoadFile } from './load.ts';

export type CollectOptions = {
  /** The kinds of evidence to take, where there is a way to. */
  readonly wanted: ReadonlySet<ArtifactKind>;
  readonly dumps: number;
  readonly intervalMs: number;
  /** Class histograms to take; `live`: each after a full collection. Absent: none, they pause the JVM. */
  readonly histograms?: { readonly count: number; readonly live: boolean; readonly intervalMs?: number };
  /** Readings of the counters, and the time between two. */
  readonly samples: {
    readonly intervalMs: number;
    /** May be Infinity: until the end of the JVM, or `until`. */
    readonly count: number;
    /** Ends the readings in order: no interruption. */
    readonly until?: AbortSignal;
  };
  /** Hears each JVM that is found, before anything is taken of it. */
  readonly onSubject?: (subject: Subject) => void;
  /** Hears each reading of its counters once it is stored. */
  readonly onReading?: (subject: Subject, followed: Followed) => void;
  /** Records each JVM instead of taking its evidence once. */
  readonly record?: RecordOptions;
  /** Summaries of load tests against the targets, to be kept beside their evidence. */
  readonly loads?: readonly LoadFile[];
  readonly allow: ReadonlySet<Allowance>;
  readonly maxPauseMs: number;
  readonly ask?: (question: AllowanceQuestion) => Promise<boolean>;
  readonly cluster: ClusterScope;
  /** Dumps of every pod, however many there are. */
  readonly all?: boolean;
  /** Told what was seen of the pods, before any dump. */
  readonly onSurvey?: (rows: readonly PodRow[]) => Promise<void>;
  readonly signal: AbortSignal;
  readonly progress: Progress;
  /** Called when a JVM works on an answer: what the analysis will need can be loaded meanwhile. */
  readonly prepare?: () => void;
};

/** What a step of collecting is given: one JVM, where its evidence goes, and what was asked for. */
export type StepContext = {
  readonly patient: Patient;
  readonly subject: Subject;
  readonly writer: Writer;
  readonly options: CollectOptions;
};

/** Collects something of one JVM into the capture. What was asked for and not had becomes a failed artifact, never a throw. */
export type Step = (context: StepContext) => Promise<void>;

export const probeContext = ({ patient, subject, options }: StepContext): ProbeContext => ({
  transport: patient.transport,
  subject: subject.id,
  identity: patient.jvm.identity,
  allow: options.allow,
  maxPauseMs: options.maxPauseMs,
  ...(options.ask === undefined ? {} : { ask: options.ask }),
  signal: options.signal,
  now: Date.now,
  ...(options.prepare === undefined ? {} : { asked: options.prepare }),
});
