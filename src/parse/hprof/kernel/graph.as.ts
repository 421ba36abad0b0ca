// AssemblyScript, compiled to WebAssembly by npm run build: the loops over all objects and references of a heap dump. The arrays are the
// host's (graph.ts), in the memory both share; what is rare (roots, classes, objects across two windows) is the host's as well.
import {
  classBytes,
  classEdge,
  classEnd,
  classFirst,
  classHigh,
  classLow,
  classOrdinal,
  classRecord,
  classUnits,
  classWeak,
} from './graph-memory';

const instance: u8 = 0x21;
const primitiveArray: u8 = 0x23;
const lastEdge: u32 = 0x80000000;
const treeEdge: u32 = 0x40000000;
const weakEdge: u32 = 0x20000000;
const objectBits: u32 = 0x1fffffff;
const keptBits: u32 = 0xa0000000;
/** Longer arrays of primitives are left to the host: their bytes may not fit 32 bits. */
const longestLength: u32 = 1 << 20;

/** References found so far; objects of the lowest and the highest number among those taken since the host set them. */
export let used: u32 = 0;
export let lowest: i32 = 0;
export let highest: i32 = 0;

let isWide: bool = false;
let words: usize = 0;
let keys: usize = 0;
let starts: usize = 0;
let mask: u32 = 0;
let skipped: usize = 0;
let classOf: usize = 0;
let shallow: usize = 0;
let start: usize = 0;
let edges: usize = 0;
let slots: usize = 0;
let slotMask: u32 = 0;
let codes: usize = 0;
let objectArrayHeader: u32 = 0;
let primitiveArrayHeader: u32 = 0;
let referenceBytes: u32 = 0;
let alignBits: u32 = 0;

export function numberBy(
  wide: bool,
  wordsAt: usize,
  keysAt: usize,
  startsAt: usize,
  pageMask: u32,
  skippedAt: usize,
): void {
  isWide = wide;
  words = wordsAt;
  keys = keysAt;
  starts = startsAt;
  mask = pageMask;
  skipped = skippedAt;
}

export function writeTo(classOfAt: usize, shallowAt: usize, startAt: usize, edgesAt: usize): void {
  classOf = classOfAt;
  shallow = shallowAt;
  start = startAt;
  edges = edgesAt;
}

export function sizeBy(ofObjectArray: u32, ofPrimitiveArray: u32, ofReference: u32, alignBytes: u32): void {
  objectArrayHeader = ofObjectArray;
  primitiveArrayHeader = ofPrimitiveArray;
  referenceBytes = ofReference;
  alignBits = alignBytes - 1;
}

function at4(base: usize, index: u32): usize {
  return base + ((<usize>index) << 2);
}

function firstSlot(high: u32, low: u32): u32 {
  return (((low >>> 3) ^ (high << 9)) * 0x9e3779b1) >>> 8;
}

/** Entries of `count` classes stand one after the other; the first is of no class. `codesAt`: an entry per type of primitives. */
export function classesAt(entries: usize, count: u32, slotsAt: usize, slotCount: u32, codesAt: usize): void {
  slots = slotsAt;
  slotMask = slotCount - 1;
  codes = codesAt;
  for (let i: u32 = 1; i < count; i++) {
    const entry = entries + <usize>i * classBytes;
    if ((load<u32>(entry, classHigh) | load<u32>(entry, classLow)) === 0) continue;
    let slot = firstSlot(load<u32>(entry, classHigh), load<u32>(entry, classLow)) & slotMask;
    while (load<u32>(at4(slots, slot)) !== 0) slot = (slot + 1) & slotMask;
    store<u32>(at4(slots, slot), <u32>entry);
  }
}

function word(at: usize): u32 {
  return bswap(load<u32>(at));
}

/** The entry of a class; 0: there is none. */
function find(high: u32, low: u32): usize {
  let slot = firstSlot(high, low) & slotMask;
  let entry = <usize>load<u32>(at4(slots, slot));
  while (entry !== 0 && (load<u32>(entry, classLow) !== low || load<u32>(entry, classHigh) !== high)) {
    slot = (slot + 1) & slotMask;
    entry = <usize>load<u32>(at4(slots, slot));
  }
  return entry;
}

function has(bits: usize, at: i32): bool {
  return ((load<u32>(bits + ((<usize>(<u32>at >>> 5)) << 2)) >>> (at & 31)) & 1) !== 0;
}

