import { RequestError } from '../model/exit-code.ts';
import { systemFailure } from './system-error.ts';

/** Stdout that cannot take what is written (a full disk), as the wrong request it is; undefined for any other error. */
export const stdoutFailure = (error: unknown): RequestError | undefined => {
  const failure = systemFailure(error, 'stdout');
  if (failure === undefined || (error as NodeJS.ErrnoException).syscall !== 'write') return undefined;
  return new RequestError('unwritable', failure.message);
};

/**
 * A reader that went away (`| head`) is no error: what is written after is dropped in silence. So is what stderr cannot
 * take: there is nobody left to tell, and the result is on stdout.
 */
export const ignoreClosedPipe = (stream: NodeJS.WriteStream): void => {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED' || stream === process.stderr) return;
    throw error;
  });
};

/** Whether the words ask for JSON, also when they cannot be parsed: then the failure is a JSON document too. */
export const wantsJson = (argv: readonly string[]): boolean => {
  const end = argv.indexOf('--');
  const words = end === -1 ? argv : argv.slice(0, end);
  return words.some(
    (word, index) =>
      word === '--json' ||
      word === '-ojson' ||
      word === '--output=json' ||
      word === '-o=json' ||
      (word === 'json' && ['-o', '--output'].includes(words[index - 1] ?? '')),
  );
};
