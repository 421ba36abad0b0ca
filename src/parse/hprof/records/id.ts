/** Addresses are 8 bytes at most: two words in hot loops, an exact double (below 2^53) everywhere else. */
export const addressOf = (high: number, low: number): number => (high >>> 0) * 2 ** 32 + (low >>> 0);

export const highOf = (address: number): number => Math.floor(address / 2 ** 32) | 0;

export const lowOf = (address: number): number => (address % 2 ** 32) | 0;

/** A big-endian word. */
export const word = (bytes: Uint8Array, at: number): number =>
  ((bytes[at] as number) << 24) |
  ((bytes[at + 1] as number) << 16) |
  ((bytes[at + 2] as number) << 8) |
  (bytes[at + 3] as number);

export const short = (bytes: Uint8Array, at: number): number =>
  ((bytes[at] as number) << 8) | (bytes[at + 1] as number);

/** Reads an id of 4 or 8 bytes as an exact double. */
export const readId = (bytes: Uint8Array, at: number, idBytes: number): number =>
  idBytes === 8 ? addressOf(word(bytes, at), word(bytes, at + 4)) : word(bytes, at) >>> 0;
