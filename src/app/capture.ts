import { rm } from 'node:fs/promises';
import type { Manifest } from '../model/capture.ts';
import { exitCode, RequestError } from '../model/exit-code.ts';
import type { Notice } from '../model/report.ts';
import { isLive, isStored } from '../model/target.ts';
import { resolveTargets } from '../target/resolve.ts';
import type { CollectOptions } from './collect/context.ts';
import { collectInto } from './collect.ts';
import { distinctTargets } from './distinct-targets.ts';
import { everyKind } from './lives.ts';
import { checkFilePath, checkFolderPath } from './output-paths.ts';
import type { DocumentResult } from './publish.ts';
import { settings } from './settings.ts';

export type CaptureOptions = Omit<CollectOptions, 'wanted'> & {
  /** Pods with these labels, as `-l` of kubectl. */
  readonly selector?: string;
  /** A folder, or a .tgz or .tar.gz file. Absent: the state folder. */
  readonly outputFile?: string;
  readonly notice: (notice: Notice) => void;
};

const isArchive = (path: string): boolean => /\.(tgz|tar\.gz)$/.test(path);

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
export const capture = async (words: readonly string[], options: CaptureOptions): Promise<DocumentResult> => {
  const { target } = await settings();
  const { targets, notices } = distinctTargets(resolveTargets(words, target, options.selector));
  for (const notice of notices) options.notice(notice);
  const live = targets.filter(isLive);
  if (targets.length === 0) {
    throw new RequestError('no-target', 'no target was given', ['jdiag ps lists the JVMs of this machine']);
  }
  const other = targets.find(isStored);
  if (other !== undefined) {
    throw new RequestError('bad-target', `capture collects from running JVMs, and ${other.word} is none`, [
      `jdiag analyze ${other.word} reads what is already captured`,
    ]);
  }
  const { liveCaptureFolder } = await import('../capture/state.ts');
  const { parseManifest } = await import('../capture/manifest.ts');
  const { readFile } = await import('node:fs/promises');
  const { outputFile } = options;
  const own = outputFile !== undefined && !isArchive(outputFile);
  const folder = own
    ? outputFile
    : await liveCaptureFolder({ target: targets.map(({ word }) => word).join(' '), startedAtMs: Date.now() });
  await collectInto(live, folder, { ...options, wanted: everyKind }, own);
  const manifest = parseManifest(await readFile(`${folder}/manifest.json`, 'utf8'), folder);
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
  const code = failed ? exitCode.incomplete : exitCode.ok;
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
    },
    text: () => textOf(manifest, path),
  };
};
