import type { Problem } from '../../model/parsed.ts';

/** Fixed head of the file and of each entry, in bytes. Source: HotSpot perfMemory.hpp, PerfDataPrologue and PerfDataEntry. */
const prologueBytes = 32;
const entryBytes = 20;

/** Where the value of an entry lies. `bytes` 0: a long. */
export type Place = { readonly at: number; readonly bytes: number };

/** `problems` say why the entries after the ones read could not be had. */
export type Layout = {
  readonly names: readonly string[];
  /** By index of the name. */
  readonly places: readonly Place[];
  readonly littleEndian: boolean;
  readonly problems: readonly Problem[];
  readonly total: number;
};

export type Counters = {
  readonly counters: ReadonlyMap<string, number | string>;
  readonly problems: readonly Problem[];
  readonly recognised: number;
  readonly total: number;
};

export const hasPerfMagic = (bytes: Uint8Array): boolean =>
  bytes[0] === 0xca && bytes[1] === 0xfe && bytes[2] === 0xc0 && bytes[3] === 0xc0;

/** A view of the bytes that reads them in both ways. */
export type PerfBytes = { readonly text: Buffer; readonly numbers: DataView };

export const perfBytes = ({ buffer, byteOffset, byteLength }: Uint8Array): PerfBytes => ({
  text: Buffer.from(buffer, byteOffset, byteLength),
  numbers: new DataView(buffer, byteOffset, byteLength),
});

/** Text up to its NUL. */
const textAt = (text: Buffer, from: number, end: number): string => {
  const nul = text.indexOf(0, from);
  return text.toString('utf8', from, nul === -1 || nul > end ? end : nul);
};

/** Exact: a long beyond 2^53 is text. Most are read without a bigint. */
const longAt = (numbers: DataView, at: number, littleEndian: boolean): number | string => {
  const high = numbers.getInt32(littleEndian ? at + 4 : at, littleEndian);
  const low = numbers.getUint32(littleEndian ? at : at + 4, littleEndian);
  if (high >= 0 && high < 0x20_0000) return high * 0x1_0000_0000 + low;
  const long = numbers.getBigInt64(at, littleEndian);
  const number = Number(long);
  return Number.isSafeInteger(number) ? number : long.toString();
};

/** The value that lies there. */
export const valueAt = ({ text, numbers }: PerfBytes, place: Place, littleEndian: boolean): number | string =>
  place.bytes === 0 ? longAt(numbers, place.at, littleEndian) : textAt(text, place.at, place.at + place.bytes);

type Entry = { readonly length: number; readonly name: string; readonly place: Place | undefined };

/** PerfData types: `J`, a long, and `B`, a string in an array of bytes. Source: HotSpot perfData.hpp, type signatures of JNI. */
const long = 74;
const bytesType = 66;

/** The entry at `at`, a text saying what is wrong with it, or no place for a type HotSpot does not write. */
const entryAt = ({ text, numbers }: PerfBytes, at: number, littleEndian: boolean): Entry | string => {
  if (at < prologueBytes || at + entryBytes > text.length) return 'lies outside of the file';
  const length = numbers.getInt32(at, littleEndian);
  const nameOffset = numbers.getInt32(at + 4, littleEndian);
  const vectorLength = numbers.getInt32(at + 8, littleEndian);
  const type = text[at + 12];
  const dataOffset = numbers.getInt32(at + 16, littleEndian);
  if (length < entryBytes || at + length > text.length) return `has an impossible length of ${length}`;
  if (nameOffset < entryBytes || nameOffset >= length) return 'has its name outside of itself';
  const isLong = type === long && vectorLength === 0;
  const dataBytes = isLong ? 8 : vectorLength;
  if (dataOffset < entryBytes || dataBytes < 0 || dataOffset + dataBytes > length)
    return 'has its value outside of itself';
  const name = textAt(text, at + nameOffset, at + length);
  if (name === '') return 'has no name';
  const isText = type === bytesType && vectorLength > 0;
  return { length, name, place: isLong || isText ? { at: at + dataOffset, bytes: isLong ? 0 : dataBytes } : undefined };
};

/**
 * Where the counters lie in a hsperfdata file, version 2.0, JDK 6 to 27, either byte order. A text when the head is not usable; entries are read
 * as far as they are sound.
 */
export const layoutOf = (bytes: Uint8Array, views = perfBytes(bytes)): Layout | string => {
  if (!hasPerfMagic(bytes)) return 'this is no hsperfdata file: it does not begin with ca fe c0 c0';
  if (bytes.length < prologueBytes) return `the file ends after ${bytes.length} bytes, inside of its head`;
  const [order, major, minor, accessible] = bytes.subarray(4, 8) as unknown as [number, number, number, number];
  if (major !== 2) return `hsperfdata version ${major}.${minor} is not known`;
  if (order > 1) return `the byte order ${order} is not known`;
  const littleEndian = order === 1;
  const { numbers } = views;
  const used = numbers.getInt32(8, littleEndian);
  const overflow = numbers.getInt32(12, littleEndian);
  const total = numbers.getInt32(28, littleEndian);
  const problems: Problem[] = [];
  if (accessible !== 1) problems.push({ byteOffset: 7, message: 'the JVM had not finished writing its counters' });
  if (overflow > 0)
    problems.push({ byteOffset: 12, message: `${overflow} bytes of counters did not fit into the file` });
  if (used > bytes.length)
    problems.push({ byteOffset: bytes.length, message: `the file is cut: ${bytes.length} of ${used} bytes` });
  if (total < 0) return `an entry count of ${total} is impossible`;
  const names: string[] = [];
  const places: Place[] = [];
  let at = numbers.getInt32(24, littleEndian);
  for (let index = 0; index < total; index++) {
    const entry = entryAt(views, at, littleEndian);
    if (typeof entry === 'string') {
      problems.push({
        byteOffset: at,
        message: `entry ${index + 1} of ${total} ${entry}: it and those after it were not read`,
      });
      break;
    }
    if (entry.place === undefined) problems.push({ byteOffset: at, message: `the type of ${entry.name} is not known` });
    else {
      names.push(entry.name);
      places.push(entry.place);
    }
    at += entry.length;
  }
  return { names, places, littleEndian, problems: problems.slice(0, 50), total };
};

/** The counters of a hsperfdata file, as far as `layoutOf` finds them. */
export const countersOf = (bytes: Uint8Array): Counters | string => {
  const views = perfBytes(bytes);
  const layout = layoutOf(bytes, views);
  if (typeof layout === 'string') return layout;
  const { names, places, littleEndian, problems, total } = layout;
  const counters = new Map<string, number | string>();
  for (const [index, name] of names.entries()) counters.set(name, valueAt(views, places[index] as Place, littleEndian));
  return { counters, problems, recognised: names.length, total };
};
