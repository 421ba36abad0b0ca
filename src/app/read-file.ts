import { formats } from '../generated/parse.ts';
import type { Artifact } from '../model/capture.ts';
import type { ArtifactKind } from '../model/evidence.ts';
import type { Format, Head } from '../model/format.ts';
import type { LogScan } from '../model/log-scan.ts';
import { ParseError } from '../model/parsed.ts';
import { looksLike } from '../parse/sniff/looks-like.ts';
import { readHead } from '../parse/text/decode.ts';
import { unreadFile } from './bare-files.ts';
import type { InputFile } from './input.ts';
import { type Attempt, parseAs, type ReadOptions, type Sorter } from './parse-attempt.ts';
import { systemFailure } from './system-error.ts';
import { tapped } from './tap.ts';

/** Formats to try for a kind, the certain one alone when there is one. */
const candidates = (kind: ArtifactKind, head: Head): readonly Format[] => {
  const recognised = formats
    .filter((format) => format.kind === kind)
    .map((format) => ({ format, how: format.recognise(head) }));
  const certain = recognised.filter(({ how }) => how === 'certain');
  return (certain.length > 0 ? certain : recognised.filter(({ how }) => how === 'possible')).map(
    ({ format }) => format,
  );
};

const describe = (artifact: Artifact, kind: ArtifactKind, attempt: Attempt, seen: Partial<Artifact>): Artifact => ({
  ...artifact,
  ...seen,
  kind,
  outcome: attempt.cut !== undefined || artifact.outcome === 'partial' ? 'partial' : 'ok',
  recognised: attempt.reading.recognised,
  total: attempt.reading.total,
  // The probe's own problems stand in the artifact and in the manifest: each is said once.
  problems: [
    ...new Set([
      ...artifact.problems,
      ...(attempt.cut === undefined ? [] : [attempt.cut]),
      ...attempt.reading.problems.map(({ line, message }) =>
        line === undefined ? message : `line ${line}: ${message}`,
      ),
    ]),
  ],
});

/** What may come of an attempt: taken, taken as less than the whole (why), or left. */
type Judgement = 'whole' | 'leave' | { readonly partial: string };

const taken = (): Judgement => 'whole';

const commitAs = (kind: ArtifactKind, attempt: Attempt, artifact: Artifact, judgement: Judgement): void => {
  const reason =
    attempt.cut ??
    (artifact.outcome === 'partial' ? artifact.problems[0] : undefined) ??
    (typeof judgement === 'object' ? judgement.partial : undefined);
  for (const life of attempt.commit()) {
    if (reason !== undefined) life.partial[kind] = `${artifact.file}: ${reason}`;
  }
};

/** The sha256 that stands for none: hashing gigabytes would take longer than reading them. */
const notHashed = '0'.repeat(64);

/** A heap dump is not streamed through this thread; undefined when the file is none. */
const readHeap = async (
  file: InputFile,
  head: Head,
  sorter: Sorter,
  options: ReadOptions,
): Promise<Artifact | undefined> => {
  if (candidates('heap-dump', head).length === 0) return undefined;
  const { heapAttempt } = await import('./heap/attempt.ts');
  const attempt = await heapAttempt(file, sorter, options);
  commitAs('heap-dump', attempt, file.artifact, 'whole');
  return describe(file.artifact, 'heap-dump', attempt, file.given ? {} : { sha256: notHashed });
};

/** Reads a file as one kind of evidence; undefined when no format of that kind finds anything in it. */
const readAs = async (
  kind: ArtifactKind,
  file: InputFile,
  head: Head,
  sorter: Sorter,
  options: ReadOptions,
  judge: (held: readonly unknown[]) => Judgement = taken,
): Promise<Artifact | undefined> => {
  if (file.source === undefined) return undefined;
  if (kind === 'heap-dump') return readHeap(file, head, sorter, options);
  const tap = tapped(file.source);
  for (const format of candidates(kind, head)) {
    try {
      const parsed = await parseAs(format, file, tap.source, sorter, options);
      const attempt = { ...parsed, cut: parsed.cut ?? tap.cut() };
      const judgement = judge(attempt.held);
      if (judgement === 'leave') continue;
      commitAs(kind, attempt, file.artifact, judgement);
      return describe(file.artifact, kind, attempt, file.given ? {} : tap.seen());
    } catch (error) {
      if (!(error instanceof ParseError)) throw error;
    }
  }
  return undefined;
};

/** A stored artifact that nobody could read, or that was not had at all: its kind is failed for its subject. */
const failed = (file: InputFile, sorter: Sorter, reason: string): Artifact => {
  const life = sorter.lifeFor(file.artifact.subject, file.artifact.file);
  life.failed[file.artifact.kind] = reason;
  return { ...file.artifact, outcome: 'failed', problems: [...new Set([...file.artifact.problems, reason])] };
};

const readGiven = async (file: InputFile, sorter: Sorter, options: ReadOptions): Promise<readonly Artifact[]> => {
  const { artifact, source } = file;
  if (source === undefined || artifact.outcome === 'failed') {
    return [failed(file, sorter, artifact.problems.join('; ') || 'it was not had')];
  }
  if (!options.wanted.has(artifact.kind)) return [artifact];
  const read = await readAs(artifact.kind, file, await readHead(source), sorter, options);
  return [read ?? failed(file, sorter, 'it could not be understood')];
};

/**
 * What bare text says as a log. Known lines in it count wherever they stand. That they are absent says something only of
 * a log: a file that looks like one and holds no other evidence. Text around a dump, or a note beside one, never clears.
 */
const judgeLog =
  (head: Head, alone: boolean) =>
  (held: readonly unknown[]): Judgement => {
    const guess = looksLike(head);
    if (alone && guess?.command === 'analyze' && guess.embeds === true) return 'whole';
    if (held.every((scan) => (scan as LogScan).matches.length === 0)) return 'leave';
    return { partial: alone ? 'it does not look like a whole log' : 'text around other evidence, not a whole log' };
  };

/** A bare file: the kinds that are wanted and found in it. A log is looked for where text remains unexplained. */
const readBare = async (file: InputFile, sorter: Sorter, options: ReadOptions): Promise<readonly Artifact[]> => {
  if (file.source === undefined) return [file.artifact];
  const head = await readHead(file.source);
  const found: Artifact[] = [];
  for (const kind of options.wanted) {
    if (kind === 'log') continue;
    const artifact = await readAs(kind, file, head, sorter, options);
    if (artifact !== undefined) found.push(artifact);
  }
  const explained = found.some(({ recognised, total }) => recognised === total);
  if (!options.wanted.has('log') || explained || head.text === undefined || head.bytes.length === 0) return found;
  const alone = found.length === 0;
  const id = alone ? file.artifact.id : `${file.artifact.id}-log`;
  const asLog = { ...file, artifact: { ...file.artifact, id } };
  const log = await readAs('log', asLog, head, sorter, options, judgeLog(head, alone));
  return log === undefined ? found : [...found, log];
};

/** The artifacts a file turned out to hold; none when nothing wanted is in it; a failed one when it cannot be read. */
export const readFile = async (file: InputFile, sorter: Sorter, options: ReadOptions): Promise<readonly Artifact[]> => {
  try {
    return await (file.given ? readGiven(file, sorter, options) : readBare(file, sorter, options));
  } catch (error) {
    const failure = systemFailure(error);
    if (failure === undefined) throw error;
    const { artifact } = file;
    if (file.given) return [failed(file, sorter, failure.reason)];
    return [unreadFile(artifact, `${artifact.file}: ${failure.reason}`)];
  }
};
