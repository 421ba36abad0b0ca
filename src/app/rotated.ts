import { firstClock } from '../parse/gc-log/first-clock.ts';
import { readHead } from '../parse/text/decode.ts';
import type { InputFile } from './input.ts';

const headBytes = 16 * 1024;

/** `gc.log`, `gc.log.0`, `gc.log.1.current` and `gc.log.2.gz` are files of one log. */
const stemOf = (name: string): string =>
  name
    .replace(/\.gz$/, '')
    .replace(/\.current$/, '')
    .replace(/\.\d{1,3}$/, '');

const clockOf = async ({ source }: InputFile): Promise<number> => {
  if (source === undefined) return Number.POSITIVE_INFINITY;
  // What cannot be read says so when its turn comes.
  const head = await readHead(source, headBytes).catch(() => undefined);
  return firstClock(head?.text ?? '');
};

/**
 * Files as they come, those of a rotated log among each other in the order of time: what the first one says of the JVM holds for the
 * others. Files that are read once (a pipe) stay where they are.
 */
export const inOrderOfTime = async (files: readonly InputFile[]): Promise<readonly InputFile[]> => {
  const places = new Map<string, number[]>();
  for (const [place, { artifact, given, source }] of files.entries()) {
    if (given || source?.once === true) continue;
    const stem = stemOf(artifact.file);
    places.set(stem, [...(places.get(stem) ?? []), place]);
  }
  const ordered = [...files];
  for (const among of places.values()) {
    if (among.length < 2) continue;
    const clocked = await Promise.all(
      among.map(async (place) => ({ file: files[place] as InputFile, atMs: await clockOf(files[place] as InputFile) })),
    );
    clocked.sort((a, b) => a.atMs - b.atMs || 0);
    for (const [i, { file }] of clocked.entries()) ordered[among[i] as number] = file;
  }
  return ordered;
};
