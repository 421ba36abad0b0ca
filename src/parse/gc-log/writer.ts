import type { GcEvent, GcJvm, GcLogLines, GcPiece, GcSample } from '../../model/gc-series.ts';
import type { Problem } from '../../model/parsed.ts';

/** Events handed on at once. */
const batchSize = 512;
/** Lines of several threads overtake each other by so much; further back is another clock. */
const jitterMs = 1000;

type Draft = { -readonly [K in keyof GcEvent]: GcEvent[K] };
/** An event that may still be completed (its processor times stand on the next line). */
export type OpenEvent = Draft;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export type EventWriter = {
  /** Takes an event; it may be completed until the next one is taken. */
  readonly add: (event: OpenEvent) => void;
  readonly sample: (sample: GcSample) => void;
  readonly learn: (jvm: GcJvm) => void;
  /** Events come after this that belong to a JVM that was started anew. Nothing when none came since the last start. */
  readonly startAgain: () => void;
  readonly knows: () => GcJvm;
  /** `lines`: how much of the log was understood. */
  readonly end: (lines: GcLogLines) => void;
  readonly count: () => number;
};

/**
 * Gathers events into pieces. An uptime that goes back is a JVM that was started anew; a wall clock that goes back is a clock that was set:
 * later times are moved so that the order holds, and the place is said.
 */
export const eventWriter = (
  artifactId: string,
  emit: (piece: GcPiece) => void,
  onProblem: (problem: Problem) => void,
): EventWriter => {
  let jvm: Mutable<GcJvm> = {};
  let learned = false;
  let samples: GcSample[] = [];
  let events: GcEvent[] = [];
  let newLife = false;
  let inLife = 0;
  let total = 0;
  /** How far the clocks have come in this life, and by how much a wall clock that was set is moved. */
  const known = { uptimeMs: Number.NEGATIVE_INFINITY, atMs: Number.NEGATIVE_INFINITY, shiftMs: 0 };

  const flush = (lines?: GcLogLines): void => {
    if (events.length === 0 && samples.length === 0 && !learned && lines === undefined) return;
    emit({
      artifactId,
      source: 'log',
      ...(learned ? { jvm: { ...jvm } } : {}),
      ...(samples.length === 0 ? {} : { samples }),
      events,
      ...(lines === undefined ? {} : { lines }),
      ...(newLife ? { newLife: true } : {}),
    });
    events = [];
    samples = [];
    learned = false;
    newLife = false;
  };

  const startAgain = (): void => {
    if (inLife === 0) return;
    flush();
    jvm = {};
    newLife = true;
    inLife = 0;
    known.uptimeMs = Number.NEGATIVE_INFINITY;
    known.atMs = Number.NEGATIVE_INFINITY;
    known.shiftMs = 0;
  };

  const place = (event: OpenEvent): void => {
    const { uptimeMs, atMs } = event;
    if (uptimeMs !== undefined) {
      if (uptimeMs < known.uptimeMs - jitterMs) startAgain();
      if (uptimeMs > known.uptimeMs) known.uptimeMs = uptimeMs;
      return;
    }
    if (atMs === undefined) return;
    const backMs = known.atMs - atMs - known.shiftMs;
    if (backMs > jitterMs) {
      onProblem({
        ...(event.line === undefined ? {} : { line: event.line }),
        message: `the clock goes back by ${Math.round(backMs / 1000)} s: later times are taken to follow on`,
      });
      known.shiftMs += backMs;
    }
    event.atMs = atMs + known.shiftMs;
    known.atMs = Math.max(known.atMs, event.atMs);
  };

  return {
    add: (event) => {
      event.artifactId = artifactId;
      place(event);
      if (events.length >= batchSize) flush();
      events.push(event);
      inLife++;
      total++;
    },
    sample: (sample) => {
      samples.push(sample);
      if (samples.length >= batchSize) flush();
      inLife++;
      total++;
    },
    learn: (more) => {
      jvm = { ...jvm, ...more };
      learned = true;
    },
    startAgain,
    knows: () => jvm,
    end: flush,
    count: () => total,
  };
};
