import { setTimeout as delay } from 'node:timers/promises';
import { type CallLimits, type ExecOutcome, type ExecResult, TransportError } from '../model/transport.ts';
import { noSuchProgram, startFailed } from './status.ts';

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
};

const isMissing = (outcome: ExecOutcome): boolean =>
  outcome.kind === 'not-started' && outcome.reason.startsWith(noSuchProgram);

/** `not-found`: the image has no such program. */
export const outcomeError = (attempt: string, outcome: ExecOutcome): TransportError => {
  const code = isMissing(outcome) ? 'not-found' : (codes[outcome.kind] ?? 'failed');
  return new TransportError(code, `cannot ${attempt}: ${outcomeWords(outcome)}`);
};

/** At the pid limit a start fails now and then: a program that was not started can be started again. */
const starts = 5;
const betweenStartsMs = 100;
const mayStartYet = (outcome: ExecOutcome): boolean =>
  outcome.kind === 'not-started' && !isMissing(outcome) && startFailed.test(outcome.reason);

/** Each program by an exec of its own, without a shell: works where nothing can fork any more. */
export const plainRunner = (exec: (argv: readonly string[], limits?: CallLimits) => Promise<ExecResult>): Runner => ({
  run: async (argv, limits) => {
    let result = await exec(argv, limits);
    for (let again = 1; again < starts && mayStartYet(result.outcome) && !limits?.signal?.aborted; again++) {
      await delay(again * betweenStartsMs);
      result = await exec(argv, limits);
    }
    const { outcome, stdout, stderr } = result;
    if (outcome.kind !== 'exited') throw outcomeError(`run ${argv[0]}`, outcome);
    return { code: outcome.code, stdout, stderr };
  },
});
