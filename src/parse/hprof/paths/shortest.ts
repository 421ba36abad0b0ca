import { type HeapGraph, objectBits, weakEdge } from '../../../model/heap-graph.ts';
import { bitSet, hasBit, setBit } from '../graph/bits.ts';

export type PathInput = {
  readonly count: number;
  readonly start: Int32Array;
  readonly edges: Int32Array;
  readonly roots: readonly number[];
  readonly spare: HeapGraph['spare'];
};

/**
 * Shortest ways from a root to each of the wanted objects over references that keep alive (weak referents are not followed), breadth
 * first; ends as soon as all are found. A way begins with the root; none for what only weak references reach.
 */
export const shortestPaths = (
  { count, start, edges, roots, spare }: PathInput,
  wanted: readonly number[],
): ReadonlyMap<number, readonly number[]> => {
  // One more than the object before; 0 is not reached yet.
  const before = spare[0].fill(0);
  const queue = spare[1];
  const wantedBits = bitSet(count);
  const left = new Set(wanted);
  for (const object of left) setBit(wantedBits, object);
  let missing = left.size;
  let tail = 0;
  for (const root of roots) {
    if (before[root] !== 0) continue;
    before[root] = root + 1;
    if (hasBit(wantedBits, root)) missing--;
    queue[tail++] = root;
  }
  for (let head = 0; head < tail && missing > 0; head++) {
    const object = queue[head] as number;
    let at = start[object] as number;
    if (at < 0) continue;
    for (;;) {
      const edge = edges[at++] as number;
      const target = edge & objectBits;
      if (before[target] === 0 && (edge & weakEdge) === 0) {
        before[target] = object + 1;
        queue[tail++] = target;
        if (hasBit(wantedBits, target)) missing--;
      }
      if (edge < 0) break;
    }
  }
  const paths = new Map<number, readonly number[]>();
  for (const object of left) {
    if (before[object] === 0) continue;
    const path = [object];
    for (let each = object; before[each] !== each + 1; path.push(each)) each = (before[each] as number) - 1;
    paths.set(object, path.reverse());
  }
  return paths;
};
