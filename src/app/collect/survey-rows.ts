import type { PodRow } from '../../model/report.ts';
import { analyze } from '../analyze.ts';
import { openInput } from '../open-input.ts';

const silent = { step: () => undefined, say: () => undefined, end: () => undefined };

/** What the capture says so far of each pod, one row for each container that was looked at. */
export const rowsSoFar = async (folder: string, signal: AbortSignal): Promise<readonly PodRow[]> => {
  const input = await openInput({ kind: 'path', word: folder, path: folder }, signal);
  const { views } = await analyze([input], {
    rules: [],
    views: ['pods'],
    wanted: new Set(['pod', 'process', 'perf-data']),
    lang: 'en',
    failOn: 'never',
    signal,
    progress: silent,
  });
  return views.pods ?? [];
};
