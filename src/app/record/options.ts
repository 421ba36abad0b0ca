import type { WatchCondition } from '../../engine/watch-condition.ts';
import type { Figures, RecordedEnd } from '../../model/recording.ts';
import type { Subject } from '../../model/subject.ts';

/** What became of the recording of one JVM. */
export type RecordOutcome = {
  readonly subject: string;
  readonly target: string;
  /** Which run of its container it was, of those that were recorded; absent: the first. */
  readonly run?: number;
  readonly readings: number;
  /** Times the condition came true, and the dump sets taken for it. */
  readonly crossings: number;
  readonly sets: number;
  readonly end?: RecordedEnd & { readonly at: string };
  readonly stopped?: string;
  /** The condition needs what is not known there: it could never be answered. */
  readonly unanswered?: readonly string[];
};

export type RecordOptions = {
  readonly everyMs: number;
  /** The newest so many readings are kept in full; their figures all. */
  readonly keep: number;
  readonly when?: WatchCondition;
  /** Dump sets at most; later crossings are noted without. */
  readonly sets: number;
  /** Go on after a condition that came true. */
  readonly untilExit: boolean;
  /** Go on with the next JVM: in the same container, and in new pods of the targets. */
  readonly follow?: boolean;
  /** Ends the recording in order. `why` of its reason: `Ctrl-C`, `--for is over`. */
  readonly until: AbortSignal;
  /** How long after an end the cluster may take to say how. */
  readonly patienceMs?: number;
  /** Hears the figures of each reading. */
  readonly onFigures: (subject: Subject, figures: Figures, readings: number) => void;
  readonly onOutcome: (outcome: RecordOutcome) => void;
};