/** The number of the object whose address stands at `at`; -1: none is there. Addresses are aligned to 8 bytes. */
function numberAt<T>(at: usize): i32 {
  const wide = sizeof<T>() === 8;
  const high: u32 = wide ? word(at) : 0;
  const low: u32 = wide ? word(at + 4) : word(at);
  const key = (high << 13) | (low >>> 19);
  const page = (<usize>(key & mask)) << 2;
  if (load<u32>(keys + page) !== key) return -1;
  const base = load<i32>(starts + page);
  if (base < 0) return -1;
  const slot = (low >>> 3) & 0xffff;
  const pair = words + ((<usize>base + ((slot >>> 5) << 1)) << 2);
  const bits = load<u32>(pair);
  if (((bits >>> (slot & 31)) & 1) === 0) return -1;
  return load<i32>(pair, 4) + popcnt<i32>(bits & ~((<u32>0xffffffff) << (slot & 31)));
}

function isNull<T>(at: usize): bool {
  return load<T>(at) === 0;
}

function units(bytes: u32): u32 {
  return ((bytes + alignBits) & ~alignBits) >>> 3;
}

/** `T`: as long as an id. */
function run<T>(from: usize, to: usize): usize {
  const idBytes: usize = sizeof<T>();
  const wide = idBytes === 8;
  const head: usize = 9 + 2 * idBytes;
  let at = from;
  let lastHigh: u32 = 0;
  let lastLow: u32 = 0;
  let last: usize = 0;
  let count = used;
  let low = lowest;
  let high = highest;
  while (at < to) {
    const kind = load<u8>(at);
    if (kind < instance || kind > primitiveArray || to - at < head) break;
    const object = numberAt<T>(at + 1);
    if (object < 0 || load<u16>(classOf + ((<usize>object) << 1)) !== 0) break;
    const begin = count;
    let entry: usize = 0;
    if (kind === instance) {
      const classAt = at + 5 + idBytes;
      const upper: u32 = wide ? word(classAt) : 0;
      const lower: u32 = wide ? word(classAt + 4) : word(classAt);
      if (lower !== lastLow || upper !== lastHigh || last === 0) {
        last = find(upper, lower);
        lastHigh = upper;
        lastLow = lower;
      }
      entry = last;
      const length = word(classAt + idBytes);
      const body = at + head;
      if (entry === 0 || length > <u32>(to - body) || has(skipped, object)) break;
      store<u32>(shallow + ((<usize>object) << 2), load<u32>(entry, classUnits));
      const own = load<i32>(entry, classEdge);
      if (own >= 0) store<i32>(at4(edges, count++), own);
      if (length >= load<u32>(entry, classRecord)) {
        const end = <usize>load<u32>(entry, classEnd);
        for (let place = <usize>load<u32>(entry, classFirst); place < end; place += 4) {
          const field = body + load<u32>(place);
          if (isNull<T>(field)) continue;
          const target = numberAt<T>(field);
          if (target < 0 || has(skipped, target)) continue;
          store<i32>(at4(edges, count++), target);
        }
      }
      const weak = load<i32>(entry, classWeak);
      if (weak >= 0 && count > begin) {
        const target = numberAt<T>(body + weak);
        const edge = at4(edges, count - 1);
        if (target >= 0 && load<i32>(edge) === target) store<u32>(edge, <u32>target | weakEdge);
      }
      at = body + length;
    } else if (kind === primitiveArray) {
      const length = word(at + 5 + idBytes);
      const code = load<u8>(at + 9 + idBytes);
      if (length >= longestLength || code < 4 || code > 11) break;
      const bytes = length << ((0x32103210 >>> ((code - 4) << 2)) & 3);
      entry = codes + <usize>code * classBytes;
      store<u32>(shallow + ((<usize>object) << 2), units(primitiveArrayHeader + bytes));
      const own = load<i32>(entry, classEdge);
      if (own >= 0) store<i32>(at4(edges, count++), own);
      at += 10 + idBytes + bytes;
    } else {
      const length = word(at + 5 + idBytes);
      const classAt = at + 9 + idBytes;
      entry = find(wide ? word(classAt) : 0, wide ? word(classAt + 4) : word(classAt));
      let element = at + head;
      if (entry === 0 || <u64>length * idBytes > <u64>(to - element)) break;
      store<u32>(shallow + ((<usize>object) << 2), units(objectArrayHeader + length * referenceBytes));
      const own = load<i32>(entry, classEdge);
      if (own >= 0) store<i32>(at4(edges, count++), own);
      const end = element + <usize>length * idBytes;
      for (; element < end; element += idBytes) {
        if (isNull<T>(element)) continue;
        const target = numberAt<T>(element);
        if (target < 0 || has(skipped, target)) continue;
        store<i32>(at4(edges, count++), target);
      }
      at = end;
    }
    store<u16>(classOf + ((<usize>object) << 1), <u16>load<u32>(entry, classOrdinal));
    if (count > begin) {
      const edge = at4(edges, count - 1);
      store<u32>(edge, load<u32>(edge) | lastEdge);
      store<u32>(start + ((<usize>object) << 2), begin);
    }
    if (object < low) low = object;
    if (object > high) high = object;
  }
  used = count;
  lowest = low;
  highest = high;
  return at;
}

