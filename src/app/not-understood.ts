import { commandNames } from '../generated/commands.ts';
import type { Artifact } from '../model/capture.ts';
import { RequestError } from '../model/exit-code.ts';
import { type Likeness, looksLike } from '../parse/sniff/looks-like.ts';
import { readHead } from '../parse/text/decode.ts';
import type { Input, InputFile } from './input.ts';

/** `message` begins with the file's name. */
export type Instead = { readonly message: string; readonly hint?: string; readonly empty: boolean };

/** Said of a kind of file that the present command reads, and found nothing in. */
const wordsFor = ({ what, command, embeds }: Likeness): string => {
  if (command === 'threads' && what.startsWith('a HotSpot')) {
    return 'it begins like a thread dump but was cut before the first thread';
  }
  if (command === 'threads') return `it looks like ${what}, but no thread can be read from it`;
  if (command === 'analyze' && embeds === true) return `it looks like ${what}, but holds no line that jdiag knows`;
  if (command === 'analyze') return `it looks like ${what}, but cannot be read`;
  return `no thread dump in it; it looks like ${what}`;
};

/** Only for another command than the ones that just looked. */
const hintFor = (command: Likeness['command'], file: string): string | undefined => {
  if (command === undefined || command === 'threads' || command === 'analyze') return undefined;
  return commandNames.includes(command)
    ? `jdiag ${command} ${file} reads such a file`
    : `such files are for jdiag ${command}, which this version does not have yet`;
};

/** Why nothing was had from a file: what it is instead, and which command reads such files. */
export const whatInstead = async ({ artifact, source }: InputFile): Promise<Instead> => {
  const { file } = artifact;
  if (source === undefined) return { message: artifact.problems[0] ?? `${file} was not had`, empty: false };
  const head = await readHead(source);
  if (head.bytes.length === 0) return { message: `${file}: the file is empty`, empty: true };
  const guess = looksLike(head);
  const words = guess === undefined ? 'no thread dump in it' : wordsFor(guess);
  const hint = hintFor(guess?.command, file);
  return { message: `${file}: ${words}`, empty: false, ...(hint === undefined ? {} : { hint }) };
};

/** Nothing was had from any of the files: the request was wrong. `artifacts`: what reading them came to. */
export const notUnderstood = async (input: Input, artifacts: readonly Artifact[]): Promise<RequestError> => {
  const failed = new Map(
    artifacts.filter(({ outcome }) => outcome === 'failed').map(({ file, problems }) => [file, problems[0]]),
  );
  const answers = await Promise.all(
    input.files.map(async (file) => {
      const problem = failed.get(file.artifact.file);
      return problem === undefined ? whatInstead(file) : { message: problem, empty: false, hint: undefined };
    }),
  );
  if (answers.length > 0 && answers.every(({ empty }) => empty)) {
    return new RequestError('empty', answers.map(({ message }) => message).join('\n'));
  }
  const hint = answers.find((answer) => answer.hint !== undefined)?.hint;
  return new RequestError('not-understood', answers.map(({ message }) => message).join('\n'), [
    ...(hint === undefined ? [] : [hint]),
    'a thread dump is what jstack, jcmd PID Thread.print or kill -QUIT write',
  ]);
};
