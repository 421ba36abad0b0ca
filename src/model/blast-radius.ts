/** `stop`: it would fail or hurt; `warning`: somebody must want it; `unknown`: could not be looked at. */
export type RiskLevel = 'ok' | 'warning' | 'stop' | 'unknown';

/** One thing to know before the JVM is stopped. */
export type Risk = {
  readonly id:
    | 'heap'
    | 'pause'
    | 'cpu-limit'
    | 'liveness'
    | 'readiness'
    | 'disk'
    | 'ephemeral-storage'
    | 'memory'
    | 'replicas'
    | 'existing-dumps';
  readonly level: RiskLevel;
  /** What was found, with its figures. */
  readonly text: string;
  /** What to do about it. */
  readonly advice?: string;
};

/** What a heap dump, or a histogram after a full collection, would do to a JVM and what is around it. */
export type BlastRadius = {
  readonly action: 'heap-dump' | 'live-histogram';
  /** Shortest and longest pause to reckon with; null: nothing is known of the heap. */
  readonly pauseMs: readonly [number, number] | null;
  /** Size of the file to reckon with; null: none is written, or nothing is known of the heap. */
  readonly fileBytes: number | null;
  readonly risks: readonly Risk[];
  /** Takes the pod out of its Service first: its label is changed, the workload starts another one in its place. */
  readonly isolate: string | null;
};
