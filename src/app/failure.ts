import { exitCode, RequestError } from '../model/exit-code.ts';
import { ParseError } from '../model/parsed.ts';
import { ClusterError } from '../model/pod-api.ts';
import { escapeText } from '../report/text/escape.ts';
import { systemFailure } from './system-error.ts';

/** Why a command gave no result, for a person (text) and for scripts (JSON). */
export type Failure = {
  readonly exitCode: number;
  readonly code: string;
  readonly message: string;
  readonly hints: readonly string[];
  /** Only of a bug in jdiag. */
  readonly stack?: string;
};

const bugHints = [
  'this is a bug in jdiag: please report it with the lines above, the command and `jdiag --version`',
  'https://github.com/jdiag/jdiag/issues (a capture helps most: it is redacted, but read it before you send it)',
];

/** `interruptedBy`: the exit code when the run was stopped by a signal. */
export const failureOf = (error: unknown, interruptedBy?: number): Failure => {
  if (interruptedBy !== undefined) {
    return { exitCode: interruptedBy, code: 'interrupted', message: 'interrupted', hints: [] };
  }
  if (error instanceof RequestError) {
    return { exitCode: exitCode.request, code: error.code, message: error.message, hints: error.hints };
  }
  // The request was right, and nothing could be had: denied, unreachable, too slow.
  if (error instanceof ClusterError) {
    return { exitCode: exitCode.incomplete, code: `cluster-${error.code}`, message: error.message, hints: [] };
  }
  if (error instanceof ParseError) {
    const hints = error.looksLike === undefined ? [] : [`it looks like ${error.looksLike}`];
    return { exitCode: exitCode.request, code: 'not-understood', message: error.message, hints };
  }
  const ordinary = systemFailure(error);
  if (ordinary !== undefined) {
    return { exitCode: exitCode.request, code: 'file-error', message: ordinary.message, hints: [] };
  }
  const cause = error instanceof Error ? error : new Error(String(error));
  return {
    exitCode: exitCode.bug,
    code: 'bug',
    message: `${cause.name}: ${cause.message}`,
    hints: bugHints,
    ...(cause.stack === undefined ? {} : { stack: cause.stack }),
  };
};

/** The document of a failed command under `--json`. */
export const failureDocument = (failure: Failure, notices: readonly unknown[] = []) => ({
  schemaVersion: 1,
  exitCode: failure.exitCode,
  error: {
    code: failure.code,
    message: failure.message,
    hints: failure.hints,
    ...(failure.stack === undefined ? {} : { stack: failure.stack }),
  },
  notices,
});

/** Lines stay lines; what a file name or a target smuggles into them is shown, not obeyed. */
const visible = (text: string): string => text.split('\n').map(escapeText).join('\n');

/** The same for stderr. Everything but a stack is escaped. */
export const failureText = (failure: Failure): string =>
  [
    ...(failure.stack === undefined ? [visible(`jdiag: ${failure.message}`)] : [failure.stack]),
    ...failure.hints.map((hint) => visible(`  ${hint}`)),
    '',
  ].join('\n');
