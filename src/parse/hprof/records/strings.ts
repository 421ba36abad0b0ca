/** Strings of the dump by id: their bytes in one block, no JavaScript string before somebody asks. */
export type StringTable = {
  add(high: number, low: number, bytes: Uint8Array, from: number, to: number): void;
  text(high: number, low: number): string | undefined;
};

const grownBytes = (old: Uint8Array, needed: number): Uint8Array => {
  const grown = new Uint8Array(Math.max(needed, old.length * 2));
  grown.set(old);
  return grown;
};

const grownWords = (old: Int32Array, length: number): Int32Array => {
  const grown = new Int32Array(length);
  grown.set(old);
  return grown;
};

/** Modified UTF-8 differs from UTF-8 for NUL and characters outside of the plane only: both are shown as U+FFFD. */
const decode = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');

export const stringTable = (): StringTable => {
  let block: Uint8Array = new Uint8Array(256 << 10);
  let used = 0;
  let count = 0;
  /** Per string: high, low, start, length. */
  let entries: Int32Array = new Int32Array(4 * 4096);
  let slots = new Int32Array(16384);

  const slotOf = (high: number, low: number): number => {
    const mask = slots.length - 1;
    let slot = (Math.imul(low ^ (high << 7), 0x9e3779b1) >>> 12) & mask;
    for (;;) {
      const entry = slots[slot] as number;
      if (entry === 0) return slot;
      if (entries[entry * 4 - 3] === low && entries[entry * 4 - 4] === high) return slot;
      slot = (slot + 1) & mask;
    }
  };

  const rehash = (): void => {
    slots = new Int32Array(slots.length * 2);
    for (let entry = 1; entry <= count; entry++) {
      slots[slotOf(entries[entry * 4 - 4] as number, entries[entry * 4 - 3] as number)] = entry;
    }
  };

  return {
    add(high, low, bytes, from, to) {
      const length = to - from;
      if (used + length > block.length) block = grownBytes(block, used + length);
      block.set(bytes.subarray(from, to), used);
      if (count * 4 === entries.length) entries = grownWords(entries, entries.length * 2);
      const slot = slotOf(high, low);
      const entry = (slots[slot] as number) || ++count;
      entries[entry * 4 - 4] = high;
      entries[entry * 4 - 3] = low;
      entries[entry * 4 - 2] = used;
      entries[entry * 4 - 1] = length;
      slots[slot] = entry;
      used += length;
      if (count * 2 > slots.length) rehash();
    },
    text(high, low) {
      const entry = slots[slotOf(high, low)] as number;
      if (entry === 0) return undefined;
      const start = entries[entry * 4 - 2] as number;
      return decode(block.subarray(start, start + (entries[entry * 4 - 1] as number)));
    },
  };
};
