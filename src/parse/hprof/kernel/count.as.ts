// AssemblyScript, compiled to WebAssembly by npm run build: counts the instances and arrays of a heap dump. The host (count.ts) does all else.
import {
  entriesAt,
  entryBodies,
  entryBytes,
  entryCompactBodies,
  entryCount,
  entryElements,
  entryHigh,
  entryLow,
  entryOrdinal,
  longestLength,
  primitivesAt,
  slotCount,
  slotsAt,
} from './memory';

const instance: u8 = 0x21;
const objectArray: u8 = 0x22;
const primitiveArray: u8 = 0x23;

/** Objects counted since the host set it to 0. */
export let objects: i32 = 0;
/** An object lies where references of 8 bytes would reach; where headers that are not compact would. */
export let compressedOops: bool = false;
export let compactHeaders: bool = false;
/** All bits set in the lower words of their addresses. */
export let addressBits: u32 = 0;

let entries: i32 = 0;

function word(at: i32): u32 {
  return bswap(load<u32>(at));
}

function add(at: i32, value: u64): void {
  store<u64>(at, load<u64>(at) + value);
}

function firstSlot(high: u32, low: u32): u32 {
  return (((low >>> 3) ^ (high << 9)) * 0x9e3779b1) >>> 8;
}

function entryIn(slot: u32): i32 {
  return load<i32>(slotsAt + ((slot & (slotCount - 1)) << 2));
}

/** The entry of a class; 0: it is not known yet. */
function find(high: u32, low: u32): i32 {
  let slot = firstSlot(high, low);
  let entry = entryIn(slot);
  while (entry !== 0 && (load<u32>(entry + entryLow) !== low || load<u32>(entry + entryHigh) !== high)) {
    entry = entryIn(++slot);
  }
  return entry;
}

/** Makes a class known that is not; the host keeps within the room. */
export function addClass(high: u32, low: u32, ordinal: i32): void {
  const entry = entriesAt + ++entries * entryBytes;
  store<u32>(entry + entryHigh, high);
  store<u32>(entry + entryLow, low);
  store<i32>(entry + entryOrdinal, ordinal);
  let slot = firstSlot(high, low);
  while (entryIn(slot) !== 0) slot++;
  store<i32>(slotsAt + ((slot & (slotCount - 1)) << 2), entry);
}

/** Bytes of a value as a shift, by type code; -1: not of a primitive type. */
function sizeShift(code: i32): i32 {
  return code < 4 || code > 11 ? -1 : (0x32103210 >>> ((code - 4) << 2)) & 3;
}

/** The entry of the class whose id stands at `at`; 0: it is not known yet. */
function entryAt<T>(at: i32): i32 {
  return sizeof<T>() === 8 ? find(word(at), word(at + 4)) : find(0, word(at));
}

/** `T`: as long as an id. Ids are compared as they stand, without turning their bytes around. */
function run<T>(from: i32, to: i32): i32 {
  const idBytes = <i32>sizeof<T>();
  const head = 9 + 2 * idBytes;
  const primitiveArrayHead = 10 + idBytes;
  let at = from;
  let last: T = 0 as T;
  let lastEntry = 0;
  let taken = 0;
  let bits: u32 = 0;
  /** The object array before, to see where the next object lies. */
  let array: i64 = 0;
  let arrayLength: i64 = -1;
  while (at < to) {
    const kind = load<u8>(at);
    let next = at;
    let length: u32 = 0;
    if (kind === instance) {
      if (to - at < head) break;
      const id = load<T>(at + 5 + idBytes);
      if (id !== last || lastEntry === 0) {
        lastEntry = entryAt<T>(at + 5 + idBytes);
        if (lastEntry === 0) break;
        last = id;
      }
      length = word(at + 5 + 2 * idBytes);
      next = at + head + length;
      if (length >= <u32>longestLength || next > to) break;
      add(lastEntry + entryCount, 1);
    } else if (kind === primitiveArray) {
      if (to - at < primitiveArrayHead) break;
      length = word(at + 5 + idBytes);
      const code = load<u8>(at + 9 + idBytes);
      const shift = sizeShift(code);
      if (length >= <u32>longestLength || shift < 0) break;
      const bytes = length << shift;
      next = at + primitiveArrayHead + bytes;
      const entry = primitivesAt + code * entryBytes;
      add(entry + entryCount, 1);
      add(entry + entryElements, length);
      add(entry + entryBodies, (bytes + 7) >>> 3);
      add(entry + entryCompactBodies, (bytes + 19) >>> 3);
    } else if (kind === objectArray) {
      if (to - at < head) break;
      length = word(at + 5 + idBytes);
      const entry = entryAt<T>(at + 9 + idBytes);
      if (length >= <u32>longestLength || entry === 0) break;
      next = at + head + length * idBytes;
      add(entry + entryCount, 1);
      add(entry + entryElements, length);
      add(entry + entryBodies, (length + 1) >>> 1);
      add(entry + entryCompactBodies, (length * 4 + 19) >>> 3);
    } else break;
    if (sizeof<T>() === 8) {
      if (arrayLength >= 0) {
        const distance = <i64>bswap(load<u64>(at + 1)) - array;
        if (distance > 0) {
          if (distance < 16 + 8 * arrayLength) compressedOops = true;
          if (distance < 16 + 4 * (arrayLength + (arrayLength & 1))) compactHeaders = true;
        }
        arrayLength = -1;
      }
      if (kind === objectArray) {
        array = bswap(load<u64>(at + 1));
        arrayLength = length;
      }
    }
    bits |= load<u32>(at + idBytes - 3);
    taken++;
    at = next;
  }
  addressBits |= bswap(bits);
  objects += taken;
  return at;
}

/**
 * Takes records from the window at [at, to) and stops at the first that is cut off, long, of a class not known yet, or no instance or
 * array: the host takes that one. Arrays may reach beyond `to`.
 */
export function count(at: i32, to: i32, idBytes: i32): i32 {
  return idBytes === 8 ? run<u64>(at, to) : run<u32>(at, to);
}
