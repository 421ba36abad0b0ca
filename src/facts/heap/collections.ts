import type { HeapCollectionKind } from '../../model/heap-dump.ts';
import { classNameOf, eachReference, type HeapGraph, shallowBytesOf } from '../../model/heap-graph.ts';

/**
 * Where a collection of the JDK keeps its number of entries and its table. `entriesPerPlace`: how full the table is meant to be.
 * Field names from the sources of JDK 8 to 25; sets of the JDK are maps inside and counted as these.
 */
export type CollectionShape = {
  readonly className: string;
  /** Absent: as many as the table has places (CopyOnWriteArrayList). */
  readonly size?: string;
  readonly table?: string;
  readonly isHashed?: true;
};

export const collectionShapes: readonly CollectionShape[] = [
  { className: 'java.util.ArrayList', size: 'size', table: 'elementData' },
  { className: 'java.util.HashMap', size: 'size', table: 'table', isHashed: true },
  { className: 'java.util.concurrent.ConcurrentHashMap', size: 'baseCount', table: 'table', isHashed: true },
  { className: 'java.util.Hashtable', size: 'count', table: 'table', isHashed: true },
  { className: 'java.util.WeakHashMap', size: 'size', table: 'table', isHashed: true },
  { className: 'java.util.IdentityHashMap', size: 'size', table: 'table' },
  { className: 'java.util.TreeMap', size: 'size' },
  { className: 'java.util.LinkedList', size: 'size' },
  { className: 'java.util.Vector', size: 'elementCount', table: 'elementData' },
  { className: 'java.util.PriorityQueue', size: 'size', table: 'queue' },
  { className: 'java.util.concurrent.PriorityBlockingQueue', size: 'size', table: 'queue' },
  { className: 'java.util.concurrent.ArrayBlockingQueue', size: 'count', table: 'items' },
  { className: 'java.util.concurrent.LinkedBlockingDeque', size: 'count' },
  { className: 'java.util.concurrent.CopyOnWriteArrayList', table: 'array' },
  { className: 'java.lang.ThreadLocal$ThreadLocalMap', size: 'size', table: 'table', isHashed: true },
];

type Large = {
  readonly object: number;
  readonly entries: number;
  readonly capacity: number | null;
  readonly table: number;
};

type Kind = {
  instances: number;
  entries: number;
  empty: number;
  capacity: number;
  shallowBytes: number;
  wastedBytes: number;
};

const newKind = (): Kind => ({ instances: 0, entries: 0, empty: 0, capacity: 0, shallowBytes: 0, wastedBytes: 0 });

/** Places of a table, to the next even number: the padding of an odd one cannot be told from a place. */
const placesOf = (graph: HeapGraph, table: number): number =>
  Math.max(0, Math.floor((shallowBytesOf(graph, table) - graph.arrayHeaderBytes) / graph.referenceBytes));

/** Load factor of the JDK's hash tables. */
const hashLoad = 0.75;

/** Collects what the scan finds; `mostLarge` of the largest are kept. */
export const collectionTally = (graph: HeapGraph, mostLarge: number) => {
  const kinds = new Map<number, Kind>();
  let large: Large[] = [];
  let floor = 0;
  return {
    /** `entries` -1: as many as the table has places. `table` -1: none was made yet. */
    add(object: number, shape: CollectionShape, entries: number, table: number): void {
      const ordinal = graph.classOf[object] as number;
      const kind = kinds.get(ordinal) ?? newKind();
      kinds.set(ordinal, kind);
      const capacity = table < 0 ? 0 : placesOf(graph, table);
      const count = entries < 0 ? capacity : entries;
      kind.instances++;
      kind.entries += count;
      kind.capacity += shape.table === undefined ? count : capacity;
      kind.shallowBytes += shallowBytesOf(graph, object) + (table < 0 ? 0 : shallowBytesOf(graph, table));
      if (count === 0) kind.empty++;
      const needed = count === 0 ? 0 : shape.isHashed === true ? 2 ** Math.ceil(Math.log2(count / hashLoad)) : count;
      if (shape.table !== undefined && capacity > needed)
        kind.wastedBytes += (capacity - needed) * graph.referenceBytes;
      if (count <= floor) return;
      large.push({ object, entries: count, capacity: shape.table === undefined || table < 0 ? null : capacity, table });
      if (large.length >= mostLarge * 8) {
        large = large.sort((a, b) => b.entries - a.entries || a.object - b.object).slice(0, mostLarge);
        floor = large.at(-1)?.entries ?? 0;
      }
    },
    kinds: (most: number): readonly HeapCollectionKind[] =>
      [...kinds]
        .map(([ordinal, kind]) => ({ className: graph.classes[ordinal]?.name ?? 'unknown', ...kind }))
        .sort((a, b) => b.shallowBytes - a.shallowBytes || (a.className < b.className ? -1 : 1))
        .slice(0, most),
    large: (): readonly Large[] =>
      large.sort((a, b) => b.entries - a.entries || a.object - b.object).slice(0, mostLarge),
  };
};

/** Entries looked at to say what a collection holds. */
const looked = 2000;

/** The class most elements (of a map: values) of a collection have; undefined when there is none to see. */
export const elementClass = (graph: HeapGraph, table: number): string | undefined => {
  if (table < 0) return undefined;
  const counts = new Map<string, number>();
  let seen = 0;
  eachReference(graph, table, (entry) => {
    if (graph.classObjects.has(entry) || seen++ >= looked) return;
    let name = classNameOf(graph, entry);
    if (/(?:\$(?:Tree)?Node|\$Entry|\$TreeNode)$/.test(name) && name.startsWith('java.util.')) {
      const inner: string[] = [];
      eachReference(graph, entry, (target) => {
        if (!graph.classObjects.has(target) && classNameOf(graph, target) !== name)
          inner.push(classNameOf(graph, target));
      });
      // Key, then value: fields come in the order of the source.
      name = inner[1] ?? inner[0] ?? name;
    }
    counts.set(name, (counts.get(name) ?? 0) + 1);
  });
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
};