/** Takes records from [from, to) and stops before the first that is the host's. Arrays of primitives may reach beyond `to`. */
export function take(from: usize, to: usize): usize {
  return isWide ? run<u64>(from, to) : run<u32>(from, to);
}

/** Everything a root reaches that has no number yet, depth first; returns how many have one. See dominators/walk.ts. */
export function walk(
  root: u32,
  before: u32,
  startOf: usize,
  edgesOf: usize,
  number: usize,
  vertex: usize,
  parent: usize,
  cursor: usize,
  inDegree: usize,
): u32 {
  if (load<u32>(at4(number, root)) !== 0) return before;
  let reached = before + 1;
  store<u32>(at4(number, root), reached);
  store<u32>(at4(vertex, reached), root);
  store<u32>(at4(parent, reached), 0);
  let current = reached;
  let at = load<i32>(at4(startOf, root));
  while (current !== 0) {
    if (at < 0) {
      current = load<u32>(at4(parent, current));
      at = load<i32>(at4(cursor, current));
      continue;
    }
    const place = at4(edgesOf, at);
    const edge = load<u32>(place);
    const target = edge & objectBits;
    const following = <i32>edge < 0 ? -1 : at + 1;
    const seen = load<u32>(at4(number, target));
    if (seen !== 0) {
      store<u32>(place, (edge & keptBits) | seen);
      const degree = at4(inDegree, seen);
      store<u32>(degree, load<u32>(degree) + 1);
      at = following;
      continue;
    }
    store<i32>(at4(cursor, current), following);
    reached++;
    store<u32>(at4(number, target), reached);
    store<u32>(place, (edge & keptBits) | treeEdge | reached);
    store<u32>(at4(vertex, reached), target);
    store<u32>(at4(parent, reached), current);
    current = reached;
    at = load<i32>(at4(startOf, target));
  }
  return reached;
}

/** Puts each edge that is not of the tree at its place among the predecessors and gives all edges their objects back. */
export function turn(
  reached: u32,
  startOf: usize,
  edgesOf: usize,
  vertex: usize,
  from: usize,
  predecessors: usize,
): void {
  for (let v: u32 = 1; v <= reached; v++) {
    let at = load<i32>(at4(startOf, load<u32>(at4(vertex, v))));
    if (at < 0) continue;
    for (;;) {
      const place = at4(edgesOf, at);
      const edge = load<u32>(place);
      const target = edge & objectBits;
      if ((edge & treeEdge) === 0) {
        const next = at4(from, target);
        const position = load<u32>(next);
        store<u32>(at4(predecessors, position), v);
        store<u32>(next, position + 1);
      }
      store<u32>(place, (edge & keptBits) | load<u32>(at4(vertex, target)));
      if (<i32>edge < 0) break;
      at++;
    }
  }
}

/** See dominators/semi-nca.ts: `ancestor` begins as a copy of `parent` and ends as the dominators, `from` ends as the semidominators. */
export function dominate(
  reached: u32,
  parent: usize,
  ancestor: usize,
  from: usize,
  label: usize,
  stack: usize,
  predecessors: usize,
): void {
  let end = load<u32>(at4(from, reached + 1));
  for (let w = reached; w > 0; w--) {
    let best = load<u32>(at4(parent, w));
    const first = load<u32>(at4(from, w));
    for (let i = first; i < end; i++) {
      let u = load<u32>(at4(predecessors, i));
      if (u > w) {
        if (load<u32>(at4(ancestor, u)) > w) {
          let depth: u32 = 0;
          let x = u;
          for (;;) {
            const above = load<u32>(at4(ancestor, x));
            if (above <= w) break;
            store<u32>(at4(stack, depth++), x);
            x = above;
          }
          let least = load<u32>(at4(label, x));
          const top = load<u32>(at4(ancestor, x));
          while (depth > 0) {
            const y = load<u32>(at4(stack, --depth));
            const own = load<u32>(at4(label, y));
            if (least < own) store<u32>(at4(label, y), least);
            else least = own;
            store<u32>(at4(ancestor, y), top);
          }
        }
        u = load<u32>(at4(label, u));
      }
      if (u < best) best = u;
    }
    store<u32>(at4(from, w + 1), best);
    store<u32>(at4(label, w), best);
    end = first;
  }
  store<u32>(ancestor, 0);
  for (let w: u32 = 1; w <= reached; w++) {
    let dominator = load<u32>(at4(parent, w));
    const limit = load<u32>(at4(from, w + 1));
    while (dominator > limit) dominator = load<u32>(at4(ancestor, dominator));
    store<u32>(at4(ancestor, w), dominator);
  }
}
