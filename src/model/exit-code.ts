/** Exit codes, the first that applies wins in the order of the contract: interrupted, bug, request, finding, incomplete, ok. */
export const exitCode = {
  ok: 0,
  finding: 1,
  request: 2,
  incomplete: 3,
  bug: 70,
  interrupted: 130,
  terminated: 143,
} as const;

/** The request is wrong: a flag, a rule, no such file or process, the wrong kind of input. Exit 2; hints say what to try. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  readonly code: string;
  readonly hints: readonly string[];
  constructor(code: string, message: string, hints: readonly string[] = []) {
    super(message);
    this.code = code;
    this.hints = hints;
  }
}
