import { classGroups, classRows, retainedClasses, totalOf } from '../../facts/heap/class-rows.ts';
import { loaderGroups, loaderRows } from '../../facts/heap/loaders.ts';
import { ownedContents } from '../../facts/heap/owned.ts';
import { type Lookups, neededLookups, pathKey, rootPath } from '../../facts/heap/reference.ts';
import { largestChildren } from '../../facts/heap/subtree.ts';
import { findSuspects } from '../../facts/heap/suspect.ts';
import { suspectRow } from '../../facts/heap/suspect-row.ts';
import { threadObjects, threadRows } from '../../facts/heap/thread-hold.ts';
import { wholeTree } from '../../facts/heap/tree.ts';
import type { HeapDump, HeapRootKind } from '../../model/heap-dump.ts';
import { addressText, classNameOf, type HeapGraph, retainedBytesOf, shallowBytesOf } from '../../model/heap-graph.ts';
import { type ContentSource, readFields, readPlaces, readTexts } from '../../parse/hprof/contents/read.ts';
import { retainedByGroup } from '../../parse/hprof/dominators/retained.ts';
import { shortestPaths } from '../../parse/hprof/paths/shortest.ts';
import type { DumpGraph, DumpIndex } from '../../parse/hprof/read-graph.ts';
import { heapMaximum } from './heap-maximum.ts';
import { leakedLoaders, textHolder, withWays } from './holders.ts';
import { inspectAll } from './inspect.ts';
import { duplicateStrings, finalizersOf, largeCollections, scanHeap } from './scan.ts';

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
const histogramLimit = 2000;

