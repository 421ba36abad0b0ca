/** What long work tells the user meanwhile: on stderr, animated on a terminal, plain or silent elsewhere. */
export type Progress = {
  /** Steps are seen: a terminal that can be redrawn. */
  readonly live?: boolean;
  /** What is being done now; replaces the last one. */
  step(text: string): void;
  /** A line that stays. */
  say(text: string): void;
  /** Lines to be seen beside the step until the end; only on a terminal. */
  screen?(lines: readonly string[]): void;
  /** For good: later steps show nothing, later lines stay. */
  end(): void;
};
