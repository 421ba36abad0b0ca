import { classRows, retainedClasses, totalOf } from '../../facts/heap/class-rows.ts';
import { loaderGroups, loaderRows, retainingGroups } from '../../facts/heap/loaders.ts';
import { ownedContents } from '../../facts/heap/owned.ts';
import { pathKey, rootPath } from '../../facts/heap/reference.ts';
import { largestChildren } from '../../facts/heap/subtree.ts';
import { findSuspects } from '../../facts/heap/suspect.ts';
import { suspectRow } from '../../facts/heap/suspect-row.ts';
import { threadObjects, threadRows } from '../../facts/heap/thread-hold.ts';
import { wholeTree } from '../../facts/heap/tree.ts';
import type { HeapDump } from '../../model/heap-dump.ts';
import { addressText, classNameOf, type HeapGraph, retainedBytesOf, shallowBytesOf } from '../../model/heap-graph.ts';
import type { ContentSource } from '../../parse/hprof/contents/read.ts';
import { retainedByGroup } from '../../parse/hprof/dominators/retained.ts';
import { shortestPaths } from '../../parse/hprof/paths/shortest.ts';
import type { DumpGraph } from '../../parse/hprof/read-graph.ts';
import { heapMaximum } from './heap-maximum.ts';
import { dumpHead, histogramLimit, rootCounts, type SummaryOptions } from './histogram-of.ts';
import { leakedLoaders, textHolder, withWays } from './holders.ts';
import { inspectAll } from './inspect.ts';
import { readLabels, readLookups } from './lookups.ts';
import { poolsOf } from './pools.ts';
import { duplicateStrings, finalizersOf, largeCollections, scanHeap } from './scan.ts';

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
    retainingGroups(graph, loaders),
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
  const { duplicates } = scanned;
  const wanted = [
    ...leakedLoaders(graph, loaderList),
    ...(duplicates?.top ?? []).map(({ array }) => array),
    ...dominators.map((v) => objectOf(graph, v)),
    ...suspects.map(({ members }) => objectOf(graph, members[0] as number)),
    ...large.map(({ object }) => object),
    ...buffers.map(({ object }) => object),
  ];
  const roots = graph.roots.map(({ object }) => object);
  const ways = { count: graph.objects, start: graph.start, edges: graph.edges, spare: graph.spare };
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
  const pools = await poolsOf(source);
  const holderOf = (array: number): string | undefined => textHolder(graph, lookups, paths.get(array) ?? []);
  return {
    ...dumpHead(dump, options),
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
    classes: retainedClasses(graph, sums.inner, reachable, Math.max(options.top, 400)),
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
    pools,
    ...(finalizers === undefined ? {} : { finalizers }),
    ...(options.depth > 0
      ? { tree: wholeTree(graph, { depth: options.depth, width: 8, labels: lookups.labels }) }
      : {}),
    ...(options.queries.length > 0 ? { inspected: await inspectAll(source, lookups, options) } : {}),
  };
};
