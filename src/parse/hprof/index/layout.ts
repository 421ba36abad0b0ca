import type { HeapClass, HeapField } from '../../../model/heap-graph.ts';
import { highOf, lowOf } from '../records/id.ts';
import { primitiveArrayNames } from '../records/tags.ts';
import type { RawClass } from './class-table.ts';
import type { FirstPass } from './first-pass.ts';

/** Sizes of headers and references. */
export type Layout = {
  readonly idBytes: 4 | 8;
  readonly referenceBytes: 4 | 8;
  /** Before the fields of an instance. */
  readonly headerBytes: number;
  /** Before the elements of an array, its length included. */
  readonly arrayHeaderBytes: number;
  /** Objects begin at multiples of it: 8, or what -XX:ObjectAlignmentInBytes says. */
  readonly alignBytes: number;
};

const up = (bytes: number, unit: number): number => Math.ceil(bytes / unit) * unit;

/**
 * Eclipse MAT's rule (HprofParserHandlerImpl): the header is a mark word and a class reference; fields fill up to the size of a
 * reference per class of the hierarchy, objects to their alignment. With compact headers (JDK 24+) mark and class share 8 bytes.
 */
export const layoutOf = (
  idBytes: 4 | 8,
  seen: { readonly compressedOops: boolean; readonly compactHeaders: boolean; readonly alignBytes: number },
): Layout => {
  const { compactHeaders, alignBytes } = seen;
  const referenceBytes = idBytes === 8 && !seen.compressedOops ? 8 : 4;
  const headerBytes = compactHeaders ? 8 : idBytes + referenceBytes;
  return {
    idBytes,
    referenceBytes,
    headerBytes,
    arrayHeaderBytes: compactHeaders ? 12 : up(headerBytes + 4, referenceBytes),
    alignBytes,
  };
};

const fieldBytes: Readonly<Record<string, number>> = { Z: 1, C: 2, F: 4, D: 8, B: 1, S: 2, I: 4, J: 8 };

export const objectArrayBytes = ({ headerBytes, referenceBytes, alignBytes }: Layout, length: number): number =>
  up(headerBytes + 4 + length * referenceBytes, alignBytes);

export const primitiveArrayBytes = (layout: Layout, length: number, elementBytes: number): number =>
  up(layout.arrayHeaderBytes + length * elementBytes, layout.alignBytes);

/** From fewer objects than these an alignment wider than 8 bytes is chance. */
const manyObjects = 1000;

/** The alignment of objects in the heap, from the bits that are set in any of their addresses. */
export const alignmentOf = ({
  addressBits,
  objects,
}: {
  readonly addressBits: number;
  readonly objects: number;
}): number => (objects < manyObjects ? 8 : Math.min(256, Math.max(8, addressBits & -addressBits)));

