const factors: Readonly<Record<string, number>> = { '': 1, k: 1 << 10, m: 1 << 20, g: 1 << 30, t: 2 ** 40 };

/** `512m`, `1G`, `1048576` of a JVM option, in bytes; undefined for anything else. */
export const sizeBytes = (size: string): number | undefined => {
  const match = /^(\d+)([kmgt]?)$/i.exec(size);
  return match === null ? undefined : Number(match[1]) * (factors[(match[2] ?? '').toLowerCase()] as number);
};
