import { formats } from '../generated/parse.ts';
import type { ByteSource } from '../model/byte-source.ts';
import type { Artifact } from '../model/capture.ts';
import type { ArtifactKind } from '../model/evidence.ts';
import type { Format, Head, Reading } from '../model/format.ts';
import { ParseError } from '../model/parsed.ts';
import type { ThreadDump } from '../model/thread-dump.ts';
import { readHead } from '../parse/text/decode.ts';
import type { InputFile } from './input.ts';
import type { Life, lifeSorter } from './lives.ts';
import { tapped } from './tap.ts';

export type ReadOptions = {
  readonly wanted: ReadonlySet<ArtifactKind>;
  readonly signal: AbortSignal;
  readonly onProgress?: (bytes: number) => void;
};

type Sorter = ReturnType<typeof lifeSorter>;

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

const clockOf = (artifact: Artifact): number | undefined => {
  const ms = artifact.takenAt === undefined ? Number.NaN : Date.parse(artifact.takenAt);
  return Number.isNaN(ms) ? undefined : ms;
};

type Attempt = { readonly reading: Reading; readonly lives: ReadonlySet<Life>; readonly cut: string | undefined };

const parseAs = async (
  format: Format,
  file: InputFile,
  source: ByteSource,
  sorter: Sorter,
  options: ReadOptions,
): Promise<Attempt> => {
  const lives = new Set<Life>();
  const subject = file.given ? file.artifact.subject : undefined;
  const takenAtMs = file.given ? clockOf(file.artifact) : undefined;
  let unfinished: ThreadDump | undefined;
  const reading = await format.parse(source, {
    artifactId: file.artifact.id,
    signal: options.signal,
    ...(takenAtMs === undefined ? {} : { takenAtMs }),
    ...(options.onProgress === undefined ? {} : { onProgress: options.onProgress }),
    emit: (piece) => {
      if (format.kind === 'thread-dump' && !(piece as ThreadDump).complete) unfinished = piece as ThreadDump;
      lives.add(sorter.add(format.kind, piece as never, subject, file.artifact.file));
    },
  });
  const cut =
    reading.cut ??
    (unfinished === undefined ? undefined : `the thread dump at line ${unfinished.line} has no end: it was cut`);
  return { reading, lives, cut };
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

const markPartial = (attempt: Attempt, artifact: Artifact, kind: ArtifactKind): void => {
  const reason = attempt.cut ?? (artifact.outcome === 'partial' ? artifact.problems[0] : undefined);
  if (reason === undefined) return;
  for (const life of attempt.lives) life.partial[kind] = `${artifact.file}: ${reason}`;
};

/** Reads a file as one kind of evidence; undefined when no format of that kind finds anything in it. */
const readAs = async (
  kind: ArtifactKind,
  file: InputFile,
  head: Head,
  sorter: Sorter,
  options: ReadOptions,
): Promise<Artifact | undefined> => {
  if (file.source === undefined) return undefined;
  const tap = tapped(file.source);
  for (const format of candidates(kind, head)) {
    try {
      const parsed = await parseAs(format, file, tap.source, sorter, options);
      const cut = parsed.cut ?? tap.cut();
      const attempt = { ...parsed, cut };
      markPartial(attempt, file.artifact, kind);
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

/** A bare file: the kinds that are wanted and found in it. A log is looked for where text remains unexplained. */
const readBare = async (file: InputFile, sorter: Sorter, options: ReadOptions): Promise<readonly Artifact[]> => {
  if (file.source === undefined) return [];
  const head = await readHead(file.source);
  const found: Artifact[] = [];
  for (const kind of options.wanted) {
    if (kind === 'log') continue;
    const artifact = await readAs(kind, file, head, sorter, options);
    if (artifact !== undefined) found.push(artifact);
  }
  const explained = found.some(({ recognised, total }) => recognised === total);
  if (!options.wanted.has('log') || explained || head.text === undefined) return found;
  const id = found.length === 0 ? file.artifact.id : `${file.artifact.id}-log`;
  const log = await readAs('log', { ...file, artifact: { ...file.artifact, id } }, head, sorter, options);
  return log === undefined ? found : [...found, log];
};

/** The artifacts a file turned out to hold; none when nothing wanted is in it. */
export const readFile = (file: InputFile, sorter: Sorter, options: ReadOptions): Promise<readonly Artifact[]> =>
  file.given ? readGiven(file, sorter, options) : readBare(file, sorter, options);
