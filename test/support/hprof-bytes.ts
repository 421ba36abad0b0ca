/** The few records that the checks of whole files need; addresses of 8 bytes. */
export const hprofHeader = (version = '1.0.2'): Buffer => {
  const rest = Buffer.alloc(12);
  rest.writeUInt32BE(8, 0);
  return Buffer.concat([Buffer.from(`JAVA PROFILE ${version}\0`), rest]);
};

export const record = (tag: number, body: Uint8Array): Buffer => {
  const head = Buffer.alloc(9);
  head.writeUInt8(tag, 0);
  head.writeUInt32BE(body.length, 5);
  return Buffer.concat([head, body]);
};

export const u4 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};

export const id = (value: number): Buffer => Buffer.concat([u4(0), u4(value)]);

/** PRIM_ARRAY_DUMP of bytes. */
export const byteArray = (address: number, content: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from([0x23]), id(address), u4(0), u4(content.length), Buffer.from([8]), content]);

/** A whole dump: names, one segment, the end. */
export const smallDump = (...subRecords: readonly Uint8Array[]): Buffer =>
  Buffer.concat([
    hprofHeader(),
    record(0x01, Buffer.concat([id(1), Buffer.from('com.acme.Order')])),
    record(0x1c, Buffer.concat(subRecords.length === 0 ? [byteArray(64, Buffer.from('secret'))] : subRecords)),
    record(0x2c, Buffer.alloc(0)),
  ]);
