import type { HeapClass, HeapGraph, HeapValue } from '../../../model/heap-graph.ts';
import { bitSet, setBit } from '../graph/bits.ts';
import type { Block } from '../graph/edges.ts';
import type { OpenDump } from '../open-dump.ts';
import { readId, short, word } from '../records/id.ts';
import { scanContents } from './scan.ts';

export type ContentSource = { readonly dump: OpenDump; readonly graph: HeapGraph; readonly blocks: readonly Block[] };

/** A field with its place in the record of an instance: own fields first, then those of the superclasses. */
export type PlacedField = {
  readonly name: string;
  readonly type: HeapValue['type'];
  readonly at: number;
  readonly owner: string;
};

const widths: Readonly<Record<string, number>> = { Z: 1, C: 2, F: 4, D: 8, B: 1, S: 2, I: 4, J: 8 };

export const placedFields = (
  graph: Pick<HeapGraph, 'classes' | 'idBytes'>,
  ordinal: number,
): readonly PlacedField[] => {
  const placed: PlacedField[] = [];
  let at = 0;
  let each: HeapClass | undefined = graph.classes[ordinal];
  for (let depth = 0; each !== undefined && each.ordinal !== 0 && depth < 1000; depth++) {
    for (const { name, type } of each.fields) {
      placed.push({ name, type, at, owner: each.name });
      at += type === 'L' ? graph.idBytes : (widths[type] as number);
    }
    each = graph.classes[each.superclass];
  }
  return placed;
};

const valueAt = (bytes: Uint8Array, at: number, type: HeapValue['type'], idBytes: number): number | bigint => {
  if (type === 'L') return readId(bytes, at, idBytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, widths[type]);
  if (type === 'D') return view.getFloat64(0);
  if (type === 'F') return view.getFloat32(0);
  if (type === 'J') return view.getBigInt64(0);
  if (type === 'I') return word(bytes, at);
  if (type === 'S') return view.getInt16(0);
  if (type === 'C') return short(bytes, at);
  return type === 'B' ? view.getInt8(0) : (bytes[at] as number);
};

/** Fields of the instances among the objects, own ones first. */
export const readFields = async (
  source: ContentSource,
  objects: Iterable<number>,
): Promise<ReadonlyMap<number, readonly HeapValue[]>> => {
  const { graph } = source;
  const few = [...new Set(objects)];
  const bits = bitSet(graph.objects);
  for (const object of few) setBit(bits, object);
  const found = new Map<number, readonly HeapValue[]>();
  if (few.length === 0) return found;
  await scanContents(source, { bits, few }, (object, bytes, from, to, { code }) => {
    if (code !== 0) return;
    const fields = placedFields(graph, graph.classOf[object] as number).filter(
      ({ at, type }) => from + at + (type === 'L' ? graph.idBytes : (widths[type] as number)) <= to,
    );
    found.set(
      object,
      fields.map(({ name, type, at }) => ({ name, type, value: valueAt(bytes, from + at, type, graph.idBytes) })),
    );
  });
  return found;
};

/** Where in an array of references each of the wanted objects stands first. */
export const readPlaces = async (
  source: ContentSource,
  wanted: ReadonlyMap<number, ReadonlySet<number>>,
): Promise<ReadonlyMap<number, ReadonlyMap<number, number>>> => {
  const { graph } = source;
  const bits = bitSet(graph.objects);
  for (const array of wanted.keys()) setBit(bits, array);
  const found = new Map<number, Map<number, number>>();
  if (wanted.size === 0) return found;
  await scanContents(source, { bits, few: [...wanted.keys()] }, (array, bytes, from, to, { offset, code }) => {
    const targets = wanted.get(array);
    if (code !== 2 || targets === undefined) return;
    const places = found.get(array) ?? new Map<number, number>();
    found.set(array, places);
    if (places.size === targets.size) return;
    for (let at = from; at < to; at += graph.idBytes) {
      const object = graph.objectAt(readId(bytes, at, graph.idBytes));
      if (targets.has(object) && !places.has(object)) places.set(object, (offset + at - from) / graph.idBytes);
    }
  });
  return found;
};

/** Of a longer text only the beginning is read. */
export const longestText = 1024;

const textOf = (bytes: Uint8Array, code: number, isLatin1: boolean): string => {
  const raw = Buffer.from(bytes);
  if (code === 8) return isLatin1 ? raw.toString('latin1') : raw.toString('utf16le');
  return raw.swap16().toString('utf16le');
};

/** Texts of String objects (value of char[], byte[] with coder) and of bare char[] (names of threads before JDK 8). */
export const readTexts = async (
  source: ContentSource,
  objects: Iterable<number>,
): Promise<ReadonlyMap<number, string>> => {
  const { graph } = source;
  const isArray = (object: number): boolean =>
    graph.classes[graph.classOf[object] as number]?.kind === 'primitive-array';
  const wanted = [...new Set(objects)];
  const strings = wanted.filter((object) => !isArray(object));
  const values = new Map<number, { array: number; isLatin1: boolean; start: number; length: number }>();
  for (const object of wanted)
    if (isArray(object)) values.set(object, { array: object, isLatin1: true, start: 0, length: -1 });
  for (const [object, fields] of await readFields(source, strings)) {
    const number = (name: string): number => Number(fields.find((field) => field.name === name)?.value ?? -1);
    const array = graph.objectAt(number('value'));
    // JDK 6 shared arrays between strings: `offset` and `count`.
    if (array >= 0) {
      values.set(object, {
        array,
        isLatin1: number('coder') !== 1,
        start: Math.max(0, number('offset')),
        length: number('count'),
      });
    }
  }
  const arrays = new Set([...values.values()].map(({ array }) => array));
  const bits = bitSet(graph.objects);
  for (const array of arrays) setBit(bits, array);
  const contents = new Map<number, { readonly bytes: Uint8Array; readonly code: number }>();
  if (arrays.size > 0) {
    await scanContents(source, { bits, few: [...arrays] }, (array, bytes, from, to, { offset, code }) => {
      if (offset > 0) return;
      contents.set(array, { bytes: bytes.slice(from, Math.min(to, from + longestText)), code });
    });
  }
  const texts = new Map<number, string>();
  for (const [object, { array, isLatin1, start, length }] of values) {
    const content = contents.get(array);
    if (content === undefined) {
      texts.set(object, '');
      continue;
    }
    const text = textOf(content.bytes, content.code, isLatin1);
    texts.set(object, length < 0 ? text : text.slice(start, start + length));
  }
  return texts;
};
