import { hasBit } from '../graph/bits.ts';
import { type GraphMemory, plainMemory } from '../kernel/graph.ts';
import type { Preorder } from './walk.ts';

type Options = {
  /** Objects that are roots, where references to roots are edges of the graph too. */
  readonly rootBits?: Int32Array | undefined;
  readonly memory?: GraphMemory;
};

/**
 * Immediate dominators by semidominators and nearest common ancestors (Georgiadis, "Linear-Time Algorithms for Dominators and Related
 * Problems", 2005, SNCA), iterative throughout. `idom`: the dominator of each preorder number; 0 for what only the root above all roots
 * dominates. O(edges log objects) at worst, close to linear. Writes into `from` (the semidominator of w at w + 1, which is of no more use
 * by then) and `spent`: memory of a large heap is not taken twice. `stack` is free for others, as long as `parent`.
 */
export const immediateDominators = (
  order: Preorder,
  { rootBits, memory = plainMemory }: Options = {},
): { readonly idom: Int32Array; readonly stack: Int32Array } => {
  const { reached, vertex, parent, from, predecessors, spent: label } = order;
  const ancestor = memory.words(reached + 1);
  ancestor.set(parent.subarray(0, reached + 1));
  const stack = memory.words(parent.length);
  const { kernel } = memory.shared(parent, ancestor, from, label, stack, predecessors) ? memory : plainMemory;
  if (kernel !== undefined && rootBits === undefined) {
    kernel.dominate(
      reached,
      parent.byteOffset,
      ancestor.byteOffset,
      from.byteOffset,
      label.byteOffset,
      stack.byteOffset,
      predecessors.byteOffset,
    );
    return { idom: ancestor, stack };
  }
  let end = from[reached + 1] as number;
  for (let w = reached; w > 0; w--) {
    let best = parent[w] as number;
    const first = from[w] as number;
    for (let i = first; i < end; i++) {
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
    from[w + 1] = best;
    label[w] = best;
    end = first;
  }
  const idom = ancestor;
  idom[0] = 0;
  for (let w = 1; w <= reached; w++) {
    let dominator = parent[w] as number;
    const limit = from[w + 1] as number;
    while (dominator > limit) dominator = idom[dominator] as number;
    idom[w] = dominator;
  }
  return { idom, stack };
};
