import type { HeapDuplicateStrings } from '../../model/heap-dump.ts';
import { type HeapGraph, shallowBytesOf } from '../../model/heap-graph.ts';

/** Distinct texts that are told apart; beyond them only copies of known ones are counted. */
const mostDistinct = 1 << 22;

/**
 * Two sums of 32 bits over the contents: texts that differ do not meet by accident. One for all texts: millions would be garbage. `word`:
 * the `pending` bytes that are no whole word yet.
 */
export type ContentSum = { first: number; second: number; word: number; pending: number };

export const contentSum = (): ContentSum => ({ first: 0, second: 0, word: 0, pending: 0 });

export const restart = (sum: ContentSum): void => {
  sum.first = 0x811c9dc5 | 0;
  sum.second = 0x2f0b4c47;
  sum.word = 0;
  sum.pending = 0;
};

const addWord = (sum: ContentSum, word: number): void => {
  sum.first = Math.imul(sum.first ^ word, 0x01000193);
  sum.second = Math.imul((sum.second << 5) ^ (sum.second >>> 7) ^ word, 0x85ebca6b);
};

const addByte = (sum: ContentSum, byte: number): void => {
  sum.word = (sum.word << 8) | byte;
  sum.pending++;
  if (sum.pending < 4) return;
  addWord(sum, sum.word);
  sum.word = 0;
  sum.pending = 0;
};

/** Adds bytes to a sum; where a text is cut into pieces does not matter. */
export const addContent = (sum: ContentSum, bytes: Uint8Array, from: number, to: number): void => {
  let at = from;
  while (sum.pending > 0 && at < to) addByte(sum, bytes[at++] as number);
  let { first, second } = sum;
  for (; at + 4 <= to; at += 4) {
    const word =
      ((bytes[at] as number) << 24) |
      ((bytes[at + 1] as number) << 16) |
      ((bytes[at + 2] as number) << 8) |
      (bytes[at + 3] as number);
    first = Math.imul(first ^ word, 0x01000193);
    second = Math.imul((second << 5) ^ (second >>> 7) ^ word, 0x85ebca6b);
  }
  sum.first = first;
  sum.second = second;
  while (at < to) addByte(sum, bytes[at++] as number);
};

/** No more bytes come. */
export const endContent = (sum: ContentSum): void => {
  if (sum.pending > 0) addWord(sum, sum.word);
};

/** Places are this full at most. */
const fullest = 0.7;

const placesFor = (texts: number): number => 2 ** Math.max(14, Math.ceil(Math.log2(texts / fullest)));

/**
 * Texts by content: [sum, sum, copies, object] per text, in what is spare of the graph until `result` was asked for, and in arrays of
 * their own beyond that. `expected`: how many there are at most.
 */
export const stringTally = (graph: HeapGraph, expected = 0) => {
  const places = placesFor(Math.min(expected, mostDistinct));
  const [room, entryRoom] = graph.spare;
  let slots = room.length < places ? new Int32Array(places) : room.subarray(0, places).fill(0);
  let entries = entryRoom.length < 1024 ? new Int32Array(1024) : entryRoom;
  let distinct = 0;
  let strings = 0;
  let isSampled = false;

  const slotOf = (first: number, second: number): number => {
    const mask = slots.length - 1;
    let slot = (first ^ (first >>> 15)) & mask;
    for (;;) {
      const entry = slots[slot] as number;
      if (entry === 0) return slot;
      if (entries[entry * 4 - 4] === first && entries[entry * 4 - 3] === second) return slot;
      slot = (slot + 1) & mask;
    }
  };

  return {
    add(object: number, first: number, second: number): void {
      strings++;
      const slot = slotOf(first, second);
      const entry = slots[slot] as number;
      if (entry !== 0) {
        entries[entry * 4 - 2]!++;
        return;
      }
      if (distinct >= mostDistinct) {
        isSampled = true;
        return;
      }
      if (distinct * 4 + 4 > entries.length) {
        const grown = new Int32Array(entries.length * 2);
        grown.set(entries);
        entries = grown;
      }
      distinct++;
      entries.set([first, second, 1, object], distinct * 4 - 4);
      slots[slot] = distinct;
      if (distinct > slots.length * fullest) {
        slots = new Int32Array(slots.length * 2);
        for (let each = 1; each <= distinct; each++) {
          slots[slotOf(entries[each * 4 - 4] as number, entries[each * 4 - 3] as number)] = each;
        }
      }
    },
    /** `shown` puts a text into words without telling it; asked for the arrays of the top ones. */
    result(most: number): Omit<HeapDuplicateStrings, 'top'> & {
      readonly top: readonly { readonly array: number; readonly copies: number; readonly wastedBytes: number }[];
    } {
      const top: { array: number; copies: number; wastedBytes: number }[] = [];
      let wastedBytes = 0;
      for (let each = 1; each <= distinct; each++) {
        const copies = entries[each * 4 - 2] as number;
        if (copies < 2) continue;
        const array = entries[each * 4 - 1] as number;
        const wasted = (copies - 1) * shallowBytesOf(graph, array);
        wastedBytes += wasted;
        if (top.length < most || wasted > (top.at(-1)?.wastedBytes ?? 0)) {
          top.push({ array, copies, wastedBytes: wasted });
          top.sort((a, b) => b.wastedBytes - a.wastedBytes || a.array - b.array);
          if (top.length > most) top.pop();
        }
      }
      return { strings, distinct, wastedBytes, sampled: isSampled, top };
    },
  };
};

/** A text of a dump may be anything, a password too: its length is told, and the text itself when it is a word of code. */
export const shownText = (text: string, isCut = false): string => {
  const isWord = /^[A-Za-z][A-Za-z_.$/-]{0,39}$/.test(text) && !/(?:pass|secret|token|key|auth|cred)/i.test(text);
  return isWord ? `"${text}"` : `"****" (${text.length} characters${isCut ? ' or more' : ''})`;
};
