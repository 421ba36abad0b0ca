import type { ArtifactKind } from '../model/evidence.ts';
import type { Report } from '../model/report.ts';
import { isLive, isStored, type LiveTarget, type StoredTarget, type Target } from '../model/target.ts';
import type { AnalyzeOptions } from './analyze.ts';
import type { CollectOptions } from './collect/context.ts';
import { gather } from './gather.ts';
import type { Input } from './input.ts';
import { withLogs } from './log-file.ts';
import { fromCapture } from './open-input.ts';

export type DiagnoseOptions = AnalyzeOptions &
  CollectOptions & {
    /** What a running JVM is asked for. What is there already is read for all that is `wanted`. */
    readonly taken: ReadonlySet<ArtifactKind>;
    /** The folder of a live run, as soon as everything is in it: it stays, whatever comes after. */
    readonly onCapture: (folder: string) => void;
    /** Summaries of load tests that ran against the targets. */
    readonly k6: readonly string[];
    /** Logs of the application. */
    readonly logs: readonly string[];
  };

type Taken = { readonly input: Input; readonly pruned: Promise<void> };

/** Collects live JVMs into the state folder: every live run leaves a capture behind. What was stored is analysed from memory. */
const collected = async (
  targets: readonly LiveTarget[],
  options: CollectOptions & Pick<DiagnoseOptions, 'onCapture' | 'rules'>,
): Promise<Taken> => {
  const { liveCaptureFolder, pruneCaptures } = await import('../capture/state.ts');
  const { collectInto } = await import('./collect.ts');
  const folder = await liveCaptureFolder({
    target: targets.map(({ word }) => word).join(' '),
    startedAtMs: Date.now(),
  });
  let pruned: Promise<void> | undefined;
  const prune = (): Promise<void> => {
    pruned ??= pruneCaptures({ folder, nowMs: Date.now() });
    return pruned;
  };
  // While a JVM works on an answer there is time for what comes after it.
  const prepare = (): void => {
    import('./analyze.ts').then(({ prepareAnalysis }) => prepareAnalysis(options)).catch(() => undefined);
    options.prepare?.();
    prune();
  };
  const capture = await collectInto(targets, folder, { ...options, prepare });
  options.onCapture(folder);
  return { input: { ...fromCapture(folder, capture), live: true }, pruned: prune() };
};

/** Live targets are captured first, then everything is analysed the same way. */
export const diagnose = async (targets: readonly Target[], options: DiagnoseOptions): Promise<Report> => {
  const startedAt = new Date().toISOString();
  const live = targets.filter(isLive);
  const loads = options.k6.map((path): StoredTarget => ({ kind: 'path', word: path, path }));
  const stored = [...targets.filter(isStored), ...loads];
  const inputs = await gather(stored, options.signal);
  const taken = live.length === 0 ? undefined : await collected(live, { ...options, wanted: options.taken });
  try {
    const { analyze } = await import('./analyze.ts');
    const all = [...(taken === undefined ? [] : [taken.input]), ...inputs];
    return await analyze(withLogs(all, options.logs), options, startedAt);
  } finally {
    await taken?.pruned;
  }
};
