import { RequestError } from '../../model/exit-code.ts';
import { ParseError } from '../../model/parsed.ts';
import type { Phase } from '../../parse/hprof/read-graph.ts';
import { duration } from '../../report/text/number.ts';
import type { InputFile } from '../input.ts';
import type { Attempt, ReadOptions, Sorter } from '../parse-attempt.ts';
import type { HeapWork } from './dump.worker.ts';
import { type HeapProgress, type HeapReading, heapDefaults } from './read.ts';

const phaseNames: Readonly<Record<Phase, string>> = {
  objects: 'objects',
  references: 'references',
  walk: 'reachable objects',
  dominators: 'dominators',
  retained: 'retained sizes',
  report: 'holders and paths',
};

/** Below this no time is told: it would be a guess. */
const toldShare = 0.08;

/** `objects, 12 %`, later `references, 30 %, about 8 s left`. */
export const progressText = ({ phase, share }: HeapProgress, elapsedMs: number): string => {
  const percent = `${phaseNames[phase]}, ${Math.round(share * 100)} %`;
  if (share < toldShare || elapsedMs < 1000) return percent;
  const leftMs = (elapsedMs / share) * (1 - share);
  return `${percent}, about ${duration(Math.max(1000, Math.round(leftMs / 1000) * 1000))} left`;
};

/** In a worker; what it does not understand is a ParseError here as well. */
const readElsewhere = async (
  work: HeapWork,
  signal: AbortSignal,
  onProgress: (progress: HeapProgress) => void,
): Promise<HeapReading> => {
  const { inWorker } = await import('./in-worker.ts');
  try {
    return await inWorker<HeapReading>('dump', work, signal, onProgress);
  } catch (error) {
    throw error instanceof RequestError && error.code === 'not-understood' ? new ParseError(error.message) : error;
  }
};

/** A heap dump as evidence of a JVM: read in a worker where the file can be opened a second time, else here. */
export const heapAttempt = async (file: InputFile, sorter: Sorter, options: ReadOptions): Promise<Attempt> => {
  const source = file.source as NonNullable<InputFile['source']>;
  const { artifact } = file;
  const started = performance.now();
  const onProgress = (progress: HeapProgress): void =>
    options.onStep?.(progressText(progress, performance.now() - started));
  const reading = { ...heapDefaults, ...options.heap };
  const { path } = source;
  const { dump, problems, records } =
    path === undefined
      ? await (await import('./read.ts')).readHeapDump(source, artifact.id, reading, onProgress, options.signal)
      : await readElsewhere({ path, artifactId: artifact.id, options: reading }, options.signal, onProgress);
  const subject = file.given ? artifact.subject : undefined;
  return {
    reading: {
      problems: problems.map((message) => ({ message })),
      recognised: records,
      total: dump.cut === undefined ? records : records + 1,
    },
    cut: dump.cut === undefined ? undefined : `${dump.cut}: totals are lower bounds`,
    held: [dump],
    commit: () => new Set([sorter.add('heap-dump', dump, subject, artifact.file)]),
  };
};
