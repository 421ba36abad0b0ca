import { exitCode, RequestError } from './model/exit-code.ts';
import type { AllowanceQuestion } from './model/probe.ts';
import type { Target } from './model/target.ts';
import { escapeText } from './report/text/escape.ts';
import { type LocalJvm, listLocalJvms } from './target/local-jvms.ts';
import { localTransport } from './transport/local.ts';

const label = (jvm: LocalJvm): string => {
  const parts = [jvm.mainClass ?? 'unknown main class', jvm.version, jvm.user];
  return `pid/${jvm.identity.pid}  ${parts.filter((part) => part !== undefined).join('  ')}`;
};

/** Raw mode keeps Ctrl-C from being a signal: the prompt ends with an error of its own instead. */
const answered = async <T>(question: Promise<T>): Promise<T> => {
  try {
    return await question;
  } catch (error) {
    if (error instanceof Error && error.name === 'ExitPromptError') process.exitCode = exitCode.interrupted;
    throw error;
  }
};

/** No target was given: asked on a terminal, else refused with the candidates listed. */
export const pickTarget = async (signal: AbortSignal): Promise<Target> => {
  const jvms = await listLocalJvms(localTransport(), { signal });
  if (jvms.length === 0) {
    throw new RequestError('no-target', 'no target was given, and no JVM runs on this machine', [
      'give pid/N, a file, a directory, a .tgz, or - for stdin',
      'jdiag demo shows what a diagnosis looks like',
    ]);
  }
  if (!(process.stdin.isTTY && process.stderr.isTTY)) {
    throw new RequestError('no-target', 'no target was given', ['JVMs on this machine:', ...jvms.map(label)]);
  }
  const { select } = await import('@inquirer/prompts');
  const choices = jvms.map((jvm) => ({ name: escapeText(label(jvm)), value: jvm.identity.pid }));
  const pid = await answered(select({ message: 'Which JVM?', choices }, { output: process.stderr, signal }));
  return { kind: 'pid', word: `pid/${pid}`, pid };
};

/** Asks before anything that is more than harmless is done to the JVM. */
export const askAllowance = async (question: AllowanceQuestion): Promise<boolean> => {
  const { confirm } = await import('@inquirer/prompts');
  const message = `${question.probe} by ${question.rung}: ${question.consequence}. Go on?`;
  return answered(confirm({ message, default: false }, { output: process.stderr }));
};