/** `[Ljava/lang/String;` as `java.lang.String[]`. */
export const className = (internal: string): string => {
  const dimensions = /^\[+/.exec(internal)?.[0].length ?? 0;
  if (dimensions === 0) return internal.replaceAll('/', '.');
  const element = internal.slice(dimensions);
  const primitive: Readonly<Record<string, string>> = {
    Z: 'boolean',
    C: 'char',
    F: 'float',
    D: 'double',
    B: 'byte',
    S: 'short',
    I: 'int',
    J: 'long',
  };
  const name = primitive[element] ?? element.replace(/^L(.*);$/, '$1').replaceAll('/', '.');
  return name + '[]'.repeat(dimensions);
};

/** A class with all that the second pass needs: where references stand in the record of an instance, and its size. */
export type SizedClass = HeapClass & {
  /** Offsets of all references in the record, own fields first, then the superclass's. */
  readonly references: readonly number[];
  /** Bytes of the record. */
  readonly recordBytes: number;
  /** Of the record, the part of this class itself; the superclass's follows. */
  readonly ownBytes: number;
  /** Of an instance. */
  readonly instanceBytes: number;
  /** Of the class object. */
  readonly classObjectBytes: number;
};

type Shape = { readonly references: readonly number[]; readonly recordBytes: number; readonly usedBytes: number };

/** Classes that instances name but nothing describes. */
const unnamed = (raw: RawClass): string => `unknown class 0x${raw.address.toString(16)}`;

/**
 * Names, field layouts and sizes of all classes; [0] stands for no class. Totals are of everything in the dump. `hasFields` false: fields
 * and statics are left out, the names of tens of thousands of them take longer than the counting of a small dump.
 */
export const sizeClasses = (first: FirstPass, layout: Layout, hasFields = true): readonly SizedClass[] => {
  const { table, strings, primitives } = first;
  const text = (id: number): string | undefined => strings.text(highOf(id), lowOf(id));
  const byAddress = new Map(table.classes.map((raw) => [raw.address, raw]));
  const shapes = new Map<RawClass, Shape>();

  const shapeOf = (raw: RawClass, depth = 0): Shape => {
    const known = shapes.get(raw);
    if (known !== undefined) return known;
    const parent = raw.superclass === 0 || depth > 1000 ? undefined : byAddress.get(raw.superclass);
    const above = parent === undefined ? undefined : shapeOf(parent, depth + 1);
    let bytes = 0;
    let used = above?.usedBytes ?? layout.headerBytes;
    const references: number[] = [];
    for (const { type } of raw.fields) {
      if (type === 'L') {
        references.push(bytes);
        bytes += layout.idBytes;
        used += layout.referenceBytes;
      } else {
        bytes += fieldBytes[type] as number;
        used += fieldBytes[type] as number;
      }
    }
    if (above !== undefined) for (const offset of above.references) references.push(bytes + offset);
    const usedBytes = above === undefined ? used : up(used, layout.referenceBytes);
    const shape = { references, recordBytes: bytes + (above?.recordBytes ?? 0), usedBytes };
    shapes.set(raw, shape);
    return shape;
  };

  const sized = (raw: RawClass): SizedClass => {
    const { ordinal } = raw;
    const internal = text(raw.nameId);
    const name = internal === undefined ? unnamed(raw) : className(internal);
    const shape = shapeOf(raw);
    const kind = internal?.startsWith('[') || table.arrays.has(ordinal) ? 'object-array' : 'instance';
    let offset = 0;
    const fields = (hasFields ? raw.fields : []).map(({ nameId, type }): HeapField => {
      const at = offset;
      offset += type === 'L' ? layout.idBytes : (fieldBytes[type] as number);
      return { name: text(nameId) ?? `0x${nameId.toString(16)}`, type, offset: at };
    });
    const code = primitiveArrayNames.indexOf(name);
    const sums = code > 0 ? primitives[code] : undefined;
    const instances = (table.counts[ordinal] as number) + (sums?.count ?? 0);
    const instanceBytes = up(shape.usedBytes, layout.alignBytes);
    const statics = (hasFields ? raw.statics : []).map(({ nameId, type, value, long }) => ({
      name: text(nameId) ?? `0x${nameId.toString(16)}`,
      type,
      ...(type === 'L' ? { value } : {}),
      ...(type === 'J' ? { long } : {}),
    }));
    const staticBytes = raw.statics.reduce(
      (sum, { type }) => sum + (type === 'L' ? layout.referenceBytes : (fieldBytes[type] as number)),
      0,
    );
    return {
      ordinal,
      address: raw.address,
      name,
      kind: sums === undefined ? kind : 'primitive-array',
      superclass: byAddress.get(raw.superclass)?.ordinal ?? 0,
      loader: raw.loader,
      fields,
      statics,
      instances,
      shallowBytes: shallowTotal(first, layout, ordinal, kind, instances, instanceBytes, sums),
      isSynthetic: !raw.dumped,
      references: shape.references,
      recordBytes: shape.recordBytes,
      ownBytes: offset,
      instanceBytes,
      classObjectBytes: up(staticBytes, layout.alignBytes),
    };
  };

  const none: SizedClass = {
    ordinal: 0,
    address: 0,
    name: 'unknown',
    kind: 'instance',
    superclass: 0,
    loader: 0,
    fields: [],
    statics: [],
    instances: 0,
    shallowBytes: 0,
    isSynthetic: true,
    references: [],
    recordBytes: 0,
    ownBytes: 0,
    instanceBytes: 0,
    classObjectBytes: 0,
  };
  const known = table.classes.map(sized);
  return [none, ...known, ...missingArrays(first, layout, known)];
};

/** Dumps of other VMs have no class for arrays of primitives: they get one of our own. */
const missingArrays = (first: FirstPass, layout: Layout, known: readonly SizedClass[]): readonly SizedClass[] => {
  const names = new Set(known.map(({ name }) => name));
  const wanted = primitiveArrayNames.flatMap((name, code) => {
    const sums = first.primitives[code];
    return name === undefined || sums === undefined || sums.count === 0 || names.has(name) ? [] : [{ name, sums }];
  });
  return wanted.map(({ name, sums }, index) => ({
    ordinal: known.length + 1 + index,
    address: 0,
    name,
    kind: 'primitive-array',
    superclass: 0,
    loader: 0,
    fields: [],
    statics: [],
    instances: sums.count,
    shallowBytes: shallowTotal(first, layout, 0, 'primitive-array', sums.count, 0, sums),
    isSynthetic: true,
    references: [],
    recordBytes: 0,
    ownBytes: 0,
    instanceBytes: 0,
    classObjectBytes: 0,
  }));
};

type Sums = {
  readonly count: number;
  readonly elements: number;
  readonly bodies: number;
  readonly compactBodies: number;
};

const shallowTotal = (
  { table }: FirstPass,
  layout: Layout,
  ordinal: number,
  kind: HeapClass['kind'],
  instances: number,
  instanceBytes: number,
  primitive: Sums | undefined,
): number => {
  const compact = layout.headerBytes === 8 && layout.idBytes === 8;
  // Then the first pass was told the layout and added up whole arrays.
  if (layout.alignBytes > 8 && kind !== 'instance') return primitive?.bodies ?? (table.bodies[ordinal] as number);
  if (primitive !== undefined) {
    if (compact || layout.idBytes === 4) return primitive.compactBodies;
    return primitive.count * layout.arrayHeaderBytes + primitive.bodies;
  }
  if (kind === 'instance') return instances * instanceBytes;
  const elements = table.elements[ordinal] as number;
  if (layout.referenceBytes === 8) return compact ? instances * 16 + elements * 8 : instances * 24 + elements * 8;
  if (compact || layout.idBytes === 4) return table.compactBodies[ordinal] as number;
  return instances * 16 + (table.bodies[ordinal] as number);
};
