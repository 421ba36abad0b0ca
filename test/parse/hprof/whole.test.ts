import { describe, expect, it } from 'vitest';
import { wholeCheck } from '../../../src/parse/hprof/whole.ts';
import { hprofHeader, record, smallDump } from '../../support/hprof-bytes.ts';

const verdict = (bytes: Uint8Array, chunkBytes = bytes.length): string | undefined => {
  const check = wholeCheck();
  for (let at = 0; at < bytes.length; at += chunkBytes) check.add(bytes.subarray(at, at + chunkBytes));
  return check.end();
};

describe('a heap dump as a file', () => {
  it('is whole with its header and the record that ends it, however it comes', () => {
    const dump = smallDump();
    for (const chunk of [1, 2, 7, 9, 10, 64, dump.length]) expect(verdict(dump, chunk)).toBeUndefined();
  });

  it('is whole as old JVMs end it, without segments', () => {
    expect(verdict(Buffer.concat([hprofHeader('1.0.1'), record(0x0c, Buffer.alloc(500))]), 100)).toBeUndefined();
  });

  it('is not whole wherever it is cut', () => {
    const dump = smallDump();
    for (let length = 0; length < dump.length; length++)
      expect(verdict(dump.subarray(0, length), 8), `cut at ${length}`).toBeTruthy();
    expect(verdict(dump.subarray(0, -9))).toBe('the record that ends it is missing');
    expect(verdict(dump.subarray(0, 10))).toBe('it ends in its header');
    expect(verdict(dump.subarray(0, -12))).toBe('it ends in the middle of a record');
  });

  it('is no heap dump when it begins otherwise', () => {
    expect(verdict(Buffer.from('Full thread dump OpenJDK'.repeat(50)), 16)).toBe('it does not begin like a heap dump');
    expect(verdict(Buffer.from(`JAVA PROFILE ${'9'.repeat(500)}`))).toBe('its header is damaged');
  });
});
