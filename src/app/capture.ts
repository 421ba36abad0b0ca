import { rm } from 'node:fs/promises';
import type { Manifest } from '../model/capture.ts';
import { exitCode, RequestError } from '../model/exit-code.ts';
import { isLive, isStored, type Target } from '../model/target.ts';
import { escapeText } from '../report/text/escape.ts';
import type { CollectOptions } from './collect/context.ts';
import { readLoads } from './collect/load.ts';
import { collectInto } from './collect.ts';
import { everyKind } from './lives.ts';
import { checkFilePath, checkFolderPath } from './output-paths.ts';
import type { DocumentResult } from './publish.ts';
import { outcomeLine } from './record/line.ts';
import type { RecordOutcome } from './record/options.ts';
import type { Recording } from './record/request.ts';

export type CaptureOptions = Omit<CollectOptions, 'wanted' | 'record' | 'loads'> & {
  /** A folder, or a .tgz or .tar.gz file. Absent: the state folder. */
  readonly outputFile?: string;
  /** Files of summaries of load tests. */
  readonly k6?: readonly string[];
  /** Readings over time until the JVM ends, instead of its evidence once. */
  readonly recording?: Recording;
};

const isArchive = (path: string): boolean => /\.(tgz|tar\.gz)$/.test(path);

const recordedText = (manifest: Manifest, path: string, outcomes: readonly RecordOutcome[]): string => {
  const counts = new Map<string, number>();
  for (const { kind, outcome } of manifest.artifacts) {
    const what = outcome === 'ok' ? kind : `${kind} (${outcome})`;
    counts.set(what, (counts.get(what) ?? 0) + 1);
  }
  const failed = manifest.artifacts.filter(({ outcome, problems }) => outcome === 'failed' && problems.length > 0);
  const nameOf = (id: string): string => manifest.subjects.find((subject) => subject.id === id)?.target ?? id;
  return [
    ...outcomes.map(outcomeLine),
    ...failed.map(
      ({ subject, kind, problems }) => `${escapeText(nameOf(subject))}: no ${kind}: ${escapeText(problems[0] ?? '')}`,
    ),
    `in it: ${[...counts].map(([kind, count]) => `${count} ${kind}`).join(', ')}`,
    `capture: ${path}`,
    `what it says: jdiag analyze ${path}`,
    '',
  ].join('\n');
};

const textOf = (manifest: Manifest, path: string): string =>
  [
    ...manifest.artifacts.map(
      ({ kind, how, outcome, bytes, problems }) =>
        `${outcome.padEnd(8)}${kind.padEnd(13)}${how.padEnd(14)}${bytes} bytes${problems[0] === undefined ? '' : `  ${problems[0]}`}`,
    ),
    `capture: ${path}`,
    '',
  ].join('\n');

/** Throws RequestError when the capture could not be put there: known before the JVM is asked for anything. */
export const checkCapturePath = (path: string): Promise<void> =>
  isArchive(path) ? checkFilePath(path) : checkFolderPath(path);

/** Collects the targets into a capture and says what is in it. */
export const capture = async (targets: readonly Target[], options: CaptureOptions): Promise<DocumentResult> => {
  const live = targets.filter(isLive);
  const other = targets.find(isStored);
  if (other !== undefined) {
    throw new RequestError('bad-target', `capture collects from running JVMs, and ${other.word} is none`, [
      `jdiag analyze ${other.word} reads what is already captured`,
    ]);
  }
  const loads = await readLoads(options.k6 ?? []);
  const { liveCaptureFolder } = await import('../capture/state.ts');
  const { outputFile, recording } = options;
  const record = recording === undefined ? {} : { record: recording.record };
  const own = outputFile !== undefined && !isArchive(outputFile);
  const folder = own
    ? outputFile
    : await liveCaptureFolder({ target: targets.map(({ word }) => word).join(' '), startedAtMs: Date.now() });
  const { manifest } = await collectInto(live, folder, { ...options, ...record, loads, wanted: everyKind }, own);
  let path = folder;
  if (outputFile !== undefined && isArchive(outputFile)) {
    const { packCapture } = await import('../capture/pack.ts');
    await packCapture(folder, outputFile).catch((error: unknown) => {
      options.progress.end();
      options.progress.say(`capture: ${folder}`);
      throw error;
    });
    await rm(folder, { recursive: true, force: true });
    path = outputFile;
  }
  const failed = manifest.artifacts.some(({ outcome, kind }) => outcome !== 'ok' && kind !== 'perf-data');
  const outcomes = recording?.outcomes ?? [];
  const isIncomplete = failed || outcomes.some(({ unanswered }) => unanswered !== undefined);
  const code = recording?.endedBy() ?? (isIncomplete ? exitCode.incomplete : exitCode.ok);
  return {
    kind: 'document',
    document: {
      schemaVersion: 1,
      kind: 'capture',
      path,
      exitCode: code,
      complete: manifest.complete,
      subjects: manifest.subjects,
      artifacts: manifest.artifacts,
      journal: manifest.journal,
      rungs: manifest.rungs ?? [],
      ...(recording === undefined ? {} : { recordings: outcomes }),
    },
    text: () => (recording === undefined ? textOf(manifest, path) : recordedText(manifest, path, outcomes)),
  };
};
