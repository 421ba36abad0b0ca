import type { StoredTarget } from '../model/target.ts';
import type { Input } from './input.ts';
import { openInput } from './open-input.ts';

/** Bare files given together are looked at together: dumps of one JVM life are one series. */
const merged = (inputs: readonly Input[]): Input | undefined => {
  const [first, ...rest] = inputs;
  if (first === undefined || rest.length === 0) return first;
  const files = inputs
    .flatMap((input) => input.files)
    .map((file, index) => ({ ...file, artifact: { ...file.artifact, id: `file-${index + 1}` } }));
  const close = async (): Promise<void> => void (await Promise.all(inputs.map((input) => input.close())));
  return { ...first, target: inputs.map(({ target }) => target).join(' '), files, close };
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
  const files = merged(opened.filter(isBare));
  return [
    ...captures.map((input, index) => (index === 0 ? input : renamed(input, `${index + 1}.`))),
    ...(files === undefined ? [] : [files]),
  ];
};
