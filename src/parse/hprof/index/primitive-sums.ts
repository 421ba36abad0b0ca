/** What is counted of the arrays of one primitive type: bodies in bytes, rounded up to 8 each, and with a header of 12 before them. */
export type PrimitiveSums = { count: number; elements: number; bodies: number; compactBodies: number };

export const primitiveSums = (): PrimitiveSums => ({ count: 0, elements: 0, bodies: 0, compactBodies: 0 });
