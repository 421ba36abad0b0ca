import { textOf } from '../text/bytes.ts';

/** Texts of which no more are remembered: a log repeats a handful. */
const maxKnown = 500;
/** Longer ones are read each time they come. */
const maxLength = 1000;

type Known<T> = { readonly bytes: Uint8Array; readonly value: T };

const same = (bytes: Uint8Array, from: number, to: number, known: Uint8Array): boolean => {
  if (known.length !== to - from) return false;
  for (let i = 0; i < known.length; i++) if (bytes[from + i] !== known[i]) return false;
  return true;
};

/** FNV-1a. */
const hashOf = (bytes: Uint8Array, from: number, to: number): number => {
  let hash = 0x811c9dc5;
  for (let at = from; at < to; at++) hash = Math.imul(hash ^ (bytes[at] as number), 0x01000193);
  return hash;
};

/** Reads the text that stands in [from, to), each text once. */
export const readOnce = <T>(read: (text: string) => T): ((bytes: Buffer, from: number, to: number) => T) => {
  const byHash = new Map<number, Known<T>>();
  let last: Known<T> | undefined;
  return (bytes, from, to) => {
    if (last !== undefined && same(bytes, from, to, last.bytes)) return last.value;
    if (to - from > maxLength) return read(textOf(bytes, from, to));
    const hash = hashOf(bytes, from, to);
    const known = byHash.get(hash);
    if (known !== undefined && same(bytes, from, to, known.bytes)) {
      last = known;
      return known.value;
    }
    const value = read(textOf(bytes, from, to));
    if (known === undefined && byHash.size < maxKnown) byHash.set(hash, { bytes: bytes.slice(from, to), value });
    return value;
  };
};
