import type { Allowance, Collected, Cost, JournalEntry, Leaves, RungAttempt } from './capture.ts';
import type { ArtifactKind } from './evidence.ts';
import type { Transport } from './transport.ts';

/**
 * Which process is meant, beyond a pid that can be used again. `startTicks` is field 22 of /proc/PID/stat (1/100 s since
 * boot): pid and startTicks together name one process. The real uid is what RLIMIT_NPROC counts, the effective ids are
 * what the attach listener compares.
 */
export type ProcessIdentity = {
  readonly pid: number;
  /** Last field of NSpid: the pid inside its own pid namespace, part of its file names in /tmp. */
  readonly nsPid: number;
  readonly uid: number;
  readonly effectiveUid: number;
  readonly effectiveGid: number;
  readonly startTicks: number;
  readonly startedAtMs?: number;
};

/** A rung that would work but needs a yes: what `ask` is told. */
export type AllowanceQuestion = {
  readonly allowance: Allowance;
  readonly probe: string;
  readonly rung: string;
  /** What it does to the JVM, in a sentence. */
  readonly consequence: string;
};

/** What every probe is given. */
export type ProbeContext = {
  readonly transport: Transport;
  /** Subject id for the journal. */
  readonly subject: string;
  readonly identity: ProcessIdentity;
  readonly allow: ReadonlySet<Allowance>;
  /** On a terminal: asked when a rung would work but is not in `allow`. */
  readonly ask?: (question: AllowanceQuestion) => Promise<boolean>;
  readonly maxPauseMs: number;
  /** How long one answer of the JVM may take (10 s), never asked twice. */
  readonly timeoutMs?: number;
  /** Ask the JVM for the locks that are not monitors too: it then walks the whole heap inside the safepoint. */
  readonly withSynchronizers?: boolean;
  /**
   * `counted`: the threads of the process are counted, not read one by one: a file each, 60 ms for 3,000 of them. Absent: read, too,
   * with their names, CPU and start.
   */
  readonly tasks?: 'counted';
  readonly signal: AbortSignal;
  readonly now: () => number;
  /** Told when the JVM works on an answer it writes outside of the safepoint: there is time for other work now. */
  readonly asked?: () => void;
};

/** What a rung is given: the rungs before it, and where it writes down what it did to the target. */
export type RungContext = ProbeContext & {
  readonly previous: readonly RungAttempt[];
  readonly note: (entry: Omit<JournalEntry, 'subject' | 'at'> & { readonly startedAtMs: number }) => void;
};

/** `need`: what would make it usable, for a person: an option, a program in the image. */
export type Readiness =
  | 'usable'
  | {
      readonly refused: string;
      readonly need?: string;
      /** This place has no use for the way: it is no way that could have been had. */
      readonly unneeded?: true;
    };

/** One way of getting a kind of evidence. */
export type Rung = {
  /** `attach`, `sigquit`, `procfs`: the `how` of the artifact. */
  readonly name: string;
  readonly cost: Cost;
  readonly leaves: Leaves;
  /** What it does at the target, step by step in one line: for --dry-run and preflight. PID stands for the process. */
  readonly does?: string;
  /** Refused unless the user allowed this by name. `consequence` says why it is asked. */
  readonly allow?: { readonly name: Allowance; readonly consequence: string };
  /** Looks only: never changes anything on the target. A reason is a sentence a person can act on. */
  readonly precondition: (context: RungContext) => Promise<Readiness>;
  /** Absent or undefined: no pause worth a number. */
  readonly estimatedPauseMs?: (context: RungContext) => Promise<number | undefined>;
  /** Throws CollectError when nothing was had; a cut answer is a Collected with outcome `partial`. */
  readonly collect: (context: RungContext) => Promise<Collected>;
};

/** A kind of evidence and the ladder of ways to get it, best first. The default export of one file in probe/. */
export type Probe = {
  readonly kind: ArtifactKind;
  /** `Thread dump`, for headings. */
  readonly title: string;
  /** Taken once at the start of every run: it costs nothing and no one is asked. That it is not there is no failure. */
  readonly once?: true;
  /** After all else: the application may let it wait. */
  readonly last?: true;
  readonly rungs: readonly Rung[];
};

/** A rung was tried and brought nothing. `gone`: the process ended; no further rung makes sense. */
export class CollectError extends Error {
  override readonly name = 'CollectError';
  readonly code: 'gone' | 'aborted' | 'failed';
  constructor(code: CollectError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/** How one climb ended. `collected` absent: no rung brought anything, `attempts` say why. */
export type Climb = {
  readonly collected?: Collected;
  readonly attempts: readonly RungAttempt[];
  readonly journal: readonly JournalEntry[];
};
