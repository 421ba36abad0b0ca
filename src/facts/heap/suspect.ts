import type { HeapGraph } from '../../model/heap-graph.ts';
import { largestChild } from './subtree.ts';

/** Share of the heap from which a holder is suspect; Eclipse MAT's default. */
const suspectShare = 0.1;
/** The step down the dominator tree at which less than this is kept is where the bytes meet; MAT's ratio. */
const bigDrop = 0.7;
/** So many of one class in a row are one list: the place where it begins counts. */
const chainLength = 12;
const deepest = 1000;

export type FoundSuspect = {
  readonly kind: 'single' | 'group';
  /** Preorder numbers, the largest first. */
  readonly members: readonly number[];
  /** Units of 8 bytes. */
  readonly retained: number;
  /** Preorder number; of a single suspect only, and only below it. */
  readonly accumulation?: number;
};

const classAt = (graph: HeapGraph, v: number): number => graph.classOf[graph.vertex[v] as number] as number;

/** Down the largest children as long as nearly everything goes on; a list ends the way where it begins. */
export const accumulationPoint = (graph: HeapGraph, top: number): number => {
  let v = top;
  const way = [top];
  for (let depth = 0; depth < deepest; depth++) {
    const child = largestChild(graph, v);
    if (child === 0 || (graph.retained[child] as number) < bigDrop * (graph.retained[v] as number)) break;
    way.push(child);
    v = child;
    const chained = way.slice(-chainLength);
    if (chained.length === chainLength && chained.every((each) => classAt(graph, each) === classAt(graph, v))) {
      let start = way.length - chainLength;
      while (start > 0 && classAt(graph, way[start - 1] as number) === classAt(graph, v)) start--;
      return way[Math.max(0, start - 1)] as number;
    }
  }
  return v;
};

/**
 * Objects that alone keep more than a tenth of the heap, and classes whose objects do together while nothing else holds them (Eclipse
 * MAT's leak suspects). The largest first.
 */
export const findSuspects = (graph: HeapGraph): readonly FoundSuspect[] => {
  const floor = (graph.retained[0] as number) * suspectShare;
  const singles: FoundSuspect[] = [];
  const byClass = new Map<number, { sum: number; members: number[] }>();
  for (let v = graph.firstChild[0] as number; v !== 0; v = graph.nextSibling[v] as number) {
    const retained = graph.retained[v] as number;
    if (retained > floor) {
      const accumulation = accumulationPoint(graph, v);
      singles.push({ kind: 'single', members: [v], retained, ...(accumulation === v ? {} : { accumulation }) });
      continue;
    }
    if (graph.classObjects.has(graph.vertex[v] as number)) continue;
    const ordinal = classAt(graph, v);
    const group = byClass.get(ordinal) ?? { sum: 0, members: [] };
    group.sum += retained;
    group.members.push(v);
    byClass.set(ordinal, group);
  }
  const groups = [...byClass.values()]
    .filter(({ sum }) => sum > floor)
    .map(
      ({ sum, members }): FoundSuspect => ({
        kind: 'group',
        members: members.sort((a, b) => (graph.retained[b] as number) - (graph.retained[a] as number) || a - b),
        retained: sum,
      }),
    );
  return [...singles, ...groups].sort((a, b) => b.retained - a.retained);
};
