import type { ByteSource } from '../../model/byte-source.ts';
import type { HeapDump } from '../../model/heap-dump.ts';
import { type Phase, phases, readGraph, readIndex } from '../../parse/hprof/read-graph.ts';
import { histogramOf, type SummaryOptions } from './histogram-of.ts';
import { summarise } from './summarise.ts';

export type HeapReadOptions = Omit<SummaryOptions, 'artifactId'> & {
  readonly mode: 'histogram' | 'graph';
  readonly compactHeaders: boolean;
  /** Whether what only weak, soft and phantom references reach counts as kept. */
  readonly weak: 'follow' | 'exclude';
};

export const heapDefaults: HeapReadOptions = {
  mode: 'graph',
  top: 20,
  depth: 0,
  queries: [],
  wholePaths: false,
  compactHeaders: false,
  weak: 'follow',
};

/** `share` of the whole work that is done, 0 to 1. */
export type HeapProgress = { readonly phase: Phase; readonly share: number };

export type HeapReading = {
  readonly dump: HeapDump;
  readonly problems: readonly string[];
  readonly records: number;
};

/** The share of all work when `share` of a phase is done. */
export const overall = (phase: Phase, share: number, mode: HeapReadOptions['mode']): number => {
  if (mode === 'histogram') return share;
  let before = 0;
  for (const [name, weight] of Object.entries(phases)) {
    if (name === phase) return before + weight * share;
    before += weight;
  }
  return before;
};

/** Told to another thread or shown: more often than this nobody reads it. */
const progressEveryMs = 100;

/** Passes on what comes after that time only, and every new phase. */
export const thinned = (onProgress: (progress: HeapProgress) => void): ((progress: HeapProgress) => void) => {
  let phase: Phase | undefined;
  let toldAt = 0;
  return (progress) => {
    const now = performance.now();
    if (progress.phase === phase && now - toldAt < progressEveryMs) return;
    phase = progress.phase;
    toldAt = now;
    onProgress(progress);
  };
};

/** Reads and summarises a dump in the present thread. */
export const readHeapDump = async (
  source: ByteSource,
  artifactId: string,
  options: HeapReadOptions,
  onProgress: (progress: HeapProgress) => void,
  signal?: AbortSignal,
): Promise<HeapReading> => {
  const tell = thinned(onProgress);
  const onPhase = (phase: Phase, share: number): void => tell({ phase, share: overall(phase, share, options.mode) });
  const { compactHeaders, weak } = options;
  const reading = { signal, onPhase, compactHeaders, withoutReferents: weak === 'exclude' };
  const summary = { ...options, artifactId };
  const isHistogram = options.mode === 'histogram';
  const index = isHistogram ? await readIndex(source, { ...reading, mark: false }) : undefined;
  const graph = index === undefined ? await readGraph(source, reading) : undefined;
  const read = index ?? (graph as NonNullable<typeof graph>);
  const found = graph === undefined ? histogramOf(read, summary) : await summarise(graph, summary);
  const dump: HeapDump = graph !== undefined && weak === 'exclude' ? { ...found, weakReferents: 'excluded' } : found;
  const problems = read.problems.map(({ byteOffset, message }) =>
    byteOffset === undefined ? message : `byte ${byteOffset}: ${message}`,
  );
  return { dump, problems: problems.slice(0, 20), records: read.objects };
};
