import { objectBits, weakEdge } from '../../../model/heap-graph.ts';
import { bitSet, hasBit, setBit } from '../graph/bits.ts';

export type PathInput = {
  readonly count: number;
  readonly start: Int32Array;
  readonly edges: Int32Array;
  readonly roots: readonly number[];
};

/**
 * Shortest ways from a root to each of the wanted objects over references that keep alive (weak referents are not followed), breadth
 * first; ends as soon as all are found. A way begins with the root; none for what only weak references reach.
 */
export const shortestPaths = (
  { count, start, edges, roots }: PathInput,
  wanted: readonly number[],
): ReadonlyMap<number, readonly number[]> => {
  const before = new Int32Array(count).fill(-1);
  const queue = new Int32Array(count);
  const wantedBits = bitSet(count);
  const left = new Set(wanted);
  for (const object of left) setBit(wantedBits, object);
  let missing = left.size;
  let tail = 0;
  for (const root of roots) {
    if ((before[root] as number) >= 0) continue;
    before[root] = root;
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
      if ((before[target] as number) < 0 && (edge & weakEdge) === 0) {
        before[target] = object;
        queue[tail++] = target;
        if (hasBit(wantedBits, target)) missing--;
      }
      if (edge < 0) break;
    }
  }
  const paths = new Map<number, readonly number[]>();
  for (const object of left) {
    if ((before[object] as number) < 0) continue;
    const path = [object];
    for (let each = object; before[each] !== each; path.push(each)) each = before[each] as number;
    paths.set(object, path.reverse());
  }
  return paths;
};
