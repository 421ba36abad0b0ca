import { commandNames } from '../generated/commands.ts';
import type { ArtifactKind } from '../model/evidence.ts';
import { RequestError } from '../model/exit-code.ts';
import type { Report } from '../model/report.ts';
import { looksLike } from '../parse/sniff/looks-like.ts';
import { readHead } from '../parse/text/decode.ts';
import type { Input } from './input.ts';
import { type JudgeOptions, judge, type Reading } from './judge.ts';
import { type Life, lifeSorter } from './lives.ts';
import type { Progress } from './progress.ts';
import { readFile } from './read-file.ts';

export type AnalyzeOptions = JudgeOptions & {
  readonly wanted: ReadonlySet<ArtifactKind>;
  readonly signal: AbortSignal;
  readonly progress: Progress;
};

/** Kinds of evidence the thread and pool rules read. */
export const threadKinds: ReadonlySet<ArtifactKind> = new Set(['thread-dump', 'process', 'perf-data', 'log']);

const commandHint = (command: string, file: string): string =>
  commandNames.includes(command)
    ? `jdiag ${command} ${file} reads such a file`
    : `such files are for jdiag ${command}, which this version does not have yet`;

/** Says what the files are instead, and which command reads such files. */
const notUnderstood = async (input: Input): Promise<RequestError> => {
  const lines = await Promise.all(
    input.files.map(async ({ artifact, source }) => {
      const guess = source === undefined ? undefined : looksLike(await readHead(source));
      return { file: artifact.file, guess };
    }),
  );
  const message = lines
    .map(
      ({ file, guess }) => `${file}: no thread dump in it${guess === undefined ? '' : `; it looks like ${guess.what}`}`,
    )
    .join('\n');
  const other = lines.find(({ guess }) => guess?.command !== undefined);
  const hint = other === undefined ? [] : [commandHint(String(other.guess?.command), other.file)];
  return new RequestError('not-understood', message, [
    ...hint,
    'a thread dump is what jstack, jcmd PID Thread.print or kill -QUIT write',
  ]);
};

/** A log in which nothing was recognised is no evidence: any text would do. */
const holdsEvidence = (life: Life): boolean =>
  life.newestDump !== undefined ||
  life.snapshots.length > 0 ||
  life.perfData !== undefined ||
  life.logs.some(({ matches }) => matches.length > 0);

const sizeText = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MiB`;

const readInput = async (input: Input, options: AnalyzeOptions): Promise<Reading> => {
  const sorter = lifeSorter();
  const artifacts = [];
  for (const file of input.files) {
    const name = file.artifact.file;
    options.progress.step(`reading ${name}`);
    const onProgress = (bytes: number): void => options.progress.step(`reading ${name}: ${sizeText(bytes)}`);
    artifacts.push(...(await readFile(file, sorter, { wanted: options.wanted, signal: options.signal, onProgress })));
    options.signal.throwIfAborted();
  }
  if (input.subjects.length === 0 && !sorter.lives.some(holdsEvidence)) throw await notUnderstood(input);
  return { input, lives: sorter.lives, artifacts };
};

/** Reads the inputs, judges them together as one report and closes them. */
export const analyze = async (
  inputs: readonly Input[],
  options: AnalyzeOptions,
  startedAt = new Date().toISOString(),
): Promise<Report> => {
  try {
    const readings = [];
    for (const input of inputs) readings.push(await readInput(input, options));
    options.progress.step('judging');
    return judge(readings, options, startedAt);
  } finally {
    await Promise.all(inputs.map((input) => input.close()));
  }
};
