import { lastEdge } from '../../../model/heap-graph.ts';
import { type Numbering, popCount } from '../index/pages.ts';
import type { Edges } from './edges.ts';

type ArrayElementsInput = {
  readonly idBytes: 4 | 8;
  readonly numbers: Numbering;
  readonly skipBits: Int32Array;
  readonly result: Edges;
  /** How many references the list has. */
  readonly tail: { used: number };
};

/** The elements of an object array, as they come: an array may be longer than any window. */
export const arrayElements = ({ idBytes, numbers, skipBits, result, tail }: ArrayElementsInput) => {
  const { words, keys, starts, mask, shift } = numbers;
  const { edges, start, names } = result;
  const wide = idBytes === 8;
  const idAt = idBytes - 4;
  const keyHigh = 16 - shift;
  const keyLow = 16 + shift;
  let object = -1;
  let first = -1;
  let bytes = 0;
  const array = {
    /** Bytes that are still to come. */
    rest: 0,
    /** `from`: its first reference in the list, that to its class. */
    begin(of: number, from: number, length: number): void {
      object = of;
      first = from;
      bytes = length;
      array.rest = length;
    },
    /** What was read of it is all there is. */
    end(): void {
      array.rest = 0;
      if (first >= 0 && tail.used > first) {
        edges[tail.used - 1]! |= lastEdge;
        start[object] = first;
      }
      first = -1;
    },
    /** Takes elements from `from`; returns where it stopped. */
    take(view: DataView, from: number, to: number): number {
      let at = from;
      const whole = Math.min(array.rest, to - from - ((to - from) % idBytes));
      const end = from + whole;
      let count = tail.used;
      for (; at < end; at += idBytes) {
        const high = wide ? view.getInt32(at) : 0;
        const low = view.getInt32(at + idAt);
        if ((high | low) === 0) continue;
        const key = (high << keyHigh) | (low >>> keyLow);
        const page = key & mask;
        if (keys[page] !== key) continue;
        const base = starts[page] as number;
        if (base < 0) continue;
        const slot = (low >>> shift) & 0xffff;
        const pair = base + ((slot >>> 5) << 1);
        const bits = words[pair] as number;
        if (((bits >>> slot) & 1) === 0) continue;
        const target = (words[pair + 1] as number) + popCount(bits & ~(-1 << slot));
        if ((((skipBits[target >>> 5] as number) >>> target) & 1) === 1) continue;
        if (names !== undefined) names[count] = (bytes - array.rest + at - from) / idBytes;
        edges[count++] = target;
      }
      tail.used = count;
      array.rest -= whole;
      if (array.rest === 0) array.end();
      return at;
    },
  };
  return array;
};
