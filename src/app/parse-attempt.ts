import type { ByteSource } from '../model/byte-source.ts';
import type { Artifact } from '../model/capture.ts';
import type { ArtifactKind } from '../model/evidence.ts';
import type { Format, Reading } from '../model/format.ts';
import { ParseError } from '../model/parsed.ts';
import type { ThreadDump } from '../model/thread-dump.ts';
import type { HeapReadOptions } from './heap/read.ts';
import type { InputFile } from './input.ts';
import type { Life, lifeSorter } from './lives.ts';

export type ReadOptions = {
  readonly wanted: ReadonlySet<ArtifactKind>;
  readonly signal: AbortSignal;
  readonly onProgress?: (bytes: number) => void;
  /** Hears in words what is being done. */
  readonly onStep?: (text: string) => void;
  /** How heap dumps are read. */
  readonly heap?: Partial<HeapReadOptions>;
};

export type Sorter = ReturnType<typeof lifeSorter>;

const clockOf = (artifact: Artifact): number | undefined => {
  const ms = artifact.takenAt === undefined ? Number.NaN : Date.parse(artifact.takenAt);
  return Number.isNaN(ms) ? undefined : ms;
};

export type Attempt = {
  readonly reading: Reading;
  readonly cut: string | undefined;
  /** Pieces that no life has yet. */
  readonly held: readonly unknown[];
  /** Hands the pieces over to their lives and answers with these. */
  readonly commit: () => ReadonlySet<Life>;
};

/** A format that yields more pieces than these has understood the file, whatever comes after. Bounds what is held. */
const heldPieces = 8;

/** A format's pieces are held until it has understood the file: those of one that gives up are nobody's evidence. */
export const parseAs = async (
  format: Format,
  file: InputFile,
  source: ByteSource,
  sorter: Sorter,
  options: ReadOptions,
): Promise<Attempt> => {
  const lives = new Set<Life>();
  const held: unknown[] = [];
  let committed = false;
  const subject = file.given ? file.artifact.subject : undefined;
  const takenAtMs = file.given ? clockOf(file.artifact) : undefined;
  const add = (piece: unknown): void => {
    lives.add(sorter.add(format.kind, piece as never, subject, file.artifact.file));
  };
  const commit = (): ReadonlySet<Life> => {
    committed = true;
    for (const piece of held.splice(0)) add(piece);
    return lives;
  };
  let unfinished: ThreadDump | undefined;
  let total = 0;
  const parsed = format.parse(source, {
    artifactId: file.artifact.id,
    signal: options.signal,
    ...(takenAtMs === undefined ? {} : { takenAtMs }),
    ...(options.onProgress === undefined ? {} : { onProgress: options.onProgress }),
    emit: (piece) => {
      if (format.kind === 'thread-dump' && !(piece as ThreadDump).complete) unfinished = piece as ThreadDump;
      total++;
      if (committed) add(piece);
      else if (held.push(piece) > heldPieces) commit();
    },
  });
  const reading = await parsed.catch((error: unknown): Reading => {
    if (!(error instanceof ParseError && committed)) throw error;
    return { problems: [], recognised: total, total: total + 1, cut: error.message };
  });
  const cut =
    reading.cut ??
    (unfinished === undefined ? undefined : `the thread dump at line ${unfinished.line} has no end: it was cut`);
  return { reading, cut, commit, held };
};
