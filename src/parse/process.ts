import type { ByteSource } from '../model/byte-source.ts';
import type { Format, Head, ParseOptions, Reading } from '../model/format.ts';
import { ParseError } from '../model/parsed.ts';
import type { ProcessSnapshot } from '../model/process.ts';
import { objectScanner } from './json/objects.ts';
import { integerOf, parsedJson } from './json/values.ts';
import { type RawProcess, snapshotOf } from './process/snapshot.ts';
import { decodedText } from './text/decoded-text.ts';
import { boundedProblems } from './text/problems.ts';

const recognise = ({ text = '' }: Head): 'certain' | 'no' =>
  /^\s*\{/.test(text) && /"takenAtMs"\s*:/.test(text) && /"files"\s*:\s*\{/.test(text) ? 'certain' : 'no';

type Draft = { readonly values: Map<string, number>; readonly files: Map<string, string> };

/** Above this a file is read piece by piece. */
const maxWholeLength = 16 << 20;

/** What a file holds that is one whole object, as nearly all are; undefined: it is read as far as it goes. */
const wholeObject = (text: string): Readonly<Record<string, unknown>> | undefined => {
  const value = parsedJson(text);
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
};

const parse = async (source: ByteSource, options: ParseOptions<ProcessSnapshot>): Promise<Reading> => {
  const problems = boundedProblems();
  let draft: Draft = { values: new Map(), files: new Map() };
  let recognised = 0;
  let total = 0;
  let emitted = 0;

  const emit = (): void => {
    const { values, files } = draft;
    draft = { values: new Map(), files: new Map() };
    total += files.size;
    const raw: RawProcess = {
      takenAtMs: values.get('takenAtMs') ?? options.takenAtMs,
      pid: values.get('pid'),
      uidTaskCount: values.get('uidTaskCount'),
      openFileCount: values.get('openFileCount'),
      files,
    };
    const read = files.size === 0 ? undefined : snapshotOf(raw);
    if (read === undefined) {
      problems.add({
        message: 'a snapshot was left out: it does not say which process it is of, when it was taken, or holds no file',
      });
      return;
    }
    recognised += files.size - read.notUnderstood.length;
    for (const name of read.notUnderstood) problems.add({ message: `${name} was not understood` });
    for (const name of read.missing) problems.add({ message: `${name} is missing` });
    options.emit({ artifactId: options.artifactId, ...read.snapshot });
    emitted++;
  };

  const scalar = (path: string, value: unknown): void => {
    const number = integerOf(value);
    if (path.startsWith('files.')) {
      if (typeof value === 'string') draft.files.set(path.slice('files.'.length), value);
    } else if (path === 'problems[]' && typeof value === 'string') problems.add({ message: value });
    else if (number !== undefined && number >= 0) draft.values.set(path, number);
  };

  const scanner = objectScanner('no object is wanted', {
    object: () => undefined,
    skipped: () => undefined,
    outside: (_, line) => problems.add({ line, message: 'this line is not part of the JSON' }),
    end: emit,
    scalar,
  });

  const { signal, onProgress } = options;
  const texts: string[] = [];
  let length = 0;
  for await (const text of decodedText(source, { signal, onProblem: problems.add, onBytes: onProgress })) {
    length += text.length;
    texts.push(text);
    if (length > maxWholeLength) for (const part of texts.splice(0)) scanner.push(part);
  }
  const whole = length > maxWholeLength ? undefined : wholeObject(texts.join(''));
  if (whole !== undefined) {
    for (const [key, value] of Object.entries(whole)) {
      if (key === 'files') for (const [name, text] of Object.entries(value ?? {})) scalar(`files.${name}`, text);
      else if (Array.isArray(value)) for (const item of value) scalar(`${key}[]`, item);
      else scalar(key, value);
    }
    emit();
  } else {
    for (const text of texts) scanner.push(text);
    const end = scanner.finish();
    if (end.open) {
      problems.add({ line: end.line, message: 'the file ends early: files after the cut are missing' });
      emit();
    }
  }
  if (emitted === 0) throw new ParseError('the file holds no process snapshot');
  return { problems: problems.list(), recognised, total };
};

/**
 * What the process probe wrote: {takenAtMs, pid, files: {"status": text, "task/42/stat": text, "cgroup/pids.max": text,
 * ...}, uidTaskCount?, openFileCount?, problems?}. File names are relative to /proc/PID; `cgroup/`, `sys/` and `btime`
 * are from the cgroup, /proc/sys and /proc/stat.
 */
const format: Format<'process'> = { kind: 'process', title: 'process snapshot', recognise, parse };
export default format;