const base = (index: DumpIndex, { artifactId, top, wholePaths }: BaseOptions) => ({
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

const rootCounts = (kinds: Iterable<HeapRootKind>): HeapDump['roots'] => {
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
    ...base(index, options),
    mode: 'histogram',
    histogram: rows.slice(0, histogramLimit),
    classesTotal: rows.length,
    roots: rootCounts(index.first.roots.map(({ kind }) => kind)),
  };
};

/** Names of threads and class loaders. */
const readLabels = async (source: ContentSource, loaders: readonly number[]): Promise<Lookups> => {
  const { graph } = source;
  const threads = threadObjects(graph).slice(0, 2000);
  const named = [
    ...threads,
    ...loaders
      .map((loader) => graph.objectAt(loader))
      .filter((object) => object >= 0)
      .slice(0, 500),
  ];
  const fields = await readFields(source, named);
  const texts = new Map<number, number>();
  for (const [object, values] of fields) {
    const name = values.find((field) => field.name === 'name' && field.type === 'L');
    const text = graph.objectAt(Number(name?.value ?? 0));
    if (text >= 0) texts.set(object, text);
  }
  const found = await readTexts(source, texts.values());
  const labels = new Map<number, string>();
  for (const [object, text] of texts) {
    const name = found.get(text);
    if (name !== undefined) labels.set(object, name);
  }
  return { fields, places: new Map(), labels };
};

const readLookups = async (
  source: ContentSource,
  paths: readonly (readonly number[])[],
  labels: Lookups,
): Promise<Lookups> => {
  const { instances, arrays } = neededLookups(source.graph, paths);
  const fields = new Map([...labels.fields, ...(await readFields(source, instances))]);
  return { fields, places: await readPlaces(source, arrays), labels: labels.labels };
};

const objectOf = (graph: HeapGraph, v: number): number => graph.vertex[v] as number;

/** Rows of dominators that are kept: comparisons need more than a screen. */
const dominatorLimit = 50;

/** All that is known of a dump, small enough for a report: figures, holders, ways and names. */
export const summarise = async (dump: DumpGraph, options: SummaryOptions): Promise<HeapDump> => {
  const { graph } = dump;
  const source: ContentSource = { dump: dump.dump, graph, blocks: dump.blocks };
  const loaders = loaderGroups(graph);
  const sums = retainedByGroup(
    graph,
    { first: graph.firstChild, next: graph.nextSibling },
    {
      groupOf: classGroups(graph),
      groups: graph.classes.length,
      outerOf: loaders.outerOf,
      outerGroups: loaders.loaders.length,
    },
  );
  const { reachable, unreachable } = classRows(graph);
  const scanned = await scanHeap(source);
  const large = largeCollections(graph, scanned.collections);
  const buffers = scanned.direct.biggest.sort((a, b) => b.capacityBytes - a.capacityBytes).slice(0, 5);
  const suspects = findSuspects(graph).slice(0, 10);
  const { largest: dominators, total: dominatorsTotal } = largestChildren(
    graph,
    0,
    Math.max(options.top, dominatorLimit),
  );
  const labels = await readLabels(
    source,
    loaders.loaders.filter((loader) => loader > 0),
  );
  const loaderList = loaderRows(graph, loaders, sums.outer, labels.labels);
  const duplicates = scanned.strings?.result(10);
  const wanted = [
    ...leakedLoaders(graph, loaderList),
    ...(duplicates?.top ?? []).map(({ array }) => array),
    ...dominators.map((v) => objectOf(graph, v)),
    ...suspects.map(({ members }) => objectOf(graph, members[0] as number)),
    ...large.map(({ object }) => object),
    ...buffers.map(({ object }) => object),
  ];
  const roots = graph.roots.map(({ object }) => object);
  const ways = { count: graph.objects, start: graph.start, edges: graph.edges };
  const paths = new Map(shortestPaths({ ...ways, roots }, wanted));
  const inner = new Map<number, readonly number[]>();
  for (const { members, accumulation } of suspects) {
    if (accumulation === undefined) continue;
    const from = objectOf(graph, members[0] as number);
    const to = objectOf(graph, accumulation);
    const way = shortestPaths({ ...ways, roots: [from] }, [to]).get(to);
    if (way !== undefined) inner.set(to, way);
  }
  const children = suspects.flatMap(({ members, accumulation }) => {
    if (members.length > 1) return [];
    const holder = accumulation ?? (members[0] as number);
    return largestChildren(graph, holder, 12).largest.map(
      (child) => [objectOf(graph, holder), objectOf(graph, child)] as const,
    );
  });
  const contents = ownedContents(
    graph,
    suspects.map(({ members }) => members),
  );
  const lookups = await readLookups(source, [...paths.values(), ...inner.values(), ...children], labels);
  const keyOf = (object: number): readonly string[] => pathKey(rootPath(graph, lookups, paths.get(object) ?? [object]));
  const total = (graph.retained[0] as number) * 8;
  const threads = threadRows(graph, lookups, 20);
  const finalizers = await finalizersOf(source);
  const heapMaxBytes = await heapMaximum(source);
  const holderOf = (array: number): string | undefined => textHolder(graph, lookups, paths.get(array) ?? []);
  return {
    ...base(dump, options),
    mode: 'graph',
    ...(heapMaxBytes === undefined ? {} : { heapMaxBytes }),
    reachable: { objects: graph.reached, shallowBytes: total },
    unreachable: { ...totalOf(unreachable), histogram: unreachable.slice(0, 50) },
    histogram: reachable.slice(0, histogramLimit),
    classesTotal: reachable.length,
    roots: rootCounts([...graph.roots, ...[...graph.locals.values()].flat()].map(({ kind }) => kind)),
    dominators: dominators.map((v) => {
      const object = objectOf(graph, v);
      const threadName = lookups.labels.get(object);
      return {
        address: addressText(graph.addressOf(object)),
        className: classNameOf(graph, object),
        shallowBytes: shallowBytesOf(graph, object),
        retainedBytes: retainedBytesOf(graph, object),
        retainedPct: (100 * retainedBytesOf(graph, object)) / total,
        ...(threadName === undefined ? {} : { threadName }),
        pathKey: keyOf(object),
      };
    }),
    dominatorsTotal,
    classes: retainedClasses(graph, sums.inner, reachable, Math.max(options.top, 200)),
    suspects: suspects.map((suspect, index) =>
      suspectRow(graph, lookups, {
        suspect,
        paths,
        inner,
        contents: contents[index] ?? [],
        appPackages: options.appPackages,
      }),
    ),
    threads,
    threadsTotal: threadObjects(graph).length,
    loaders: withWays(graph, loaderList.slice(0, 20), { lookups, ways: paths }),
    loadersTotal: loaders.loaders.length - 1,
    collections: {
      kinds: scanned.collections.kinds(20),
      biggest: large.map(({ object, address, entries, capacity, ...rest }) => ({
        address,
        className: classNameOf(graph, object),
        entries,
        capacity,
        retainedBytes: retainedBytesOf(graph, object),
        ...('elementClass' in rest ? rest : {}),
        pathKey: keyOf(object),
      })),
    },
    ...(duplicates === undefined ? {} : { duplicateStrings: await duplicateStrings(source, duplicates, holderOf) }),
    directBuffers: {
      buffers: scanned.direct.buffers,
      capacityBytes: scanned.direct.capacityBytes,
      biggest: buffers.map(({ object, capacityBytes }) => ({
        address: addressText(graph.addressOf(object)),
        capacityBytes,
        pathKey: keyOf(object),
      })),
    },
    ...(finalizers === undefined ? {} : { finalizers }),
    ...(options.depth > 0
      ? { tree: wholeTree(graph, { depth: options.depth, width: 8, labels: lookups.labels }) }
      : {}),
    ...(options.queries.length > 0 ? { inspected: await inspectAll(source, lookups, options) } : {}),
  };
};
