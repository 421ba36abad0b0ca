import { type CallLimits, TransportError } from '../../model/transport.ts';
import type { Runner } from '../runner.ts';
import { batches } from './batches.ts';
import { isRisky, notFiles } from './not-files.ts';
import { endMark, type RunOn, readSome } from './read-some.ts';

type Answers = ReadonlyMap<string, Uint8Array | TransportError>;

/** Whole files, each or why not; what may be no file is looked at first. `guarded`: a shell looks before it reads, in one go. */
export const readBy = (runner: Runner, guarded?: RunOn) => {
  const plain: RunOn = (argv, paths, limits) => runner.run([...argv, ...paths], limits);

  const inBatches = async (
    paths: readonly string[],
    answersOf: (batch: readonly string[]) => Promise<Answers>,
  ): Promise<Answers> => {
    const answers = new Map<string, Uint8Array | TransportError>();
    for (const batch of batches(paths)) for (const [path, answer] of await answersOf(batch)) answers.set(path, answer);
    return answers;
  };

  const readAll = (paths: readonly string[], limits: CallLimits, run = plain): Promise<Answers> =>
    inBatches(paths, async (batch) => {
      const found = await readSome(run, batch, limits);
      return new Map(batch.map((path, index) => [path, found[index] as Uint8Array]));
    });

  const inOneGo = async (paths: readonly string[], limits: CallLimits): Promise<Answers | undefined> => {
    if (guarded === undefined) return undefined;
    try {
      return await inBatches(paths, async (batch) => {
        const [refused, found] = await Promise.all([notFiles(runner, batch, limits), readAll(batch, limits, guarded)]);
        return new Map([...found, ...refused]);
      });
    } catch (error) {
      // A shell that cannot fork any more: one program after the other.
      if (error instanceof TransportError && error.code === 'failed') return undefined;
      throw error;
    }
  };

  return async (
    paths: readonly string[],
    limits: CallLimits = {},
  ): Promise<readonly (Uint8Array | TransportError)[]> => {
    const all = [...new Set(paths)].filter((path) => path !== endMark);
    const [risky, others] = await Promise.all([
      inOneGo(all.filter(isRisky), limits),
      readAll(guarded === undefined ? [] : all.filter((path) => !isRisky(path)), limits),
    ]);
    const refused = risky ?? (await inBatches(all.filter(isRisky), (batch) => notFiles(runner, batch, limits)));
    const rest = all.filter((path) => !refused.has(path) && !others.has(path));
    const answers = new Map([...refused, ...others, ...(await readAll(rest, limits))]);
    return paths.map((path) => answers.get(path) ?? new TransportError('failed', `cannot read ${path}`));
  };
};
