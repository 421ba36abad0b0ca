import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ParseError } from '../../../src/model/parsed.ts';
import { redaction } from '../../../src/parse/hprof/redact.ts';
import { byteArray, hprofHeader, id, record, smallDump, u4 } from '../../support/hprof-bytes.ts';

const redacted = (bytes: Uint8Array, chunkBytes = bytes.length) => {
  const engine = redaction();
  const out: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += chunkBytes)
    out.push(engine.transform(Uint8Array.from(bytes.subarray(at, at + chunkBytes))));
  const { rest, ...about } = engine.end();
  return { bytes: Buffer.concat([...out, rest]), ...about };
};

const u2 = (value: number): Buffer => Buffer.from([value >> 8, value & 255]);

/** A class with a constant, a static long and two fields. */
const classDump = Buffer.concat([
  Buffer.from([0x20]),
  id(500),
  u4(0),
  ...Array.from({ length: 6 }, () => id(0)),
  u4(24),
  u2(1),
  Buffer.concat([u2(3), Buffer.from([10]), u4(77)]),
  u2(1),
  Buffer.concat([id(9), Buffer.from([11]), id(1234)]),
  u2(2),
  Buffer.concat([id(10), Buffer.from([2]), id(11), Buffer.from([10])]),
]);
const instance = Buffer.concat([Buffer.from([0x21]), id(600), u4(0), id(500), u4(12), id(700), u4(42)]);
const objectArray = Buffer.concat([Buffer.from([0x22]), id(650), u4(0), u4(2), id(501), id(600), id(0)]);
const longs = Buffer.concat([
  Buffer.from([0x23]),
  id(660),
  u4(0),
  u4(2),
  Buffer.from([11]),
  id(0xdeadbeef),
  id(0xfeedface),
]);
const root = Buffer.concat([Buffer.from([0x08]), id(600), u4(1), u4(2)]);
const everything = smallDump(
  classDump,
  instance,
  objectArray,
  byteArray(700, Buffer.from('010-1234-5678 password')),
  longs,
  root,
  byteArray(701, Buffer.alloc(0)),
);

describe('a redacted heap dump', () => {
  it('has zeros for the contents of primitive arrays and everything else as it was', () => {
    const { bytes, cut, arrays, blankedBytes } = redacted(everything);
    expect({ cut, arrays, blankedBytes }).toEqual({ cut: undefined, arrays: 3, blankedBytes: 22 + 16 });
    expect(bytes).toHaveLength(everything.length);
    expect(bytes.includes('password')).toBe(false);
    expect(bytes.includes(id(0xdeadbeef).subarray(4))).toBe(false);
    for (const part of [classDump, instance, objectArray, root, Buffer.from('com.acme.Order')])
      expect(bytes.includes(part)).toBe(true);
    const changed = [...everything].filter((byte, at) => byte !== bytes[at]).length;
    expect(changed).toBeLessThanOrEqual(blankedBytes);
  });

  it('is the same however the bytes come', () => {
    const whole = redacted(everything).bytes;
    for (const chunk of [1, 3, 8, 13, 57]) expect(redacted(everything, chunk).bytes.equals(whole)).toBe(true);
  });

  it('of a cut dump is as long, without its secrets, and says that it is cut', () => {
    for (let length = 40; length < everything.length; length++) {
      const { bytes, cut } = redacted(everything.subarray(0, length), 11);
      expect(bytes).toHaveLength(length);
      expect(cut, `cut at ${length}`).toBeTruthy();
      expect(bytes.includes('1234-5678')).toBe(false);
    }
  });

  it('takes the record without segments of old JVMs, and one that wrapped to 0', () => {
    const parts = Buffer.concat([instance, byteArray(700, Buffer.from('secret'))]);
    expect(redacted(Buffer.concat([hprofHeader('1.0.1'), record(0x0c, parts)])).bytes.includes('secret')).toBe(false);
    const wrapped = Buffer.concat([hprofHeader(), record(0x0c, Buffer.alloc(0)), parts, record(0x2c, Buffer.alloc(0))]);
    const { bytes, cut } = redacted(wrapped, 7);
    expect(bytes.includes('secret')).toBe(false);
    expect(cut).toBeUndefined();
  });

  it('is never made of what is not understood: better no file than one with secrets', () => {
    expect(() => redacted(Buffer.from('Full thread dump'))).toThrow(ParseError);
    expect(() => redacted(smallDump(Buffer.concat([Buffer.from([0x77]), id(1)])))).toThrow(/tag 119 at byte/);
    expect(() =>
      redacted(smallDump(Buffer.concat([Buffer.from([0x23]), id(1), u4(0), u4(1), Buffer.from([3, 1])]))),
    ).toThrow(ParseError);
  });

  it('survives any bytes after a header: redacted, or refused', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.integer({ min: 1, max: 40 }), (tail, chunk) => {
        const input = Buffer.concat([hprofHeader(), tail]);
        try {
          expect(redacted(input, chunk).bytes).toHaveLength(input.length);
        } catch (error) {
          expect(error).toBeInstanceOf(ParseError);
        }
      }),
    );
  });
});
