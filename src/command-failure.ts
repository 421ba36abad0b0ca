import { Errors } from '@oclif/core';
import { type Failure, failureDocument, failureOf, failureText } from './app/failure.ts';
import { exitCode } from './model/exit-code.ts';
import type { Notice } from './model/report.ts';

/** oclif's own complaints (a flag typo, a missing value) are wrong requests; its exit errors are no errors at all. */
const requestFailure = (error: Errors.CLIError): Failure => {
  const [message = '', ...rest] = error.message.split('\n').filter((line) => line.trim() !== '');
  const hints = rest.filter((line) => !line.startsWith('See more help')).map((line) => line.trim());
  return {
    exitCode: exitCode.request,
    code: 'bad-flag',
    message: message.charAt(0).toLowerCase() + message.slice(1),
    hints: [...hints, 'add --help for the flags of the command'],
  };
};

/** Prints why the command failed, on stdout as a document under JSON, else on stderr, and sets the exit code. */
export const reportFailure = (error: unknown, json: boolean, notices: readonly Notice[] = []): void => {
  if (error instanceof Errors.ExitError) {
    process.exitCode = error.oclif.exit ?? exitCode.ok;
    return;
  }
  const stopped = process.exitCode === exitCode.interrupted || process.exitCode === exitCode.terminated;
  const failure =
    error instanceof Errors.CLIError && !stopped
      ? requestFailure(error)
      : failureOf(error, stopped ? Number(process.exitCode) : undefined);
  process.exitCode = failure.exitCode;
  if (json) process.stdout.write(`${JSON.stringify(failureDocument(failure, notices))}\n`);
  else process.stderr.write(failureText(failure));
};
