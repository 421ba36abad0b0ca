import { RequestError } from '../model/exit-code.ts';
import { bareFile } from './bare-files.ts';
import { fileSource } from './file-source.ts';
import type { Input, InputFile } from './input.ts';
import { systemFailure } from './system-error.ts';

/** `subject` absent: a file that nobody described. */
const logFile = (path: string, index: number, subject?: string): InputFile => {
  try {
    const file = bareFile(fileSource(path), true);
    const artifact = { ...file.artifact, id: `log-${index + 1}` };
    return subject === undefined ? { ...file, artifact } : { ...file, given: true, artifact: { ...artifact, subject } };
  } catch (error) {
    const failure = systemFailure(error, path);
    if (failure === undefined) throw error;
    throw new RequestError('not-found', `the log ${path} cannot be read: ${failure.reason}`);
  }
};

/** The one JVM that a log without a name on it can be of. */
const onlyJvm = (inputs: readonly Input[]): string | undefined => {
  const jvms = inputs.flatMap(({ subjects }) => subjects.filter(({ kind }) => kind === 'jvm'));
  return jvms.length === 1 ? jvms[0]?.id : undefined;
};

/**
 * Logs of the application that belong to the JVM of a capture or of this run. Bare files know no subject: there a log is one more
 * file. Throws RequestError when several JVMs could be meant.
 */
export const withLogs = (inputs: readonly Input[], paths: readonly string[]): readonly Input[] => {
  if (paths.length === 0) return inputs;
  const bare = inputs.findIndex(({ subjects }) => subjects.length === 0);
  if (bare >= 0 && inputs.every(({ subjects }) => subjects.length === 0)) {
    const more = paths.map((path, index) => logFile(path, index));
    return inputs.map((input, index) => (index === bare ? { ...input, files: [...input.files, ...more] } : input));
  }
  const subject = onlyJvm(inputs);
  if (subject === undefined) {
    throw new RequestError('bad-flag', `--log ${paths[0]}: it does not say which of the JVMs wrote it`, [
      'name one pod or process, or analyse the log alone: jdiag analyze FILE',
    ]);
  }
  return inputs.map((input) =>
    input.subjects.some(({ id }) => id === subject)
      ? { ...input, files: [...input.files, ...paths.map((path, index) => logFile(path, index, subject))] }
      : input,
  );
};
