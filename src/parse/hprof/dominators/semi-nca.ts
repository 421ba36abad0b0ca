import { hasBit } from '../graph/bits.ts';
import type { Preorder } from './walk.ts';

/**
 * Immediate dominators by semidominators and nearest common ancestors (Georgiadis, "Linear-Time Algorithms for Dominators and Related
 * Problems", 2005, SNCA), iterative throughout. Returns the dominator of each preorder number; 0 for what only the root above all roots
 * dominates. `rootBits`: objects that are roots, where references to roots are edges of the graph too. O(edges log objects) at worst, close to linear.
 */
export const immediateDominators = (
  { reached, vertex, parent, from, predecessors }: Preorder,
  rootBits?: Int32Array,
): Int32Array => {
  const semi = new Int32Array(reached + 1);
  const label = new Int32Array(reached + 1);
  const ancestor = parent.slice(0, reached + 1);
  const stack = new Int32Array(reached + 1);
  for (let w = reached; w > 0; w--) {
    let best = parent[w] as number;
    const end = from[w + 1] as number;
    for (let i = from[w] as number; i < end; i++) {
      let u = predecessors[i] as number;
      if (u > w) {
        if ((ancestor[u] as number) > w) {
          let depth = 0;
          let x = u;
          while ((ancestor[x] as number) > w) {
            stack[depth++] = x;
            x = ancestor[x] as number;
          }
          let above = x;
          while (depth > 0) {
            const y = stack[--depth] as number;
            if ((label[above] as number) < (label[y] as number)) label[y] = label[above] as number;
            ancestor[y] = ancestor[above] as number;
            above = y;
          }
        }
        u = label[u] as number;
      }
      if (u < best) best = u;
    }
    if (rootBits !== undefined && hasBit(rootBits, vertex[w] as number)) best = 0;
    semi[w] = best;
    label[w] = best;
  }
  const idom = ancestor;
  idom[0] = 0;
  for (let w = 1; w <= reached; w++) {
    let dominator = parent[w] as number;
    const limit = semi[w] as number;
    while (dominator > limit) dominator = idom[dominator] as number;
    idom[w] = dominator;
  }
  return idom;
};
