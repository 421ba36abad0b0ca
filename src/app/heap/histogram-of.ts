import type { HeapDump, HeapRootKind } from '../../model/heap-dump.ts';
import type { DumpIndex } from '../../parse/hprof/read-graph.ts';

export type SummaryOptions = {
  readonly artifactId: string;
  /** Rows of histogram, dominators and classes. */
  readonly top: number;
  /** Levels of the dominator tree; 0: none. */
  readonly depth: number;
  /** `0x...` addresses and class names to look into. */
  readonly queries: readonly string[];
  readonly wholePaths: boolean;
  readonly appPackages?: readonly string[];
};

type BaseOptions = Pick<SummaryOptions, 'artifactId' | 'top' | 'wholePaths'>;

/** Rows of the histogram that are kept, whatever is shown: comparisons need the tail. */
export const histogramLimit = 2000;

export const dumpHead = (index: DumpIndex, { artifactId, top, wholePaths }: BaseOptions) => ({
  artifactId,
  rows: top,
  ...(wholePaths ? { wholePaths: true as const } : {}),
  takenAtMs: index.dump.header.takenAtMs,
  idBytes: index.dump.header.idBytes,
  compressedOops: index.layout.idBytes === 8 && index.layout.referenceBytes === 4,
  compactHeaders: index.first.compactHeaders,
  objects: index.objects,
  shallowBytes: index.shallowBytes,
  ...(index.cut === undefined ? {} : { cut: index.cut }),
});

export const rootCounts = (kinds: Iterable<HeapRootKind>): HeapDump['roots'] => {
  const counts = new Map<HeapRootKind, number>();
  for (const kind of kinds) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts].map(([kind, count]) => ({ kind, count })).sort((a, b) => b.count - a.count);
};

/** What one pass over a dump tells. */
export const histogramOf = (index: DumpIndex, options: BaseOptions): HeapDump => {
  const classes = index.classes.reduce((count, { isSynthetic }) => count + (isSynthetic ? 0 : 1), 0);
  const classBytes = index.classes.reduce((sum, each) => sum + (each.isSynthetic ? 0 : each.classObjectBytes), 0);
  const rows = index.classes
    .map(({ name, instances, shallowBytes }) =>
      name === 'java.lang.Class'
        ? { className: name, instances: instances + classes, shallowBytes: shallowBytes + classBytes }
        : { className: name, instances, shallowBytes },
    )
    .filter(({ instances }) => instances > 0)
    .sort(
      (a, b) => b.shallowBytes - a.shallowBytes || b.instances - a.instances || (a.className < b.className ? -1 : 1),
    );
  return {
    ...dumpHead(index, options),
    mode: 'histogram',
    histogram: rows.slice(0, histogramLimit),
    classesTotal: rows.length,
    roots: rootCounts(index.first.roots.map(({ kind }) => kind)),
  };
};
