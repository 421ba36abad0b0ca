import type { Report } from '../model/report.ts';
import { isLive, isStored, type LiveTarget, type Target } from '../model/target.ts';
import { type AnalyzeOptions, analyze } from './analyze.ts';
import type { CollectOptions } from './collect/context.ts';
import { gather } from './gather.ts';
import type { Input } from './input.ts';
import { openInput } from './open-input.ts';

export type DiagnoseOptions = AnalyzeOptions &
  CollectOptions & {
    /** The folder of a live run, as soon as everything is in it: it stays, whatever comes after. */
    readonly onCapture: (folder: string) => void;
  };

/** Collects live JVMs into the state folder: every live run leaves a capture behind. */
const collected = async (
  targets: readonly LiveTarget[],
  options: CollectOptions & Pick<DiagnoseOptions, 'onCapture'>,
): Promise<Input> => {
  const { liveCaptureFolder, pruneCaptures } = await import('../capture/state.ts');
  const { collectInto } = await import('./collect.ts');
  const folder = await liveCaptureFolder({
    target: targets.map(({ word }) => word).join(' '),
    startedAtMs: Date.now(),
  });
  await collectInto(targets, folder, options);
  options.onCapture(folder);
  await pruneCaptures({ folder, nowMs: Date.now() });
  const input = await openInput({ kind: 'path', word: folder, path: folder }, options.signal);
  return { ...input, live: true };
};

/** Live targets are captured first, then everything is analysed the same way. */
export const diagnose = async (targets: readonly Target[], options: DiagnoseOptions): Promise<Report> => {
  const startedAt = new Date().toISOString();
  const live = targets.filter(isLive);
  const stored = targets.filter(isStored);
  const inputs = await gather(stored, options.signal);
  const taken = live.length === 0 ? [] : [await collected(live, options)];
  return analyze([...taken, ...inputs], options, startedAt);
};
