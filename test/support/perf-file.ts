/** A hsperfdata 2.0 file, little endian, of longs and texts. Texts have room for 64 bytes. */
export const perfFile = (counters: Readonly<Record<string, number | string>>): Uint8Array => {
  const entries = Object.entries(counters).map(([name, value]) => {
    const nameBytes = Buffer.from(`${name}\0`);
    const dataAt = Math.ceil((20 + nameBytes.length) / 8) * 8;
    const data = typeof value === 'number' ? Buffer.alloc(8) : Buffer.from(`${value}\0`.padEnd(64, '\0'));
    if (typeof value === 'number') data.writeBigInt64LE(BigInt(value));
    const entry = Buffer.alloc(Math.ceil((dataAt + data.length) / 8) * 8);
    entry.writeInt32LE(entry.length, 0);
    entry.writeInt32LE(20, 4);
    entry.writeInt32LE(typeof value === 'number' ? 0 : data.length, 8);
    entry[12] = typeof value === 'number' ? 0x4a : 0x42;
    entry[15] = 3;
    entry.writeInt32LE(dataAt, 16);
    nameBytes.copy(entry, 20);
    data.copy(entry, dataAt);
    return entry;
  });
  const head = Buffer.alloc(32);
  head.set([0xca, 0xfe, 0xc0, 0xc0, 1, 2, 0, 1]);
  head.writeInt32LE(32, 24);
  head.writeInt32LE(entries.length, 28);
  const file = Buffer.concat([head, ...entries]);
  file.writeInt32LE(file.length, 8);
  return file;
};
