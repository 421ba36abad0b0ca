import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Report } from '../model/report.ts';
import { isLive, isStored, type LiveTarget, type Target } from '../model/target.ts';
import { type AnalyzeOptions, analyze } from './analyze.ts';
import type { CollectOptions } from './collect.ts';
import { gather } from './gather.ts';
import type { Input } from './input.ts';
import { openInput } from './open-input.ts';

export type Diagnosis = { readonly report: Report; readonly captureFolder?: string };

/** Collects live JVMs into the state folder: every live run leaves a capture behind. */
const collected = async (
  targets: readonly LiveTarget[],
  options: CollectOptions,
): Promise<{ readonly folder: string; readonly input: Input }> => {
  const { liveCaptureFolder, pruneCaptures } = await import('../capture/state.ts');
  const { collect } = await import('./collect.ts');
  const folder = await liveCaptureFolder({
    target: targets.map(({ word }) => word).join(' '),
    startedAtMs: Date.now(),
  });
  try {
    await collect(targets, folder, options);
  } catch (error) {
    // A folder without a manifest holds nothing: the request was wrong before anything was collected.
    if (existsSync(join(folder, 'manifest.json'))) options.progress.say(`capture so far: ${folder}`);
    else await rm(folder, { recursive: true, force: true });
    throw error;
  }
  await pruneCaptures({ folder, nowMs: Date.now() });
  const input = await openInput({ kind: 'path', word: folder, path: folder }, options.signal);
  return { folder, input: { ...input, live: true } };
};

/** Live targets are captured first, then everything is analysed the same way. */
export const diagnose = async (
  targets: readonly Target[],
  options: AnalyzeOptions & Omit<CollectOptions, 'signal' | 'progress'>,
): Promise<Diagnosis> => {
  const startedAt = new Date().toISOString();
  const live = targets.filter(isLive);
  const stored = targets.filter(isStored);
  const inputs = await gather(stored, options.signal);
  if (live.length === 0) return { report: await analyze(inputs, options, startedAt) };
  const { folder, input } = await collected(live, options);
  return { report: await analyze([input, ...inputs], options, startedAt), captureFolder: folder };
};
