import type { HeapClassRow, HeapRetainedClass, HeapTotals } from '../../model/heap-dump.ts';
import { addressText, classNameOf, type HeapGraph } from '../../model/heap-graph.ts';

type Counts = { readonly instances: Float64Array; readonly bytes: Float64Array };

const noCounts = (graph: HeapGraph): Counts => ({
  instances: new Float64Array(graph.classes.length),
  bytes: new Float64Array(graph.classes.length),
});

/** Loaders of the JDK's own classes need no mention. */
const jdkLoader =
  /^jdk\.internal\.loader\.|^sun\.misc\.Launcher\$|^sun\.reflect\.DelegatingClassLoader$|^jdk\.internal\.reflect\./;

/** `org.apache.catalina.loader.ParallelWebappClassLoader @ 0x...`; undefined for a loader of the JDK. */
export const loaderText = (graph: HeapGraph, loader: number): string | undefined => {
  if (loader === 0) return undefined;
  const object = graph.objectAt(loader);
  const name = object < 0 ? 'unknown loader' : classNameOf(graph, object);
  return jdkLoader.test(name) ? undefined : `${name} @ ${addressText(loader)}`;
};

const rowsOf = (graph: HeapGraph, { instances, bytes }: Counts): readonly HeapClassRow[] =>
  graph.classes
    .filter(({ ordinal }) => (instances[ordinal] as number) > 0)
    .map(({ ordinal, name, loader }) => {
      const text = loaderText(graph, loader);
      return {
        className: name,
        instances: instances[ordinal] as number,
        shallowBytes: bytes[ordinal] as number,
        ...(text === undefined ? {} : { loader: text }),
      };
    })
    .sort(
      (a, b) => b.shallowBytes - a.shallowBytes || b.instances - a.instances || (a.className < b.className ? -1 : 1),
    );

/** All classes of the objects that are reached, and of those that are not; the most bytes first. */
export const classRows = (
  graph: HeapGraph,
): { readonly reachable: readonly HeapClassRow[]; readonly unreachable: readonly HeapClassRow[] } => {
  const { objects, classOf, number, shallow } = graph;
  const kept = noCounts(graph);
  const lost = noCounts(graph);
  for (let object = 0; object < objects; object++) {
    const { instances, bytes } = number[object] === 0 ? lost : kept;
    const ordinal = classOf[object] as number;
    instances[ordinal]!++;
    bytes[ordinal]! += ((shallow[object] as number) >>> 0) * 8;
  }
  return { reachable: rowsOf(graph, kept), unreachable: rowsOf(graph, lost) };
};

export const totalOf = (rows: readonly HeapClassRow[]): HeapTotals => ({
  objects: rows.reduce((sum, { instances }) => sum + instances, 0),
  shallowBytes: rows.reduce((sum, { shallowBytes }) => sum + shallowBytes, 0),
});

/**
 * Retained by all class objects and instances of java.lang.Class together, of nested ones the topmost only; units of 8 bytes. Eclipse MAT
 * adds a class to its instances, and java.lang.Class is both: what that class object itself retains counts twice, as there.
 */
export const retainedByClassClass = (graph: HeapGraph, ordinal: number): number => {
  const known = new Map<number, boolean>();
  let sum = 0;
  const isBelow = (v: number): boolean => {
    const way: number[] = [];
    let at = graph.idom[v] as number;
    let found = false;
    for (; at !== 0; at = graph.idom[at] as number) {
      const before = known.get(at);
      if (before !== undefined) {
        found = before;
        break;
      }
      if (graph.classOf[graph.vertex[at] as number] === ordinal) {
        found = true;
        break;
      }
      way.push(at);
    }
    for (const each of way) known.set(each, found);
    return found;
  };
  for (let v = 1; v <= graph.reached; v++) {
    if (graph.classOf[graph.vertex[v] as number] === ordinal && !isBelow(v)) sum += graph.retained[v] as number;
  }
  const own = graph.number[graph.objectAt(graph.classes[ordinal]?.address ?? 0)] ?? 0;
  return own === 0 || isBelow(own) ? sum : sum + (graph.retained[own] as number);
};

/** The classes by what their objects retain, the most first. */
export const retainedClasses = (
  graph: HeapGraph,
  retained: Float64Array,
  rows: readonly HeapClassRow[],
  most: number,
): readonly HeapRetainedClass[] => {
  const classOrdinal = graph.classes.find(({ name }) => name === 'java.lang.Class')?.ordinal ?? -1;
  const shown = new Map(rows.map((row) => [`${row.className} ${row.loader ?? ''}`, row]));
  return graph.classes
    .map(({ ordinal, name, loader }) => {
      const text = loaderText(graph, loader);
      const row = shown.get(`${name} ${text ?? ''}`);
      const units = ordinal === classOrdinal ? retainedByClassClass(graph, ordinal) : (retained[ordinal] as number);
      return {
        className: name,
        instances: row?.instances ?? 0,
        shallowBytes: row?.shallowBytes ?? 0,
        retainedBytes: units * 8,
        ...(text === undefined ? {} : { loader: text }),
      };
    })
    .filter(({ retainedBytes }) => retainedBytes > 0)
    .sort((a, b) => b.retainedBytes - a.retainedBytes || (a.className < b.className ? -1 : 1))
    .slice(0, most);
};
