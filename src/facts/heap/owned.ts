import type { HeapContent } from '../../model/heap-dump.ts';
import type { HeapGraph } from '../../model/heap-graph.ts';

type Counts = { readonly instances: Int32Array; readonly units: Float64Array; readonly retained: Float64Array };

/** Classes per owner whose retained bytes are summed: a bit each. */
const mostClasses = 8;

/**
 * What several owners (each a list of preorder numbers, at most 250, none below another) keep, themselves left out, by class, the most bytes
 * first. Two passes over the objects in their order, however large the owners are.
 */
export const ownedContents = (
  graph: HeapGraph,
  owners: readonly (readonly number[])[],
): readonly (readonly HeapContent[])[] => {
  if (owners.length === 0) return [];
  const { reached, vertex, idom, classOf, shallow, retained } = graph;
  const [bytes, ordinals] = graph.spare;
  const owner = new Uint8Array(bytes.buffer, bytes.byteOffset, reached + 1).fill(0);
  const member = new Uint8Array(bytes.buffer, bytes.byteOffset + reached + 1, reached + 1).fill(0);
  owners.forEach((members, index) => {
    for (const v of members) {
      owner[v] = index + 1;
      member[v] = 1;
    }
  });
  const classes = graph.classes.length;
  const counts: readonly Counts[] = owners.map(() => ({
    instances: new Int32Array(classes),
    units: new Float64Array(classes),
    retained: new Float64Array(classes),
  }));
  for (let v = 1; v <= reached; v++) {
    if (member[v] === 1) continue;
    const own = owner[idom[v] as number] as number;
    if (own === 0) continue;
    owner[v] = own;
    const object = vertex[v] as number;
    const ordinal = classOf[object] as number;
    // In the order of the walk: the second pass need not look for objects all over again.
    ordinals[v] = ordinal;
    const { instances, units } = counts[own - 1] as Counts;
    instances[ordinal]!++;
    units[ordinal]! += (shallow[object] as number) >>> 0;
  }
  const top = counts.map(({ units, instances }) =>
    Array.from(units.keys())
      .filter((ordinal) => (instances[ordinal] as number) > 0)
      .sort((a, b) => (units[b] as number) - (units[a] as number) || a - b)
      .slice(0, mostClasses),
  );
  const bitOf = top.map((ordinals) => {
    const bits = new Uint8Array(classes);
    ordinals.forEach((ordinal, index) => {
      bits[ordinal] = 1 << index;
    });
    return bits;
  });
  // Of nested objects of one class only the topmost counts: `member` now holds the classes already open above.
  for (let v = 1; v <= reached; v++) {
    const own = owner[v] as number;
    if (own === 0) continue;
    if (member[v] === 1 && owner[idom[v] as number] === 0) {
      member[v] = 0;
      continue;
    }
    const ordinal = ordinals[v] as number;
    const above = member[idom[v] as number] as number;
    const bit = (bitOf[own - 1] as Uint8Array)[ordinal] as number;
    member[v] = above | bit;
    if (bit !== 0 && (above & bit) === 0) (counts[own - 1] as Counts).retained[ordinal]! += retained[v] as number;
  }
  return top.map((ordinals, index) =>
    ordinals.map((ordinal) => ({
      className: graph.classes[ordinal]?.name ?? 'unknown',
      instances: counts[index]?.instances[ordinal] as number,
      shallowBytes: (counts[index]?.units[ordinal] as number) * 8,
      retainedBytes: (counts[index]?.retained[ordinal] as number) * 8,
    })),
  );
};
