import { realpath } from 'node:fs/promises';
import type { Notice } from '../model/report.ts';
import type { StoredTarget } from '../model/target.ts';
import { bareInput } from './bare-files.ts';
import type { Input, InputFile } from './input.ts';
import { openInput } from './open-input.ts';

/** Where a file really is; its name where that cannot be said: a pipe, stdin, a member of an archive. */
const placeOf = ({ artifact }: InputFile): Promise<string> => realpath(artifact.file).catch(() => artifact.file);

const againNotice = (file: string): Notice => ({ code: 'given-twice', message: `${file} was given twice: read once` });

/** Bare files given together are looked at together: dumps of one JVM life are one series. A file is read once. */
const merged = async (inputs: readonly Input[]): Promise<Input | undefined> => {
  const [first, ...rest] = inputs;
  if (first === undefined || rest.length === 0) return first;
  const files = new Map<string, InputFile>();
  const again: Notice[] = [];
  for (const file of inputs.flatMap((input) => input.files)) {
    const place = await placeOf(file);
    if (files.has(place)) again.push(againNotice(file.artifact.file));
    const named = file.named || files.get(place)?.named === true;
    files.set(place, { ...(files.get(place) ?? file), named });
  }
  return bareInput(inputs.map(({ target }) => target).join(' '), [...files.values()], {
    notices: [...inputs.flatMap(({ notices }) => notices), ...again],
    incomplete: inputs.flatMap(({ incomplete }) => incomplete),
    close: async () => void (await Promise.all(inputs.map((input) => input.close()))),
  });
};

/** Ids of a further capture must not meet those of the first: `2.jvm-1`. */
const renamed = (input: Input, prefix: string): Input => ({
  ...input,
  subjects: input.subjects.map((subject) => ({ ...subject, id: prefix + subject.id })),
  files: input.files.map((file) => ({
    ...file,
    artifact: { ...file.artifact, id: prefix + file.artifact.id, subject: prefix + file.artifact.subject },
  })),
  rungs: input.rungs.map((rung) => ({ ...rung, subject: prefix + rung.subject })),
});

const isBare = (input: Input): boolean => input.files.every(({ given }) => !given) && input.subjects.length === 0;

/** Opens every captured target. What was opened is closed again when a later one fails. */
export const gather = async (targets: readonly StoredTarget[], signal: AbortSignal): Promise<readonly Input[]> => {
  const opened: Input[] = [];
  try {
    for (const target of targets) opened.push(await openInput(target, signal));
  } catch (error) {
    await Promise.all(opened.map((input) => input.close()));
    throw error;
  }
  const captures = opened.filter((input) => !isBare(input));
  const files = await merged(opened.filter(isBare));
  return [
    ...captures.map((input, index) => (index === 0 ? input : renamed(input, `${index + 1}.`))),
    ...(files === undefined ? [] : [files]),
  ];
};
