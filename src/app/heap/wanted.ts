import { type CollectionShape, collectionShapes } from '../../facts/heap/collections.ts';
import { classNameOf, eachReference, type HeapGraph, objectBits } from '../../model/heap-graph.ts';
import { placedFields } from '../../parse/hprof/contents/read.ts';
import { bitSet, setBit } from '../../parse/hprof/graph/bits.ts';

/** A class that is a collection of the JDK or extends one: where its size and its table stand in a record. */
export type Watched = {
  readonly shape: CollectionShape;
  readonly sizeAt: number;
  readonly isLong: boolean;
  readonly tableAt: number;
};

const watchedClass = (graph: HeapGraph, ordinal: number): Watched | undefined => {
  const names: string[] = [];
  for (let each = graph.classes[ordinal]; each !== undefined && each.ordinal !== 0 && names.length < 100; ) {
    names.push(each.name);
    each = graph.classes[each.superclass];
  }
  const shape = collectionShapes.find(({ className }) => names.includes(className));
  if (shape === undefined) return undefined;
  const fields = placedFields(graph, ordinal).filter(({ owner }) => owner === shape.className);
  const size = fields.find(({ name }) => name === shape.size);
  const table = fields.find(({ name }) => name === shape.table);
  if (shape.size !== undefined && size === undefined) return undefined;
  return { shape, sizeAt: size?.at ?? -1, isLong: size?.type === 'J', tableAt: table?.at ?? -1 };
};

/** Buffers on the JDK's own file of modules: native code maps it, so that nothing in them tells it from memory. */
const imageBuffers = (graph: HeapGraph, reader: number, visit: (buffer: number) => void): void =>
  eachReference(graph, reader, (target) => {
    if (!classNameOf(graph, target).startsWith('java.nio.DirectByteBuffer')) return;
    visit(target);
    // Read-only: the buffer it is of.
    eachReference(graph, target, visit);
  });

const role = { none: 0, content: 1, string: 2, imageReader: 3 } as const;

/**
 * The objects whose contents are looked at: `bits`, of these `texts` the values of strings (`textCount`), and by ordinal what is a
 * collection. Only what is reachable. `buffers`: the ordinal of direct buffers, -1 when there are none.
 */
export const wantedContents = (graph: HeapGraph) => {
  const { objects, classes, classOf, number, start, edges } = graph;
  const bits = bitSet(objects);
  const texts = bitSet(objects);
  const watched = classes.map(({ ordinal, kind }) => (kind === 'instance' ? watchedClass(graph, ordinal) : undefined));
  const ordinalOf = (name: string): number => classes.find((each) => each.name === name)?.ordinal ?? -1;
  const buffers = ordinalOf('java.nio.DirectByteBuffer');
  const strings = ordinalOf('java.lang.String');
  const roles = Uint8Array.from(classes, ({ ordinal, name }) => {
    if (watched[ordinal] !== undefined || ordinal === buffers) return role.content;
    if (ordinal === strings) return role.string;
    return name.startsWith('jdk.internal.jimage.') ? role.imageReader : role.none;
  });
  const isPrimitive = Uint8Array.from(classes, ({ kind }) => (kind === 'primitive-array' ? 1 : 0));
  const readers: number[] = [];
  let textCount = 0;
  for (let object = 0; object < objects; object++) {
    const own = roles[classOf[object] as number] as number;
    if (own === role.none || number[object] === 0) continue;
    if (own === role.content) setBit(bits, object);
    else if (own === role.imageReader) readers.push(object);
    else {
      let at = start[object] as number;
      for (let edge = 0; at >= 0 && edge >= 0; at++) {
        edge = edges[at] as number;
        const target = edge & objectBits;
        if (isPrimitive[classOf[target] as number] === 0) continue;
        setBit(texts, target);
        setBit(bits, target);
        textCount++;
      }
    }
  }
  const leaveOut = (buffer: number): void => {
    bits[buffer >>> 5]! &= ~(1 << buffer);
  };
  for (const reader of readers) imageBuffers(graph, reader, leaveOut);
  return { bits, texts, textCount, watched, buffers };
};
