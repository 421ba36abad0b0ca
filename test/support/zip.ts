import { crc32, deflateRawSync } from 'node:zlib';

export type ZipEntry = {
  readonly path: string | Uint8Array;
  readonly text?: string | Uint8Array;
  /** st_mode, as Unix writes it. */
  readonly mode?: number;
  readonly encrypted?: true;
  /** Told instead of the true checksum. */
  readonly crc?: number;
};

/** A zip archive of exactly these entries, wicked ones included (APPNOTE.TXT 4.3). */
export const zipOf = (entries: readonly ZipEntry[]): Buffer => {
  const local: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const { path, text = '', mode = 0o100644, encrypted, crc } of entries) {
    const name = Buffer.from(path as string);
    const content = Buffer.from(text as string);
    const packed = deflateRawSync(content);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(encrypted === undefined ? 0 : 1, 2);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(crc ?? crc32(content), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(name.length, 22);
    const body = Buffer.concat([Buffer.from('PK\x03\x04'), common, name, packed]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE((mode << 16) >>> 0, 6);
    rest.writeUInt32LE(offset, 10);
    central.push(Buffer.concat([Buffer.from('PK\x01\x02'), Buffer.from([20, 3]), common, rest, name]));
    local.push(body);
    offset += body.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries.length, 4);
  end.writeUInt16LE(entries.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...local, directory, Buffer.from('PK\x05\x06'), end]);
};
