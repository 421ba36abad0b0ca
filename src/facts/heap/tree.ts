import { addressText, classNameOf, type HeapGraph, shallowBytesOf } from '../../model/heap-graph.ts';
import type { HeapTreeNode } from '../../model/heap-inspection.ts';
import { largestChildren } from './subtree.ts';

export type TreeOptions = {
  readonly depth: number;
  /** Children shown of each node. */
  readonly width: number;
  readonly labels: ReadonlyMap<number, string>;
};

/** What stands below a node, objects of one class too small for a row of their own in one row. */
const childNodes = (
  graph: HeapGraph,
  v: number,
  options: TreeOptions,
): Pick<HeapTreeNode, 'children' | 'childrenTotal'> => {
  const { largest: shown, total } = largestChildren(graph, v, options.depth <= 0 ? 0 : options.width);
  if (options.depth <= 0) return { children: [], childrenTotal: total };
  const own = new Set(shown);
  const below = { ...options, depth: options.depth - 1 };
  const children = shown.map((child) => treeNode(graph, child, below));
  const groups = new Map<string, { instances: number; shallowBytes: number; retainedBytes: number }>();
  for (let child = graph.firstChild[v] as number; child !== 0; child = graph.nextSibling[child] as number) {
    if (own.has(child)) continue;
    const object = graph.vertex[child] as number;
    const name = classNameOf(graph, object);
    const group = groups.get(name) ?? { instances: 0, shallowBytes: 0, retainedBytes: 0 };
    group.instances++;
    group.shallowBytes += shallowBytesOf(graph, object);
    group.retainedBytes += (graph.retained[child] as number) * 8;
    groups.set(name, group);
  }
  const grouped = [...groups]
    .sort(([, a], [, b]) => b.retainedBytes - a.retainedBytes)
    .slice(0, options.width)
    .map(
      ([className, group]): HeapTreeNode => ({ address: null, className, ...group, children: [], childrenTotal: 0 }),
    );
  return { children: [...children, ...grouped], childrenTotal: total };
};

/** The dominator tree from a preorder number downwards. */
export const treeNode = (graph: HeapGraph, v: number, options: TreeOptions): HeapTreeNode => {
  const object = graph.vertex[v] as number;
  const label = options.labels.get(object);
  return {
    address: addressText(graph.addressOf(object)),
    className: classNameOf(graph, object),
    instances: 1,
    shallowBytes: shallowBytesOf(graph, object),
    retainedBytes: (graph.retained[v] as number) * 8,
    ...(label === undefined ? {} : { label }),
    ...childNodes(graph, v, options),
  };
};

/** Everything reachable as one node above the roots. */
export const wholeTree = (graph: HeapGraph, options: TreeOptions): HeapTreeNode => ({
  address: null,
  className: '<GC roots>',
  instances: graph.reached,
  shallowBytes: 0,
  retainedBytes: (graph.retained[0] as number) * 8,
  ...childNodes(graph, 0, options),
});
