import type { CounterLookup } from '../../model/perf-data.ts';
import { countersOf, hasPerfMagic } from './layout.ts';

/** A reading decodes what is asked for, when it is asked. A later reading of the same file has the same array of names. */
export type CounterReading = CounterLookup & {
  readonly names: readonly string[];
  /** Of the name at that index. */
  value(index: number): number | string;
};

/** Where the value of an entry that can change lies. `bytes` 0: a long. */
type Place = { readonly at: number; readonly bytes: number };

type Layout = {
  readonly names: readonly string[];
  /** By index of the name; absent: constant. */
  readonly places: readonly (Place | undefined)[];
  readonly first: readonly (number | string)[];
  readonly index: ReadonlyMap<string, number>;
  readonly littleEndian: boolean;
  /** Of the head: what would change with another layout. */
  readonly used: number;
  readonly entries: number;
};

/** PerfData::V_Constant. Source: HotSpot perfData.hpp. */
const constant = 1;
const utf8 = new TextDecoder('utf-8');

const layoutFrom = (bytes: Uint8Array, view: DataView): Layout | string => {
  const read = countersOf(bytes);
  if (typeof read === 'string') return read;
  const littleEndian = bytes[4] === 1;
  const names: string[] = [];
  const first: (number | string)[] = [];
  const places: (Place | undefined)[] = [];
  let at = view.getInt32(24, littleEndian);
  for (const [name, value] of read.counters) {
    while (nameAt(bytes, view, at, littleEndian) !== name) at += view.getInt32(at, littleEndian);
    const type = String.fromCharCode(bytes[at + 12] as number);
    const length = view.getInt32(at + 8, littleEndian);
    const isConstant = bytes[at + 15] === constant;
    places.push(
      isConstant ? undefined : { at: at + view.getInt32(at + 16, littleEndian), bytes: type === 'J' ? 0 : length },
    );
    names.push(name);
    first.push(value);
    at += view.getInt32(at, littleEndian);
  }
  const index = new Map(names.map((name, position) => [name, position]));
  return {
    names,
    places,
    first,
    index,
    littleEndian,
    used: view.getInt32(8, littleEndian),
    entries: view.getInt32(28, littleEndian),
  };
};

const nameAt = (bytes: Uint8Array, view: DataView, at: number, littleEndian: boolean): string => {
  const from = at + view.getInt32(at + 4, littleEndian);
  return utf8.decode(bytes.subarray(from, bytes.indexOf(0, from)));
};

/** A long as a number where it is exact, else as text: as layout.ts reads it, without a bigint for each. */
const longAt = (view: DataView, at: number, littleEndian: boolean): number | string => {
  const high = view.getInt32(littleEndian ? at + 4 : at, littleEndian);
  const low = view.getUint32(littleEndian ? at : at + 4, littleEndian);
  if (high >= 0 && high < 0x20_0000) return high * 0x1_0000_0000 + low;
  const long = view.getBigInt64(at, littleEndian);
  const number = Number(long);
  return Number.isSafeInteger(number) ? number : long.toString();
};

const textAt = (bytes: Uint8Array, at: number, length: number): string => {
  const field = bytes.subarray(at, at + length);
  const nul = field.indexOf(0);
  return utf8.decode(nul === -1 ? field : field.subarray(0, nul));
};

/**
 * Reads one hsperfdata file again and again: names and constants are read once, then only what can change. Answers with a text where the
 * bytes are no complete hsperfdata.
 */
export const perfReader = (): ((bytes: Uint8Array) => CounterReading | string) => {
  let layout: Layout | undefined;
  return (bytes) => {
    if (bytes.length < 32 || !hasPerfMagic(bytes)) {
      layout = undefined;
      return 'this is no hsperfdata file: it does not begin with ca fe c0 c0';
    }
    if (bytes[7] !== 1) return 'the JVM had not finished writing its counters';
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const { littleEndian = bytes[4] === 1, used, entries } = layout ?? {};
    if (used !== view.getInt32(8, littleEndian) || entries !== view.getInt32(28, littleEndian)) {
      const fresh = layoutFrom(bytes, view);
      if (typeof fresh === 'string') return fresh;
      layout = fresh;
    }
    const known = layout as Layout;
    if (bytes.length < known.used) return `the file is cut: ${bytes.length} of ${known.used} bytes`;
    const { names, index, first, places } = known;
    const value = (position: number): number | string => {
      const place = places[position];
      if (place === undefined) return first[position] as number | string;
      return place.bytes === 0 ? longAt(view, place.at, known.littleEndian) : textAt(bytes, place.at, place.bytes);
    };
    return {
      names,
      value,
      get: (name) => {
        const position = index.get(name);
        return position === undefined ? undefined : value(position);
      },
    };
  };
};
