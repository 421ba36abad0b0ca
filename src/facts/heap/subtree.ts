import type { HeapContent } from '../../model/heap-dump.ts';
import { classNameOf, type HeapGraph, shallowBytesOf } from '../../model/heap-graph.ts';

/** Calls back for a preorder number and everything below it in the dominator tree; `leave` after the last child. */
export const walkDominated = (
  graph: HeapGraph,
  top: number,
  enter: (v: number) => void,
  leave?: (v: number) => void,
): void => {
  const { firstChild, nextSibling, idom } = graph;
  let v = top;
  for (;;) {
    enter(v);
    const child = firstChild[v] as number;
    if (child !== 0) {
      v = child;
      continue;
    }
    for (;;) {
      leave?.(v);
      if (v === top) return;
      const next = nextSibling[v] as number;
      if (next !== 0) {
        v = next;
        break;
      }
      v = idom[v] as number;
    }
  }
};

type Tally = { instances: number; shallowBytes: number; retainedBytes: number; open: number };

const rows = (graph: HeapGraph, tallies: ReadonlyMap<number, Tally>, most: number): readonly HeapContent[] =>
  [...tallies]
    .map(([ordinal, { instances, shallowBytes, retainedBytes }]) => ({
      className: graph.classes[ordinal]?.name ?? 'unknown',
      instances,
      shallowBytes,
      retainedBytes,
    }))
    .sort((a, b) => b.shallowBytes - a.shallowBytes || (a.className < b.className ? -1 : 1))
    .slice(0, most);

/** Everything the objects with these preorder numbers keep, themselves left out, by class, the most bytes first. */
export const contentsOf = (graph: HeapGraph, tops: readonly number[], most: number): readonly HeapContent[] => {
  const tallies = new Map<number, Tally>();
  for (const top of tops) {
    walkDominated(
      graph,
      top,
      (v) => {
        if (v === top) return;
        const object = graph.vertex[v] as number;
        const ordinal = graph.classOf[object] as number;
        let tally = tallies.get(ordinal);
        if (tally === undefined) {
          tally = { instances: 0, shallowBytes: 0, retainedBytes: 0, open: 0 };
          tallies.set(ordinal, tally);
        }
        tally.instances++;
        tally.shallowBytes += shallowBytesOf(graph, object);
        if (tally.open++ === 0) tally.retainedBytes += (graph.retained[v] as number) * 8;
      },
      (v) => {
        const tally = v === top ? undefined : tallies.get(graph.classOf[graph.vertex[v] as number] as number);
        if (tally !== undefined) tally.open--;
      },
    );
  }
  return rows(graph, tallies, most);
};

/** Objects directly below a preorder number: the largest `most`, and how many there are. */
export const largestChildren = (
  graph: HeapGraph,
  top: number,
  most: number,
): { readonly largest: readonly number[]; readonly total: number } => {
  const { firstChild, nextSibling, retained } = graph;
  const largest: number[] = [];
  let total = 0;
  let floor = -1;
  const bySize = (a: number, b: number): number => (retained[b] as number) - (retained[a] as number) || a - b;
  for (let v = firstChild[top] as number; v !== 0; v = nextSibling[v] as number) {
    total++;
    if ((retained[v] as number) <= floor) continue;
    largest.push(v);
    if (largest.length < most * 2 + 16) continue;
    largest.sort(bySize).length = most;
    floor = retained[largest.at(-1) ?? 0] as number;
  }
  return { largest: largest.sort(bySize).slice(0, most), total };
};

/** The largest child. 0: there is none. */
export const largestChild = (graph: HeapGraph, top: number): number => {
  let best = 0;
  for (let v = graph.firstChild[top] as number; v !== 0; v = graph.nextSibling[v] as number) {
    if (best === 0 || (graph.retained[v] as number) > (graph.retained[best] as number)) best = v;
  }
  return best;
};

type Group = { objects: number; readonly first: number; shallowBytes: number; retainedBytes: number };

/** A child with more than this share of its parent has a row of its own beside others of its class. */
const ownRowShare = 0.05;

/** What stands directly below, by class; what is one object keeps its number so that its reference can be named. */
export const childrenByClass = (
  graph: HeapGraph,
  tops: readonly number[],
  most: number,
): readonly (HeapContent & { readonly object?: number })[] => {
  const [only] = tops;
  const large =
    only === undefined || tops.length > 1
      ? []
      : largestChildren(graph, only, most).largest.filter(
          (v) => (graph.retained[v] as number) > (graph.retained[only] as number) * ownRowShare,
        );
  const own = new Set(large);
  const groups = new Map<number, Group>();
  const rows: Group[] = [];
  for (const top of tops) {
    for (let v = graph.firstChild[top] as number; v !== 0; v = graph.nextSibling[v] as number) {
      const object = graph.vertex[v] as number;
      // Class objects are of one class, but each stands for another.
      const key = graph.classObjects.get(object) ?? -(graph.classOf[object] as number) - 1;
      let group = own.has(v) ? undefined : groups.get(key);
      if (group === undefined) {
        group = { objects: 0, first: object, shallowBytes: 0, retainedBytes: 0 };
        rows.push(group);
        if (!own.has(v)) groups.set(key, group);
      }
      group.objects++;
      group.shallowBytes += shallowBytesOf(graph, object);
      group.retainedBytes += (graph.retained[v] as number) * 8;
    }
  }
  return rows
    .sort((a, b) => b.retainedBytes - a.retainedBytes || a.first - b.first)
    .slice(0, most)
    .map(({ objects, first, shallowBytes, retainedBytes }) => ({
      className: classNameOf(graph, first),
      instances: objects,
      shallowBytes,
      retainedBytes,
      ...(objects === 1 ? { object: first } : {}),
    }));
};
