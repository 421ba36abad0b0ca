/** One bit per object. */
export const bitSet = (count: number): Int32Array => new Int32Array((count >>> 5) + 1);

export const setBit = (bits: Int32Array, at: number): void => {
  bits[at >>> 5]! |= 1 << at;
};

export const hasBit = (bits: Int32Array, at: number): boolean => (((bits[at >>> 5] as number) >>> at) & 1) === 1;
