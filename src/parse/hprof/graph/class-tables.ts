import type { SizedClass } from '../index/layout.ts';
import { primitiveArrayNames } from '../records/tags.ts';

/** Names of the references of an instance: own ones first, as they stand in its record. */
const referenceNames = (classes: readonly SizedClass[], ordinal: number): readonly string[] => {
  const names: string[] = [];
  for (let each = classes[ordinal], depth = 0; each !== undefined && each.ordinal !== 0 && depth < 1000; depth++) {
    for (const { name, type } of each.fields) if (type === 'L') names.push(name);
    each = classes[each.superclass];
  }
  return names;
};

/** Where an instance has its `referent`; -1 for classes that are no java.lang.ref.Reference. */
const referentOffsets = (classes: readonly SizedClass[]): Int32Array => {
  const offsets = new Int32Array(classes.length).fill(-1);
  for (const { ordinal } of classes) {
    let base = 0;
    for (let each = classes[ordinal], depth = 0; each !== undefined && each.ordinal !== 0 && depth < 100; depth++) {
      const referent =
        each.name === 'java.lang.ref.Reference' ? each.fields.find(({ name }) => name === 'referent') : undefined;
      if (referent !== undefined) offsets[ordinal] = base + referent.offset;
      base += each.ownBytes;
      each = classes[each.superclass];
    }
  }
  return offsets;
};

/** What waits for its finalizer is kept until that has run. */
const keepsReferent = (classes: readonly SizedClass[], ordinal: number): boolean => {
  for (let each = classes[ordinal], depth = 0; each !== undefined && each.ordinal !== 0 && depth < 100; depth++) {
    if (each.name === 'java.lang.ref.FinalReference') return true;
    each = classes[each.superclass];
  }
  return false;
};

type ClassTablesInput = {
  readonly numberOf: (address: number) => number;
  /** Edges to this object are left out. */
  readonly isSkipped: (object: number) => boolean;
  /** Weak, soft and phantom references lead nowhere; those of finalizers do. */
  readonly withoutReferents?: boolean;
  /** Gets the name of each reference, when names are wanted. */
  readonly fieldNames?: string[];
};

/** What the loop over all objects asks of a class, by its ordinal in flat arrays. The referent of a weak reference comes last. */
export const classTables = (
  classes: readonly SizedClass[],
  { numberOf, isSkipped, withoutReferents, fieldNames }: ClassTablesInput,
) => {
  const weakOffset = referentOffsets(classes);
  const firstReference = new Int32Array(classes.length + 1);
  const offsets = new Int32Array(classes.reduce((sum, { references }) => sum + references.length, 0));
  const instanceUnits = new Int32Array(classes.length);
  const recordBytes = new Int32Array(classes.length);
  /** The class object, when an edge to it matters. */
  const classEdge = new Int32Array(classes.length).fill(-1);
  const classNumber = new Map<number, number>();
  let offsetCount = 0;
  for (const each of classes) {
    firstReference[each.ordinal] = offsetCount;
    const weak = weakOffset[each.ordinal] as number;
    for (const offset of each.references) if (offset !== weak) offsets[offsetCount++] = offset;
    if (weak >= 0 && withoutReferents === true && !keepsReferent(classes, each.ordinal)) weakOffset[each.ordinal] = -1;
    else if (weak >= 0) offsets[offsetCount++] = weak;
    if (fieldNames !== undefined) {
      const called = referenceNames(classes, each.ordinal);
      each.references.forEach((offset, index) => {
        if (offset !== weak) fieldNames.push(called[index] ?? '?');
      });
      if (weak >= 0) fieldNames.push('referent');
    }
    instanceUnits[each.ordinal] = each.instanceBytes / 8;
    recordBytes[each.ordinal] = each.recordBytes;
    const object = each.isSynthetic ? -1 : numberOf(each.address);
    if (object >= 0) {
      classNumber.set(object, each.ordinal);
      if (!isSkipped(object)) classEdge[each.ordinal] = object;
    }
  }
  firstReference[classes.length] = offsetCount;
  const primitiveOrdinal = primitiveArrayNames.map(
    (name) => classes.find((each) => each.name === name && each.kind === 'primitive-array')?.ordinal ?? 0,
  );
  return {
    weakOffset,
    firstReference,
    offsets,
    instanceUnits,
    recordBytes,
    classEdge,
    classNumber,
    primitiveOrdinal,
  };
};
