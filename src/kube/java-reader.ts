import { type CallLimits, TransportError } from '../model/transport.ts';
import type { ReadFiles } from './remembered.ts';
import type { Runner } from './runner.ts';

/**
 * Reads small text files in an image that has nothing but java: `-XX:Flags=FILE` makes the VM read the words of a file as
 * options, complain of each it does not know, and end before it reserves any memory (HotSpot arguments.cpp,
 * process_settings_file; all JDKs since 6). The words come without the spaces and line ends between them and without a
 * sign before them, a word above 1,023 bytes ends the reading.
 */
const complaintLine = /^(?:Unrecognized VM option|Missing \+\/- setting for VM option) '(.*)'$/;
const wordBytes = 1023;

/** Line ends put back, by what is known of each file. Undefined: this file cannot be had in words. */
const layouts: readonly (readonly [RegExp, (words: readonly string[]) => readonly (readonly string[])[]])[] = [
  [/^\/proc\/[^/]+\/stat$|^\/proc\/loadavg$|^\/proc\/sys\/|^\/proc\/[^/]+\/comm$/, (words) => [words]],
  [/\/(?:pids|memory|cpu)\.(?!stat)[^/]+$/, (words) => [words]],
  [/^\/proc\/(?:[^/]+\/status|meminfo)$/, (words) => before(words, (word) => /^[A-Za-z][A-Za-z0-9_()]*:$/.test(word))],
  [/^\/proc\/[^/]+\/limits$/, (words) => before(words, (word) => word === 'Max')],
  [/^\/proc\/[^/]+\/cgroup$/, (words) => words.map((word) => [word])],
  [/\/memory\.stat$/, (words) => before(words, (word) => !/^\d/.test(word))],
  [/^\/proc\/[^/]+\/mountinfo$/, mountLines],
];

function before(words: readonly string[], begins: (word: string) => boolean): readonly (readonly string[])[] {
  const lines: string[][] = [];
  for (const word of words) {
    if (begins(word) || lines.length === 0) lines.push([]);
    lines.at(-1)?.push(word);
  }
  return lines;
}

/** A line ends three words after its hyphen. */
function mountLines(words: readonly string[]): readonly (readonly string[])[] {
  const lines: string[][] = [];
  for (let at = 0; at < words.length; ) {
    const hyphen = words.indexOf('-', at);
    if (hyphen < 0) break;
    lines.push(words.slice(at, hyphen + 4));
    at = hyphen + 4;
  }
  return lines;
}

/** The kernel's total of all processors stands before the time of boot: `/proc/stat` is read to its end for one number. */
const isBootFile = (path: string): boolean => path === '/proc/stat';

const wordsIn = (stderr: string): readonly string[] =>
  stderr.split('\n').flatMap((line) => {
    const word = complaintLine.exec(line)?.[1];
    // A hyphen alone loses itself as its sign.
    return word === undefined ? [] : [word === '' ? '-' : word];
  });

const readOne = async (runner: Runner, java: string, path: string, limits: CallLimits): Promise<Uint8Array> => {
  const layout = layouts.find(([pattern]) => pattern.test(path))?.[1];
  if (layout === undefined && !isBootFile(path)) {
    throw new TransportError('failed', `cannot read ${path}: the image has no program that could`);
  }
  const { stderr } = await runner.run([java, `-XX:Flags=${path}`, '-version'], limits);
  if (stderr.includes(`Could not open settings file ${path}`))
    throw new TransportError('not-found', `cannot read ${path}: no such file, or no permission`);
  // The last line of a VM that did not start: what came before it is whole.
  if (!/Error: .*(?:could not|exit)/i.test(stderr))
    throw new TransportError('failed', `cannot read ${path}: what arrived has no end`);
  const words = wordsIn(stderr);
  if (words.some((word) => word.length >= wordBytes))
    throw new TransportError('failed', `cannot read ${path} to its end: a word of it is too long`);
  const lines = layout?.(words) ?? before(words, (word) => /^[a-z]/.test(word));
  return Buffer.from(lines.map((line) => `${line.join(' ')}\n`).join(''));
};

const parallel = 6;
const stopping: readonly TransportError['code'][] = ['aborted', 'timed-out', 'gone'];

/** Reads with `java`, the path of a java launcher: one exec per file. */
export const javaReader =
  (runner: Runner, java: string): ReadFiles =>
  async (paths, limits = {}) => {
    const answers: (Uint8Array | TransportError)[] = [];
    for (let at = 0; at < paths.length; at += parallel) {
      const batch = paths.slice(at, at + parallel).map(async (path) => {
        try {
          return await readOne(runner, java, path, limits);
        } catch (error) {
          if (error instanceof TransportError && !stopping.includes(error.code)) return error;
          throw error;
        }
      });
      answers.push(...(await Promise.all(batch)));
    }
    return answers;
  };
