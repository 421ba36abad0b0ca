import type { Sizes } from '../../../model/heap-graph.ts';
import type { Preorder } from './walk.ts';

/** Sums over a heap below 16 GiB fit the signed words the loops are fastest with. */
const largestUnits = 2 ** 31;

/**
 * What each object keeps alive, itself included, in units of 8 bytes by preorder number; [0] is everything reachable. A dominator has
 * a smaller number than what it dominates, so one pass backwards is enough. Writes over `parent`, of no more use by then.
 */
export const retainedSizes = (
  { reached, vertex, parent: spent }: Pick<Preorder, 'reached' | 'vertex' | 'parent'>,
  idom: Int32Array,
  shallow: Int32Array,
): Sizes => {
  let total = 0;
  for (let v = 1; v <= reached; v++) total += (shallow[vertex[v] as number] as number) >>> 0;
  const retained = total < largestUnits ? spent.subarray(0, reached + 1).fill(0) : new Float64Array(reached + 1);
  for (let v = reached; v > 0; v--) {
    retained[v]! += (shallow[vertex[v] as number] as number) >>> 0;
    retained[idom[v] as number]! += retained[v] as number;
  }
  return retained;
};

/** Children of each preorder number in the dominator tree: `first[v]`, then `next[child]`; 0 ends. */
export type Children = { readonly first: Int32Array; readonly next: Int32Array };

/** Writes over `spent` and `from` of the walk, of no more use by then. */
export const childrenOf = (
  { reached, spent, from }: Pick<Preorder, 'reached' | 'spent' | 'from'>,
  idom: Int32Array,
): Children => {
  const first = spent.subarray(0, reached + 1).fill(0);
  const next = from.subarray(0, reached + 1).fill(0);
  for (let v = reached; v > 0; v--) {
    next[v] = first[idom[v] as number] as number;
    first[idom[v] as number] = v;
  }
  return { first, next };
};

export type Grouping = {
  /** Kind of each object, objects of one kind are in the same groups; `isVaried`: of such kinds some objects have another one. */
  readonly kindOf: Uint16Array | Int32Array;
  readonly isVaried: Uint8Array;
  readonly otherKind: ReadonlyMap<number, number>;
  /** By kind: its group, its larger group (of groups), and a second one of these; 0 is no group. */
  readonly innerOf: Int32Array;
  readonly outerOf: Int32Array;
  readonly alsoOf: Int32Array;
  readonly groups: number;
  readonly outerGroups: number;
};

/**
 * Retained by all objects of each group together, in units of 8 bytes: of nested ones only the topmost counts (Eclipse MAT's "minimum
 * retained size"); at the same time for groups of groups: classes and their loaders.
 */
export const retainedByGroup = (
  {
    reached,
    vertex,
    idom,
    retained,
  }: { readonly reached: number; readonly vertex: Int32Array; readonly idom: Int32Array; readonly retained: Sizes },
  { first, next }: Children,
  { kindOf, isVaried, otherKind, innerOf, outerOf, alsoOf, groups, outerGroups }: Grouping,
): { readonly inner: Float64Array; readonly outer: Float64Array } => {
  const inner = new Float64Array(groups);
  const outer = new Float64Array(outerGroups);
  const open = new Int32Array(groups);
  const openOuter = new Int32Array(outerGroups);
  const kindAt = (object: number): number => {
    const kind = kindOf[object] as number;
    return isVaried[kind] === 0 ? kind : (otherKind.get(object) ?? kind);
  };
  let v = reached === 0 ? 0 : (first[0] as number);
  while (v !== 0) {
    const kind = kindAt(vertex[v] as number);
    const narrow = innerOf[kind] as number;
    const wide = outerOf[kind] as number;
    const also = alsoOf[kind] as number;
    if (open[narrow] === 0) inner[narrow]! += retained[v] as number;
    if (openOuter[wide] === 0) outer[wide]! += retained[v] as number;
    if (also !== 0 && openOuter[also] === 0) outer[also]! += retained[v] as number;
    const child = first[v] as number;
    if (child !== 0) {
      open[narrow]!++;
      openOuter[wide]!++;
      openOuter[also]!++;
      v = child;
      continue;
    }
    while (v !== 0 && next[v] === 0) {
      v = idom[v] as number;
      if (v === 0) break;
      const closed = kindAt(vertex[v] as number);
      open[innerOf[closed] as number]!--;
      openOuter[outerOf[closed] as number]!--;
      openOuter[alsoOf[closed] as number]!--;
    }
    if (v !== 0) v = next[v] as number;
  }
  return { inner, outer };
};
