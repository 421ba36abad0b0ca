import type { FieldType } from '../../../model/heap-graph.ts';
import { addressOf, readId, short } from '../records/id.ts';
import { typeBytes, typeLetters } from '../records/tags.ts';

/** A class as the dump tells it; names are ids of strings. `dumped` false: it is only named by its instances. */
export type RawClass = {
  readonly ordinal: number;
  readonly address: number;
  nameId: number;
  dumped: boolean;
  superclass: number;
  loader: number;
  /** `value`: of a reference its address; `long`: of a long, as far as a double is exact. Other numbers are 0. */
  statics: readonly {
    readonly nameId: number;
    readonly type: FieldType;
    readonly value: number;
    readonly long: number;
  }[];
  fields: readonly { readonly nameId: number; readonly type: FieldType }[];
};

const grown = <T extends Int32Array | Float64Array>(old: T, made: T): T => {
  made.set(old as never);
  return made;
};

/** Classes by address, made on demand (an instance may come before its class), and what is counted of each. Ordinal 0 is no class; `onClass` hears of each new one. */
export const classTable = (onClass?: (high: number, low: number, ordinal: number) => void) => {
  const classes: RawClass[] = [];
  let slots = new Int32Array(4096);
  let highs = new Int32Array(2048);
  let lows = new Int32Array(2048);
  const table = {
    classes,
    /** By ordinal: instances or arrays, elements of arrays, their bytes rounded up to 8 each, the same with a header of 12 before them. */
    counts: new Float64Array(2048),
    elements: new Float64Array(2048),
    bodies: new Float64Array(2048),
    compactBodies: new Float64Array(2048),
    /** Ordinals whose objects are object arrays. */
    arrays: new Set<number>(),
    find(high: number, low: number): number {
      const mask = slots.length - 1;
      let slot = (Math.imul((low >>> 3) ^ (high << 9), 0x9e3779b1) >>> 8) & mask;
      for (;;) {
        const ordinal = slots[slot] as number;
        if (ordinal === 0) return table.create(high, low, slot);
        if (lows[ordinal] === low && highs[ordinal] === high) return ordinal;
        slot = (slot + 1) & mask;
      }
    },
    /** `wholeBytes`: added up instead of the rounded elements. */
    addArray(ordinal: number, length: number, wholeBytes?: number): void {
      table.arrays.add(ordinal);
      table.counts[ordinal]!++;
      table.elements[ordinal]! += length;
      table.bodies[ordinal]! += wholeBytes ?? (length + (length & 1)) * 4;
      table.compactBodies[ordinal]! += Math.ceil((12 + length * 4) / 8) * 8;
    },
    create(high: number, low: number, slot: number): number {
      const ordinal = classes.length + 1;
      const nothing = {
        nameId: 0,
        dumped: false,
        superclass: 0,
        loader: 0,
        statics: [],
        fields: [],
      };
      classes.push({ ordinal, address: addressOf(high, low), ...nothing });
      if (ordinal === highs.length) {
        const size = highs.length * 2;
        highs = grown(highs, new Int32Array(size));
        lows = grown(lows, new Int32Array(size));
        for (const name of ['counts', 'elements', 'bodies', 'compactBodies'] as const) {
          table[name] = grown(table[name], new Float64Array(size));
        }
      }
      highs[ordinal] = high;
      lows[ordinal] = low;
      slots[slot] = ordinal;
      onClass?.(high, low, ordinal);
      if (ordinal * 2 > slots.length) {
        slots = new Int32Array(slots.length * 2);
        for (let each = 1; each <= ordinal; each++) {
          let free =
            (Math.imul(((lows[each] as number) >>> 3) ^ ((highs[each] as number) << 9), 0x9e3779b1) >>> 8) &
            (slots.length - 1);
          while (slots[free] !== 0) free = (free + 1) & (slots.length - 1);
          slots[free] = each;
        }
      }
      return ordinal;
    },
  };
  return table;
};

export type ClassTable = ReturnType<typeof classTable>;

/** Where a CLASS_DUMP ends; -1: it is not whole, -2: it is none. */
export const classDumpEnd = (bytes: Uint8Array, from: number, to: number, idBytes: number): number => {
  let at = from + 1 + idBytes * 7 + 8;
  const values = (count: number, named: number): number => {
    for (let i = 0; i < count; i++) {
      if (at + named + 1 > to) return -1;
      const type = bytes[at + named] as number;
      const size = type === 2 ? idBytes : (typeBytes[type] ?? 0);
      if (size === 0) return -2;
      at += named + 1 + size;
    }
    return at + 2 > to ? -1 : 0;
  };
  for (const named of [2, idBytes]) {
    if (at + 2 > to) return -1;
    const count = short(bytes, at);
    at += 2;
    const trouble = values(count, named);
    if (trouble < 0) return trouble;
  }
  const fields = short(bytes, at);
  at += 2 + fields * (idBytes + 1);
  return at > to ? -1 : at;
};

/**
 * Reads a whole CLASS_DUMP into its class. Signers and protection domain are left out, as Eclipse MAT does: loaders keep the latter anyway.
 */
export const readClassDump = (bytes: Uint8Array, from: number, idBytes: number, into: RawClass): void => {
  const id = (n: number): number => readId(bytes, from + 1 + idBytes + 4 + n * idBytes, idBytes);
  into.dumped = true;
  into.superclass = id(0);
  into.loader = id(1);
  let at = from + 1 + idBytes * 7 + 8;
  const constants = short(bytes, at);
  at += 2;
  for (let i = 0; i < constants; i++)
    at += 3 + (bytes[at + 2] === 2 ? idBytes : (typeBytes[bytes[at + 2] as number] as number));
  const statics = [];
  const staticCount = short(bytes, at);
  at += 2;
  for (let i = 0; i < staticCount; i++) {
    const code = bytes[at + idBytes] as number;
    const type = typeLetters[code] as FieldType;
    const nameId = readId(bytes, at, idBytes);
    const valueAt = at + idBytes + 1;
    statics.push({
      nameId,
      type,
      value: type === 'L' ? readId(bytes, valueAt, idBytes) : 0,
      long: type === 'J' ? readId(bytes, valueAt, 8) : 0,
    });
    at += idBytes + 1 + (type === 'L' ? idBytes : (typeBytes[code] as number));
  }
  const fields = [];
  const fieldCount = short(bytes, at);
  at += 2;
  for (let i = 0; i < fieldCount; i++) {
    fields.push({ nameId: readId(bytes, at, idBytes), type: typeLetters[bytes[at + idBytes] as number] ?? 'B' });
    at += idBytes + 1;
  }
  into.statics = statics;
  into.fields = fields;
};
