import type { Problem } from '../../model/parsed.ts';

/** Fixed head of the file and of each entry, in bytes. Source: HotSpot perfMemory.hpp, PerfDataPrologue and PerfDataEntry. */
const prologueBytes = 32;
const entryBytes = 20;

/** `problem` says why the counters after the ones read could not be had. */
export type Counters = {
  readonly counters: ReadonlyMap<string, number | string>;
  readonly problems: readonly Problem[];
  readonly recognised: number;
  readonly total: number;
};

export const hasPerfMagic = (bytes: Uint8Array): boolean =>
  bytes[0] === 0xca && bytes[1] === 0xfe && bytes[2] === 0xc0 && bytes[3] === 0xc0;

const utf8 = new TextDecoder('utf-8');

/** Text up to its NUL. */
const textAt = (bytes: Uint8Array, from: number, end: number): string => {
  const nul = bytes.indexOf(0, from);
  return utf8.decode(bytes.subarray(from, nul === -1 || nul > end ? end : nul));
};

/** Exact: a long beyond 2^53 stays text. */
const longAt = (view: DataView, at: number, littleEndian: boolean): number | string => {
  const long = view.getBigInt64(at, littleEndian);
  const number = Number(long);
  return Number.isSafeInteger(number) ? number : long.toString();
};

type Entry = { readonly length: number; readonly name: string; readonly value: number | string | undefined };

/** The entry at `at`, a text saying what is wrong with it, or a value of undefined for a type HotSpot does not write. */
const entryAt = (bytes: Uint8Array, view: DataView, at: number, littleEndian: boolean): Entry | string => {
  if (at < prologueBytes || at + entryBytes > bytes.length) return 'lies outside of the file';
  const length = view.getInt32(at, littleEndian);
  const nameOffset = view.getInt32(at + 4, littleEndian);
  const vectorLength = view.getInt32(at + 8, littleEndian);
  const type = String.fromCharCode(bytes[at + 12] as number);
  const dataOffset = view.getInt32(at + 16, littleEndian);
  if (length < entryBytes || at + length > bytes.length) return `has an impossible length of ${length}`;
  if (nameOffset < entryBytes || nameOffset >= length) return 'has its name outside of itself';
  const dataBytes = type === 'J' && vectorLength === 0 ? 8 : vectorLength;
  if (dataOffset < entryBytes || dataBytes < 0 || dataOffset + dataBytes > length)
    return 'has its value outside of itself';
  const name = textAt(bytes, at + nameOffset, at + length);
  if (name === '') return 'has no name';
  const data = at + dataOffset;
  if (type === 'J' && vectorLength === 0) return { length, name, value: longAt(view, data, littleEndian) };
  if (type === 'B' && vectorLength > 0) return { length, name, value: textAt(bytes, data, data + vectorLength) };
  return { length, name, value: undefined };
};

/**
 * Reads a hsperfdata file, version 2.0, JDK 6 to 27, either byte order. Undefined with a text when the head is not
 * usable; entries are read as far as they are sound.
 */
export const countersOf = (bytes: Uint8Array): Counters | string => {
  if (!hasPerfMagic(bytes)) return 'this is no hsperfdata file: it does not begin with ca fe c0 c0';
  if (bytes.length < prologueBytes) return `the file ends after ${bytes.length} bytes, inside of its head`;
  const [order, major, minor, accessible] = bytes.subarray(4, 8) as unknown as [number, number, number, number];
  if (major !== 2) return `hsperfdata version ${major}.${minor} is not known`;
  if (order > 1) return `the byte order ${order} is not known`;
  const littleEndian = order === 1;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const used = view.getInt32(8, littleEndian);
  const overflow = view.getInt32(12, littleEndian);
  const total = view.getInt32(28, littleEndian);
  const problems: Problem[] = [];
  if (accessible !== 1) problems.push({ byteOffset: 7, message: 'the JVM had not finished writing its counters' });
  if (overflow > 0)
    problems.push({ byteOffset: 12, message: `${overflow} bytes of counters did not fit into the file` });
  if (used > bytes.length)
    problems.push({ byteOffset: bytes.length, message: `the file is cut: ${bytes.length} of ${used} bytes` });
  if (total < 0) return `an entry count of ${total} is impossible`;
  const counters = new Map<string, number | string>();
  let at = view.getInt32(24, littleEndian);
  let recognised = 0;
  for (let index = 0; index < total; index++) {
    const entry = entryAt(bytes, view, at, littleEndian);
    if (typeof entry === 'string') {
      problems.push({
        byteOffset: at,
        message: `entry ${index + 1} of ${total} ${entry}: it and those after it were not read`,
      });
      break;
    }
    if (entry.value === undefined) problems.push({ byteOffset: at, message: `the type of ${entry.name} is not known` });
    else {
      counters.set(entry.name, entry.value);
      recognised++;
    }
    at += entry.length;
  }
  return { counters, problems: problems.slice(0, 50), recognised, total };
};
