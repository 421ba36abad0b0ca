import { lastEdge, objectBits, weakEdge } from '../../../model/heap-graph.ts';
import { type GraphMemory, plainMemory } from '../kernel/graph.ts';

/** Marks an edge of the depth-first tree while the walk lasts. */
const treeEdge = 1 << 30;
const keptBits = lastEdge | weakEdge;

export type Graph = {
  readonly count: number;
  readonly start: Int32Array;
  readonly edges: Int32Array;
  readonly roots: Iterable<number>;
};

/** Numbers 1..reached in the order of a depth-first walk; 0 stands above all roots. */
export type Preorder = {
  readonly reached: number;
  /** Number of each object, 0 for what no root reaches. */
  readonly number: Int32Array;
  readonly vertex: Int32Array;
  readonly parent: Int32Array;
  /** Of the walk, of no more use: as long as `parent`. */
  readonly spent: Int32Array;
  /** Predecessors that are not the parent: `predecessors[from[v] .. from[v + 1])`. */
  readonly from: Int32Array;
  readonly predecessors: Int32Array;
};

/**
 * Walks the graph without recursion (the parents are the stack) and leaves the edges as they were. While it walks it counts for each
 * object how many edges lead to it besides the one it was found by.
 */
export const walkDepthFirst = ({ count, start, edges, roots }: Graph, memory: GraphMemory = plainMemory): Preorder => {
  const number = memory.words(count);
  const vertex = memory.words(count + 1);
  const parent = memory.words(count + 1);
  const cursor = memory.words(count + 1);
  const inDegree = memory.words(count + 2);
  const { kernel } = memory.shared(start, edges, number, vertex, parent, cursor, inDegree) ? memory : plainMemory;
  let reached = 0;
  for (const root of roots) {
    if (kernel !== undefined) {
      const places = [start, edges, number, vertex, parent, cursor, inDegree].map(
        ({ byteOffset }) => byteOffset,
      ) as Places;
      reached = kernel.walk(root, reached, ...places);
      continue;
    }
    if (number[root] !== 0) continue;
    number[root] = ++reached;
    vertex[reached] = root;
    cursor[reached] = start[root] as number;
    let current = reached;
    while (current !== 0) {
      const at = cursor[current] as number;
      if (at < 0) {
        current = parent[current] as number;
        continue;
      }
      const edge = edges[at] as number;
      const target = edge & objectBits;
      cursor[current] = edge < 0 ? -1 : at + 1;
      const seen = number[target] as number;
      if (seen !== 0) {
        edges[at] = (edge & keptBits) | seen;
        inDegree[seen]!++;
        continue;
      }
      const next = ++reached;
      number[target] = next;
      edges[at] = (edge & keptBits) | treeEdge | next;
      vertex[next] = target;
      parent[next] = current;
      cursor[next] = start[target] as number;
      current = next;
    }
  }
  const { from, predecessors } = predecessorsOf(reached, { start, edges }, { vertex, inDegree, memory });
  return { reached, number, vertex, parent, spent: cursor, from, predecessors };
};

type Places = [
  start: number,
  edges: number,
  number: number,
  vertex: number,
  parent: number,
  cursor: number,
  inDegree: number,
];

/** Turns the edges around, those of the tree apart, and gives them their objects back. */
const predecessorsOf = (
  reached: number,
  { start, edges }: Pick<Graph, 'start' | 'edges'>,
  {
    vertex,
    inDegree,
    memory,
  }: { readonly vertex: Int32Array; readonly inDegree: Int32Array; readonly memory: GraphMemory },
): Pick<Preorder, 'from' | 'predecessors'> => {
  let sum = 0;
  for (let v = 0; v <= reached + 1; v++) {
    const degree = inDegree[v] as number;
    inDegree[v] = sum;
    sum += degree;
  }
  const from = inDegree;
  // Others work in it later: a word per object at least.
  const predecessors = memory.words(Math.max(sum, vertex.length));
  const { kernel } = memory.shared(start, edges, vertex, from, predecessors) ? memory : plainMemory;
  kernel?.turn(
    reached,
    start.byteOffset,
    edges.byteOffset,
    vertex.byteOffset,
    from.byteOffset,
    predecessors.byteOffset,
  );
  for (let v = kernel === undefined ? 1 : reached + 1; v <= reached; v++) {
    let at = start[vertex[v] as number] as number;
    if (at < 0) continue;
    for (;;) {
      const edge = edges[at] as number;
      const target = edge & objectBits;
      if ((edge & treeEdge) === 0) predecessors[from[target]!++] = v;
      edges[at] = (edge & keptBits) | (vertex[target] as number);
      if (edge < 0) break;
      at++;
    }
  }
  from.copyWithin(1, 0, reached + 1);
  from[0] = 0;
  return { from, predecessors };
};
