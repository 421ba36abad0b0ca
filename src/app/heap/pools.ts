import { type PoolField, poolFields } from '../../facts/pool/in-heap.ts';
import type { HeapPool } from '../../model/heap-dump.ts';
import { addressText, classNameOf, type HeapGraph, type HeapValue } from '../../model/heap-graph.ts';
import { type ContentSource, placedFields, readFields, readTexts } from '../../parse/hprof/contents/read.ts';

/** Pools of a program are a few; where a test made thousands, the first tell enough. */
const mostPools = 100;

const isOf = (className: string, suffix: string): boolean => className === suffix || className.endsWith(`.${suffix}`);

/** Rows by ordinal: of the class itself or of one that it extends. */
const holderClasses = (graph: HeapGraph): ReadonlyMap<number, readonly PoolField[]> => {
  const holders = new Map<number, readonly PoolField[]>();
  for (const { ordinal, kind } of graph.classes) {
    if (kind !== 'instance') continue;
    const names: string[] = [];
    for (let each = graph.classes[ordinal]; each !== undefined && each.ordinal !== 0 && names.length < 100; ) {
      names.push(each.name);
      each = graph.classes[each.superclass];
    }
    const rows = poolFields.filter(({ holder }) => names.some((name) => isOf(name, holder)));
    if (rows.length > 0) holders.set(ordinal, rows);
  }
  return holders;
};

const fieldOf = (values: readonly HeapValue[] | undefined, name: string): HeapValue | undefined =>
  values?.find((value) => value.name === name);

/** Follows fields from one object to another, reading each object once. */
const fieldReader = (source: ContentSource) => {
  const { graph } = source;
  const known = new Map<number, readonly HeapValue[]>();
  const load = async (objects: readonly number[]): Promise<void> => {
    const missing = objects.filter((object) => object >= 0 && !known.has(object));
    for (const [object, values] of await readFields(source, missing)) known.set(object, values);
  };
  const target = (object: number, field: string): number => {
    const value = fieldOf(known.get(object), field);
    return value?.type === 'L' ? graph.objectAt(Number(value.value)) : -1;
  };
  /** Reads what lies on these ways; afterwards `end` follows them. */
  const walk = async (ways: readonly (readonly [object: number, fields: readonly string[]])[]): Promise<void> => {
    let open = ways;
    while (open.length > 0) {
      await load(open.map(([object]) => object));
      open = open
        .filter(([, fields]) => fields.length > 1)
        .map(([object, [first = '', ...rest]]) => [target(object, first), rest] as const)
        .filter(([object]) => object >= 0);
    }
  };
  /** The last object of the way and its field. */
  const end = (object: number, fields: readonly string[]): { readonly object: number; readonly value?: HeapValue } => {
    const [first = '', ...rest] = fields;
    if (object >= 0 && rest.length > 0) return end(target(object, first), rest);
    const value = fieldOf(known.get(object), first);
    return value === undefined ? { object } : { object, value };
  };
  return { walk, end };
};

/** Fields of objects that only wrap a number. */
const boxes: ReadonlySet<string> = new Set(['value', 'm_value']);

/** Connection pools in use with their maximum, where the library keeps it in a field (`poolFields`). */
export const poolsOf = async (source: ContentSource): Promise<readonly HeapPool[]> => {
  const { graph } = source;
  const holders = holderClasses(graph);
  const found: { readonly object: number; readonly rows: readonly PoolField[] }[] = [];
  for (let object = 0; holders.size > 0 && object < graph.objects && found.length < mostPools; object++) {
    const rows = holders.get(graph.classOf[object] as number);
    if (rows !== undefined && graph.number[object] !== 0) found.push({ object, rows });
  }
  if (found.length === 0) return [];
  const { walk, end } = fieldReader(source);
  await walk(
    found.flatMap(({ object, rows }) =>
      rows.flatMap(({ made, maximum, name, exceptions }) =>
        [...maximum, made === undefined ? undefined : [made.by], name, exceptions]
          .filter((fields) => fields !== undefined)
          .map((fields) => [object, fields] as const),
      ),
    ),
  );
  const ownerOf = (object: number, field: string): string =>
    (placedFields(graph, graph.classOf[object] as number).find(({ name }) => name === field)?.owner ?? '').replace(
      /^.*\./,
      '',
    );
  const reference = (object: number, fields: readonly string[]): number => {
    const { value } = end(object, fields);
    return value?.type === 'L' ? graph.objectAt(Number(value.value)) : -1;
  };
  const pools = found.flatMap(({ object, rows }) => {
    const row = rows.find(({ made }) => {
      if (made === undefined) return true;
      const maker = reference(object, [made.by]);
      return maker >= 0 && isOf(classNameOf(graph, maker), made.className);
    });
    if (row === undefined) return [];
    const { exceptions } = row;
    if (exceptions !== undefined && Number(end(object, exceptions).value?.value) !== 0) return [];
    for (const fields of row.maximum) {
      const { value } = end(object, fields);
      if (value?.type !== 'I' || Number(value.value) <= 0) continue;
      const told = fields.filter((field) => !boxes.has(field));
      const field = told.at(-1) ?? '';
      return [
        { object, row, maximum: Number(value.value), field: `${ownerOf(end(object, told).object, field)}.${field}` },
      ];
    }
    return [];
  });
  const nameOf = new Map(pools.map(({ object, row }) => [object, reference(object, row.name ?? [])]));
  const texts = await readTexts(
    source,
    [...nameOf.values()].filter((text) => text >= 0),
  );
  return pools.map(({ object, row, maximum, field }) => {
    const name = texts.get(nameOf.get(object) ?? -1);
    return {
      library: row.library,
      address: addressText(graph.addressOf(object)),
      ...(name === undefined || /^\0*$/.test(name) ? {} : { name }),
      maximum,
      field,
    };
  });
};
