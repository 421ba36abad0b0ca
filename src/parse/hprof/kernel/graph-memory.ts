// What the kernel of the graph and its host share of a class, in bytes. Read by both compilers: plain constants only.

/** One class; the first entry is of none. First and end: addresses of the places of its references in a record. -1: no edge, no referent. */
export const classBytes = 40;
export const classHigh = 0;
export const classLow = 4;
export const classOrdinal = 8;
export const classUnits = 12;
export const classRecord = 16;
export const classFirst = 20;
export const classEnd = 24;
export const classEdge = 28;
export const classWeak = 32;

/** Classes of arrays of primitives by the code of their type, laid out as classes are. */
export const codeEntries = 12;
