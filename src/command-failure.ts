import { Errors } from '@oclif/core';
import { type Failure, failureDocument, failureOf, failureText } from './app/failure.ts';
import { exitCode, RequestError } from './model/exit-code.ts';
import type { Notice } from './model/report.ts';

const flagHint = 'add --help for the flags of the command';

/** oclif puts `Parsing --flag` above what the flag's own parser said, of whatever class, and a hint below. */
const wrapped = /^Parsing (--?[\w-]+)\s+/;

/** Lines of oclif's that say nothing about what is wrong. */
const padding = /^(?:See more help|Note: --\S+ allows multiple values|Alternatively, you can use "--")/;

const linesOf = (message: string): readonly string[] =>
  message
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !padding.test(line));

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

const badFlag = (message: string, hints: readonly string[]): Failure => ({
  exitCode: exitCode.request,
  code: 'bad-flag',
  message,
  hints: [...hints, flagHint],
});

/** oclif's own complaints (a flag typo, a missing value) are wrong requests, said in one line. */
const requestFailure = (error: Error): Failure => {
  const flag = wrapped.exec(error.message)?.[1];
  const hints = error instanceof RequestError ? error.hints : [];
  if (flag === undefined) {
    const [message = '', ...rest] = linesOf(error.message);
    return badFlag(lowerFirst(message), [...rest, ...hints]);
  }
  const [reason = '', ...rest] = linesOf(error.message.replace(wrapped, ''));
  const message = reason.startsWith(flag) ? reason : `${flag}: ${lowerFirst(reason)}`;
  return badFlag(message, [...rest, ...hints]);
};

const isFlagComplaint = (error: unknown): error is Error =>
  error instanceof Errors.CLIError || (error instanceof RequestError && wrapped.test(error.message));

/** Prints why the command failed, on stdout as a document under JSON, else on stderr, and sets the exit code. */
export const reportFailure = (error: unknown, json: boolean, notices: readonly Notice[] = []): void => {
  if (error instanceof Errors.ExitError) {
    process.exitCode = error.oclif.exit ?? exitCode.ok;
    return;
  }
  const stopped = process.exitCode === exitCode.interrupted || process.exitCode === exitCode.terminated;
  const failure =
    isFlagComplaint(error) && !stopped
      ? requestFailure(error)
      : failureOf(error, stopped ? Number(process.exitCode) : undefined);
  process.exitCode = failure.exitCode;
  if (json) process.stdout.write(`${JSON.stringify(failureDocument(failure, notices))}\n`);
  else process.stderr.write(failureText(failure));
};
