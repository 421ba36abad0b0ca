import type { FirstPass } from '../index/first-pass.ts';
import type { SizedClass } from '../index/layout.ts';

/** Stretches of the file, to read objects again without reading all: which objects lie between. */
export type Block = { readonly position: number; length: number; lowest: number; highest: number };

export type Edges = {
  /** Class ordinal per object; 0: never dumped. */
  readonly classOf: Uint16Array | Int32Array;
  /** Units of 8 bytes. */
  readonly shallow: Int32Array;
  /** Where the edges of an object begin; -1: it has none. */
  readonly start: Int32Array;
  /** Objects referred to, `lastEdge` set in the last one of each object. */
  readonly edges: Int32Array;
  edgeCount: number;
  /** What each edge is called, when all edges are kept: see `edgeName`. */
  readonly names?: Int32Array;
  /** Names by the number that stands in `names` of the edges of instances. */
  readonly fieldNames: readonly string[];
  readonly blocks: Block[];
  readonly rootBits: Int32Array;
  /** Arrays whose end was cut off, objects twice in the dump. */
  duplicates: number;
};

/** In `names`, where no field and no element is meant; a static field is `firstStatic` minus its place among all statics. */
export const edgeName = { class: -1, local: -2, superclass: -3, loader: -4, firstStatic: -10 } as const;

type EdgesInput = {
  readonly first: FirstPass;
  readonly classes: readonly SizedClass[];
};

/** Untouched pages of memory cost nothing: room for as many edges as there can be. */
export const mostEdges = ({ first, classes }: EdgesInput): number => {
  let edges = 16;
  for (const { ordinal, kind, instances, references, statics } of classes) {
    const elements = kind === 'object-array' ? (first.table.elements[ordinal] as number) : 0;
    edges += instances * (references.length + 1) + elements + statics.length + 3;
  }
  return edges + 2 * first.roots.length;
};
