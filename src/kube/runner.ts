import { type CallLimits, type ExecOutcome, type ExecResult, TransportError } from '../model/transport.ts';

/** What a program that ended by itself wrote. */
export type Run = { readonly code: number; readonly stdout: Uint8Array; readonly stderr: string };

/** A way to run small programs in a container: each by an exec of its own, or in one shell that stays open. */
export type Runner = {
  /** Throws TransportError when the program did not end by itself. */
  run(argv: readonly string[], limits?: CallLimits): Promise<Run>;
};

/** How a command ended, in words. */
export const outcomeWords = (outcome: ExecOutcome): string => {
  switch (outcome.kind) {
    case 'exited':
      return `exit code ${outcome.code}`;
    case 'signalled':
      return `killed by ${outcome.signal}`;
    case 'timed-out':
      return `no answer in ${outcome.afterMs} ms`;
    case 'aborted':
      return 'interrupted';
    case 'too-large':
      return `more than ${outcome.limitBytes} bytes`;
    default:
      return outcome.reason;
  }
};

const codes: Readonly<Partial<Record<ExecOutcome['kind'], TransportError['code']>>> = {
  'timed-out': 'timed-out',
  aborted: 'aborted',
  'too-large': 'too-large',
  'container-died': 'gone',
  'not-started': 'not-found',
};

export const outcomeError = (attempt: string, outcome: ExecOutcome): TransportError =>
  new TransportError(codes[outcome.kind] ?? 'failed', `cannot ${attempt}: ${outcomeWords(outcome)}`);

/** Each program by an exec of its own, without a shell: works where nothing can fork any more. */
export const plainRunner = (exec: (argv: readonly string[], limits?: CallLimits) => Promise<ExecResult>): Runner => ({
  run: async (argv, limits) => {
    const { outcome, stdout, stderr } = await exec(argv, limits);
    if (outcome.kind !== 'exited') throw outcomeError(`run ${argv[0]}`, outcome);
    return { code: outcome.code, stdout, stderr };
  },
});
