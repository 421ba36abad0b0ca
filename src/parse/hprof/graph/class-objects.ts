import { lastEdge } from '../../../model/heap-graph.ts';
import type { SizedClass } from '../index/layout.ts';
import { hasBit } from './bits.ts';
import type { classTables } from './class-tables.ts';
import { type Edges, edgeName } from './edges.ts';

type ClassObjectsInput = {
  readonly result: Edges;
  readonly classes: readonly SizedClass[];
  readonly tables: ReturnType<typeof classTables>;
  readonly numberOf: (address: number) => number;
  readonly skipBits: Int32Array;
};

/** Writes the references of all class objects, the first of the list; returns how many these are. */
export const writeClassObjects = ({ result, classes, tables, numberOf, skipBits }: ClassObjectsInput): number => {
  const { classOf, shallow, start, edges, names } = result;
  const { classEdge, classNumber } = tables;
  let used = 0;
  const append = (address: number, name: number): void => {
    const object = address === 0 ? -1 : numberOf(address);
    if (object < 0 || hasBit(skipBits, object)) return;
    if (names !== undefined) names[used] = name;
    edges[used++] = object;
  };
  const classOrdinal = classes.find(({ name }) => name === 'java.lang.Class')?.ordinal ?? 0;
  for (const [object, ordinal] of classNumber) {
    const each = classes[ordinal] as SizedClass;
    const begin = used;
    if ((classEdge[classOrdinal] as number) >= 0) append(classes[classOrdinal]?.address ?? 0, edgeName.class);
    append(classes[each.superclass]?.address ?? 0, edgeName.superclass);
    append(each.loader, edgeName.loader);
    each.statics.forEach(({ value = 0 }, index) => {
      append(value, edgeName.firstStatic - index);
    });
    classOf[object] = classOrdinal;
    shallow[object] = each.classObjectBytes / 8;
    if (used > begin) {
      edges[used - 1]! |= lastEdge;
      start[object] = begin;
    }
  }
  return used;
};
