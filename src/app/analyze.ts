import { prepareRules } from '../engine/prepare.ts';
import type { Artifact } from '../model/capture.ts';
import type { ArtifactKind } from '../model/evidence.ts';
import type { Notice, Report } from '../model/report.ts';
import { unreadFile } from './bare-files.ts';
import type { HeapReadOptions } from './heap/read.ts';
import type { Input, InputFile } from './input.ts';
import { type JudgeOptions, judge, type Reading } from './judge.ts';
import { holdsEvidence, lifeSorter } from './lives.ts';
import { notUnderstood, whatInstead } from './not-understood.ts';
import type { Progress } from './progress.ts';
import { readFile } from './read-file.ts';
import { inOrderOfTime } from './rotated.ts';

export type AnalyzeOptions = JudgeOptions & {
  readonly wanted: ReadonlySet<ArtifactKind>;
  readonly signal: AbortSignal;
  readonly progress: Progress;
  /** How heap dumps are read. */
  readonly heap?: Partial<HeapReadOptions>;
};

const sizeText = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MiB`;

/** Reads one after the other. A named file that yields nothing is evidence not had; one in a folder is mentioned. */
export const readInput = async (input: Input, options: AnalyzeOptions): Promise<Reading> => {
  const sorter = lifeSorter();
  const artifacts: Artifact[] = [];
  const unread: InputFile[] = [];
  for (const file of await inOrderOfTime(input.files)) {
    const name = file.artifact.file;
    options.progress.step(`reading ${name}`);
    const onProgress = (bytes: number): void => options.progress.step(`reading ${name}: ${sizeText(bytes)}`);
    const found = await readFile(file, sorter, {
      wanted: options.wanted,
      signal: options.signal,
      onProgress,
      onStep: (text) => options.progress.step(`reading ${name}: ${text}`),
      ...(options.heap === undefined ? {} : { heap: options.heap }),
    });
    artifacts.push(...found);
    if (found.length === 0) unread.push(file);
    options.signal.throwIfAborted();
  }
  if (input.subjects.length === 0 && !sorter.lives.some(holdsEvidence))
    throw await notUnderstood(input, artifacts, options.wanted);
  const notices: Notice[] = [];
  for (const file of unread) {
    const { message } = await whatInstead(file, options.wanted);
    if (file.named) artifacts.push(unreadFile(file.artifact, message));
    else notices.push({ code: 'not-understood', message });
  }
  return { input: { ...input, notices: [...input.notices, ...notices] }, lives: sorter.lives, artifacts };
};

/** What can be done before there is anything to analyse. */
export const prepareAnalysis = ({ rules }: Pick<AnalyzeOptions, 'rules'>): void => prepareRules(rules);

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
    return await judge(readings, options, startedAt);
  } finally {
    await Promise.all(inputs.map((input) => input.close()));
  }
};
