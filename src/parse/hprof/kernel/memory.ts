// The memory that the kernel and its host share. Read by both compilers: plain constants only.

/** A window of the file (records/window.ts), at 0. */
export const windowRoom = 4 << 20;

/** Open addressing by class id: each slot the address of an entry, 0 when free. */
export const slotsAt = windowRoom;
export const slotCount = 1 << 18;

/** One entry per known class; the first place stays free. */
export const entriesAt = slotsAt + slotCount * 4;
export const entryBytes = 48;
export const mostEntries = 1 << 17;

/** Of a class entry. Counts and sums are u64; bodies in units of 8 bytes, those of compact headers with 12 bytes before them. */
export const entryHigh = 0;
export const entryLow = 4;
export const entryOrdinal = 8;
export const entryCount = 16;
export const entryElements = 24;
export const entryBodies = 32;
export const entryCompactBodies = 40;

/** Arrays of primitives by the code of their type, laid out as entries are. */
export const primitivesAt = entriesAt + mostEntries * entryBytes;
export const primitiveCodes = 16;

export const memoryBytes = primitivesAt + primitiveCodes * entryBytes;

/** Objects that are left to the host: longer ones are rare, and 32 bits are enough for the others. */
export const longestLength = 1 << 20;
