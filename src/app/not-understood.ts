import { commandNames } from '../generated/commands.ts';
import type { Artifact } from '../model/capture.ts';
import type { ArtifactKind } from '../model/evidence.ts';
import { RequestError } from '../model/exit-code.ts';
import { type Likeness, looksLike } from '../parse/sniff/looks-like.ts';
import { readHead } from '../parse/text/decode.ts';
import type { Input, InputFile } from './input.ts';

/** `message` begins with the file's name. */
export type Instead = { readonly message: string; readonly hint?: string; readonly empty: boolean };

/** What a command was looking for. */
type Sought = {
  readonly command: 'threads' | 'gc' | 'heap';
  readonly nothing: string;
  /** Of a file that looks like the right kind. */
  readonly unreadable: string;
  readonly whatIsOne: string;
};

const soughtThreads: Sought = {
  command: 'threads',
  nothing: 'no thread dump in it',
  unreadable: 'but no thread can be read from it',
  whatIsOne: 'a thread dump is what jstack, jcmd PID Thread.print or kill -QUIT write',
};
const soughtCollections: Sought = {
  command: 'gc',
  nothing: 'no collection in it',
  unreadable: 'but no collection can be read from it',
  whatIsOne:
    'jdiag gc reads logs of -Xlog:gc* and -XX:+PrintGCDetails, text of jstat -gc, -gcutil or -gccause, and captures',
};

const soughtHeap: Sought = {
  command: 'heap',
  nothing: 'no heap dump and no class histogram in it',
  unreadable: 'but no heap can be read from it',
  whatIsOne:
    'jdiag heap reads .hprof files (also .gz), text of jcmd PID GC.class_histogram or jmap -histo, and captures',
};

/** What a run that reads these kinds says it looked for. */
const soughtBy = (wanted: ReadonlySet<ArtifactKind>): Sought => {
  if (wanted.has('thread-dump')) return soughtThreads;
  return wanted.has('gc-log') ? soughtCollections : soughtHeap;
};

/** Said of a kind of file that the present command reads, and found nothing in. */
const wordsFor = ({ what, command, embeds }: Likeness, sought: Sought): string => {
  if (command !== sought.command && sought.command !== 'threads') return `${sought.nothing}; it looks like ${what}`;
  if (command === 'threads' && what.startsWith('a HotSpot')) {
    return 'it begins like a thread dump but was cut before the first thread';
  }
  if (command === sought.command) return `it looks like ${what}, ${sought.unreadable}`;
  if (command === 'analyze' && embeds === true) return `it looks like ${what}, but holds no line that jdiag knows`;
  if (command === 'analyze') return `it looks like ${what}, but cannot be read`;
  return `${sought.nothing}; it looks like ${what}`;
};

/** Only for another command than the ones that just looked. */
const hintFor = ({ command, before }: Likeness, file: string, sought: Sought): string | undefined => {
  if (before !== undefined)
    return [before.command, file === '-' ? 'FILE' : file, before.after ?? 'unpacks it for jdiag'].join(' ');
  if (command === undefined || command === sought.command || command === 'analyze') return undefined;
  return commandNames.includes(command)
    ? `jdiag ${command} ${file} reads such a file`
    : `such files are for jdiag ${command}, which this version does not have yet`;
};

/** Why nothing was had from a file: what it is instead, and which command reads such files. */
export const whatInstead = async (
  { artifact, source }: InputFile,
  wanted: ReadonlySet<ArtifactKind>,
): Promise<Instead> => {
  const { file } = artifact;
  const sought = soughtBy(wanted);
  if (source === undefined) return { message: artifact.problems[0] ?? `${file} was not had`, empty: false };
  const head = await readHead(source);
  if (head.bytes.length === 0) return { message: `${file}: the file is empty`, empty: true };
  const guess = looksLike(head);
  const words = guess === undefined ? sought.nothing : wordsFor(guess, sought);
  const hint = guess === undefined ? undefined : hintFor(guess, file, sought);
  return { message: `${file}: ${words}`, empty: false, ...(hint === undefined ? {} : { hint }) };
};

/** Nothing was had from any of the files: the request was wrong. `artifacts`: what reading them came to. */
export const notUnderstood = async (
  input: Input,
  artifacts: readonly Artifact[],
  wanted: ReadonlySet<ArtifactKind>,
): Promise<RequestError> => {
  const failed = new Map(
    artifacts.filter(({ outcome }) => outcome === 'failed').map(({ file, problems }) => [file, problems[0]]),
  );
  const answers = await Promise.all(
    input.files.map(async (file) => {
      const problem = failed.get(file.artifact.file);
      return problem === undefined ? whatInstead(file, wanted) : { message: problem, empty: false, hint: undefined };
    }),
  );
  if (answers.length > 0 && answers.every(({ empty }) => empty)) {
    return new RequestError('empty', answers.map(({ message }) => message).join('\n'));
  }
  const hint = answers.find((answer) => answer.hint !== undefined)?.hint;
  return new RequestError('not-understood', answers.map(({ message }) => message).join('\n'), [
    ...(hint === undefined ? [] : [hint]),
    soughtBy(wanted).whatIsOne,
  ]);
};
