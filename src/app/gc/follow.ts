import { rm } from 'node:fs/promises';
import { RequestError } from '../../model/exit-code.ts';
import { isLive, type LiveTarget, type Target } from '../../model/target.ts';
import type { CollectOptions } from '../collect/context.ts';
import { collectInto } from '../collect.ts';

/** What a run that follows counters and nothing else is asked. */
export type FollowRun = Omit<CollectOptions, 'wanted' | 'dumps' | 'intervalMs'> & {
  /** A folder that grows, or a .tgz made at the end. Absent: the state folder. */
  readonly outputFile?: string;
  readonly onCapture: (path: string) => void;
};

const isArchive = (path: string): boolean => /\.(tgz|tar\.gz)$/.test(path);

/** The live ones among the targets. Throws RequestError when there are others. */
export const onlyLive = (targets: readonly Target[], what: string): readonly LiveTarget[] => {
  const other = targets.find((target) => !isLive(target));
  if (other === undefined) return targets.filter(isLive);
  throw new RequestError('bad-target', `${what} follows running JVMs, and ${other.word} is none`, [
    `jdiag gc ${other.word} reads what is already captured`,
  ]);
};

/**
 * Follows the counters of the targets into a capture that grows as it goes. Interrupted or not, what was read is kept and its place is told.
 * Throws as collect() does.
 */
export const followInto = async (targets: readonly LiveTarget[], run: FollowRun): Promise<void> => {
  const { liveCaptureFolder, pruneCaptures } = await import('../../capture/state.ts');
  const { outputFile } = run;
  const own = outputFile !== undefined && !isArchive(outputFile);
  const folder = own
    ? outputFile
    : await liveCaptureFolder({ target: targets.map(({ word }) => word).join(' '), startedAtMs: Date.now() });
  const options: CollectOptions = { ...run, wanted: new Set(['gc-counters']), dumps: 0, intervalMs: 0 };
  await collectInto(targets, folder, options, own);
  if (outputFile !== undefined && !own) {
    const { packCapture } = await import('../../capture/pack.ts');
    await packCapture(folder, outputFile);
    await rm(folder, { recursive: true, force: true });
  } else if (!own) await pruneCaptures({ folder, nowMs: Date.now() });
  run.onCapture(outputFile ?? folder);
};
