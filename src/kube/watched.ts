import type { ExecResult } from '../model/transport.ts';
import { noSuchProgram } from './status.ts';

/**
 * Runs a program for as long as somebody listens: the end of stdin, which comes with the end of the connection, ends it
 * with SIGTERM and a second later SIGKILL. Nothing is left behind, not even a zombie: java as the first process of a
 * container reaps no strangers.
 */
const script = [
  'exec 3<&0',
  '"$@" </dev/null 3<&- & p=$!',
  // Once it kills it is not killed: its own sleep would stay.
  '( while read -r line; do :; done; trap "" TERM; kill $p; sleep 1; kill -9 $p ) <&3 >/dev/null 2>&1 & w=$!',
  'wait $p; r=$?',
  '{ kill $w; wait $w; } 2>/dev/null',
  'exit $r',
].join('\n');

/** The command line for a program that must not outlive its connection. Needs a shell that can fork, and stdin open. */
export const watched = (argv: readonly string[]): readonly string[] => ['sh', '-c', script, 'sh', ...argv];

/** How a shell says that it found no such program. Source: POSIX shell, exit status for commands. */
const notFoundCode = 127;

/** The result of a watched program as if it had been started without a shell. */
export const asWatched = (result: ExecResult): ExecResult => {
  const { outcome, stderr } = result;
  if (outcome.kind !== 'exited' || outcome.code !== notFoundCode || !/not found/.test(stderr)) return result;
  return { ...result, outcome: { kind: 'not-started', reason: `${noSuchProgram}: ${stderr.trim().slice(-200)}` } };
};
