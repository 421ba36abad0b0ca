import type { HeapContent } from '../../model/heap-dump.ts';
import { classNameOf, type HeapGraph, retainedBytesOf, shallowBytesOf } from '../../model/heap-graph.ts';

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

/** Objects directly below a preorder number, the most retained first. */
export const childrenOf = (graph: HeapGraph, top: number): readonly number[] => {
  const children: number[] = [];
  for (let v = graph.firstChild[top] as number; v !== 0; v = graph.nextSibling[v] as number) children.push(v);
  return children.sort((a, b) => (graph.retained[b] as number) - (graph.retained[a] as number) || a - b);
};

/** The largest child, without a list of all. 0: there is none. */
export const largestChild = (graph: HeapGraph, top: number): number => {
  let best = 0;
  for (let v = graph.firstChild[top] as number; v !== 0; v = graph.nextSibling[v] as number) {
    if (best === 0 || (graph.retained[v] as number) > (graph.retained[best] as number)) best = v;
  }
  return best;
};

/** What stands directly below, by class; a class with one object keeps its number so that its reference can be named. */
export const childrenByClass = (
  graph: HeapGraph,
  tops: readonly number[],
  most: number,
): readonly (HeapContent & { readonly object?: number })[] => {
  const groups = new Map<string, { objects: number; first: number; shallowBytes: number; retainedBytes: number }>();
  const large = tops.length === 1 ? new Set(childrenOf(graph, tops[0] as number).slice(0, most)) : new Set<number>();
  for (const top of tops) {
    for (let v = graph.firstChild[top] as number; v !== 0; v = graph.nextSibling[v] as number) {
      const object = graph.vertex[v] as number;
      const name = classNameOf(graph, object);
      // A holder with few large children of one class (a class with three static maps) shows each of them.
      const key =
        large.has(v) && (graph.retained[v] as number) * 20 > (graph.retained[top] as number) ? `${name} ${v}` : name;
      const group = groups.get(key) ?? { objects: 0, first: object, shallowBytes: 0, retainedBytes: 0 };
      group.objects++;
      group.shallowBytes += shallowBytesOf(graph, object);
      group.retainedBytes += retainedBytesOf(graph, object);
      groups.set(key, group);
    }
  }
  return [...groups.values()]
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
