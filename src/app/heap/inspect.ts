import { type Lookups, neededLookups, referenceOf, rootPath, shortened } from '../../facts/heap/reference.ts';
import { treeNode } from '../../facts/heap/tree.ts';
import {
  addressText,
  classNameOf,
  eachReference,
  type HeapGraph,
  type HeapValue,
  retainedBytesOf,
  shallowBytesOf,
} from '../../model/heap-graph.ts';
import type { HeapFieldValue, HeapInspection, HeapObject } from '../../model/heap-inspection.ts';
import { type ContentSource, readFields, readPlaces } from '../../parse/hprof/contents/read.ts';
import { shortestPaths } from '../../parse/hprof/paths/shortest.ts';

const primitiveNames: Readonly<Record<string, string>> = {
  Z: 'boolean',
  C: 'char',
  F: 'float',
  D: 'double',
  B: 'byte',
  S: 'short',
  I: 'int',
  J: 'long',
};

const fieldValue = (graph: HeapGraph, { name, type, value }: HeapValue): HeapFieldValue => {
  if (type !== 'L')
    return { name, type: primitiveNames[type] as string, value: type === 'Z' ? String(value !== 0) : String(value) };
  if (value === 0) return { name, type: 'null', value: 'null' };
  const object = graph.objectAt(Number(value));
  return { name, type: object < 0 ? 'unknown' : classNameOf(graph, object), value: addressText(Number(value)) };
};

/** Objects meant by `0x7f...` or by a class name, the largest first. */
const matching = (graph: HeapGraph, query: string): readonly number[] => {
  if (/^0x[0-9a-f]+$/i.test(query)) {
    const object = graph.objectAt(Number.parseInt(query, 16));
    return object < 0 ? [] : [object];
  }
  const ordinals = new Set(graph.classes.filter(({ name }) => name === query).map(({ ordinal }) => ordinal));
  const found: number[] = [];
  for (let object = 0; object < graph.objects; object++) {
    if (ordinals.has(graph.classOf[object] as number) && graph.number[object] !== 0) found.push(object);
  }
  return found.sort((a, b) => retainedBytesOf(graph, b) - retainedBytesOf(graph, a) || a - b);
};

const referrersOf = (graph: HeapGraph, wanted: ReadonlySet<number>): ReadonlyMap<number, readonly number[]> => {
  const found = new Map<number, number[]>();
  for (const object of wanted) found.set(object, []);
  for (let object = 0; object < graph.objects; object++) {
    if (graph.number[object] === 0) continue;
    eachReference(graph, object, (target) => {
      if (wanted.has(target)) found.get(target)?.push(object);
    });
  }
  return found;
};

const shownObjects = 5;
const shownReferrers = 10;
const shownFields = 60;

/** What was asked for by `--object` and `--class`: fields, way to a root, referrers, what it keeps. */
export const inspectAll = async (
  source: ContentSource,
  known: Lookups,
  { queries, depth }: { readonly queries: readonly string[]; readonly depth: number },
): Promise<readonly HeapInspection[]> => {
  const { graph } = source;
  const asked = queries.map((query) => ({ query, objects: matching(graph, query) }));
  const shown = [...new Set(asked.flatMap(({ objects }) => objects.slice(0, shownObjects)))];
  const paths = shortestPaths(
    { ...graph, count: graph.objects, roots: graph.roots.map(({ object }) => object) },
    shown,
  );
  const referrers = referrersOf(graph, new Set(shown));
  const pairs = shown.flatMap((object) =>
    (referrers.get(object) ?? []).slice(0, shownReferrers).map((each) => [each, object]),
  );
  const { instances, arrays } = neededLookups(graph, [...paths.values(), ...pairs]);
  const fields = new Map([...known.fields, ...(await readFields(source, [...instances, ...shown]))]);
  const lookups: Lookups = { fields, places: await readPlaces(source, arrays), labels: known.labels };

  const describe = (object: number): HeapObject => {
    const number = graph.number[object] as number;
    const dominator = number === 0 ? 0 : (graph.idom[number] as number);
    const values = graph.classObjects.has(object)
      ? (graph.classes[graph.classObjects.get(object) ?? 0]?.statics ?? [])
          .map(({ name, type, value }) => ({ name, type, value: value ?? 0 }))
          .filter(({ type }) => type === 'L')
      : (fields.get(object) ?? []);
    const label = lookups.labels.get(object);
    const from = referrers.get(object) ?? [];
    return {
      address: addressText(graph.addressOf(object)),
      className: classNameOf(graph, object),
      shallowBytes: shallowBytesOf(graph, object),
      retainedBytes: retainedBytesOf(graph, object),
      dominator: dominator === 0 ? null : addressText(graph.addressOf(graph.vertex[dominator] as number)),
      ...(label === undefined ? {} : { label }),
      fields: values.slice(0, shownFields).map((value) => fieldValue(graph, value)),
      fieldsTotal: values.length,
      path: shortened(rootPath(graph, lookups, paths.get(object) ?? [])),
      referrers: from.slice(0, shownReferrers).map((each) => ({
        address: addressText(graph.addressOf(each)),
        className: classNameOf(graph, each),
        reference: referenceOf(graph, lookups, each, object).reference,
      })),
      referrersTotal: from.length,
      tree:
        number === 0
          ? {
              address: addressText(graph.addressOf(object)),
              className: classNameOf(graph, object),
              instances: 1,
              shallowBytes: shallowBytesOf(graph, object),
              retainedBytes: 0,
              children: [],
              childrenTotal: 0,
            }
          : treeNode(graph, number, { depth: Math.max(1, depth), width: 8, labels: lookups.labels }),
    };
  };

  return asked.map(({ query, objects }) => ({
    query,
    matches: objects.length,
    shallowBytes: objects.reduce((sum, object) => sum + shallowBytesOf(graph, object), 0),
    retainedBytes: objects.length === 1 ? retainedBytesOf(graph, objects[0] as number) : topmost(graph, objects),
    objects: objects.slice(0, shownObjects).map(describe),
  }));
};

/** Of nested objects the outermost counts only. */
const topmost = (graph: HeapGraph, objects: readonly number[]): number => {
  const own = new Set(objects.map((object) => graph.number[object] as number));
  const below = new Map<number, boolean>();
  const isBelow = (v: number): boolean => {
    const way: number[] = [];
    let at = graph.idom[v] as number;
    let found = false;
    for (; at !== 0; at = graph.idom[at] as number) {
      const before = below.get(at);
      if (before !== undefined || own.has(at)) {
        found = before ?? true;
        break;
      }
      way.push(at);
    }
    for (const each of way) below.set(each, found);
    return found;
  };
  let sum = 0;
  for (const v of own) if (!isBelow(v)) sum += graph.retained[v] as number;
  return sum * 8;
};
