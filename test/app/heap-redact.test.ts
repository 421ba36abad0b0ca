import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { verifyDump } from '../../src/app/heap-dump/verify.ts';
import { heapRedact } from '../../src/app/heap-redact.ts';
import { byteArray, smallDump } from '../support/hprof-bytes.ts';
import { schemaMistakes } from '../support/schema.ts';

const folder = mkdtempSync(join(tmpdir(), 'jdiag-redact-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const secret = Buffer.from('card 4111-1111-1111-1111');
const dump = smallDump(byteArray(64, secret), byteArray(128, Buffer.alloc(200_000, 7)));
const file = (name: string, content: Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};
const silent = { signal: new AbortController().signal, progress: { step: () => {}, say: () => {}, end: () => {} } };
const redact = (input: string, output: string) => heapRedact(input, join(folder, output), silent);

describe('jdiag heap redact', () => {
  it.each([
    ['plain.hprof', 'out.hprof'],
    ['packed.hprof.gz', 'out-of-gz.hprof'],
    ['plain.hprof', 'out.hprof.gz'],
  ])('%s to %s', async (name, output) => {
    const { document } = await redact(file(name, name.endsWith('.gz') ? gzipSync(dump) : dump), output);
    const path = join(folder, output);
    const written = output.endsWith('.gz') ? gunzipSync(readFileSync(path)) : readFileSync(path);
    expect(written).toHaveLength(dump.length);
    expect(written.includes('4111')).toBe(false);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(await verifyDump(path, silent.signal)).toBeUndefined();
    expect(document).toMatchObject({
      kind: 'heap-redact',
      exitCode: 0,
      arrays: 2,
      blankedBytes: secret.length + 200_000,
    });
    expect(schemaMistakes('heap-redact', { ...document, notices: [] }, true)).toEqual([]);
  });

  it('of a cut dump, or of a cut gzip, redacts what there is and is incomplete', async () => {
    const cut = await redact(file('cut.hprof', dump.subarray(0, 150)), 'cut-out.hprof');
    expect(cut.document).toMatchObject({ exitCode: 3, cut: 'it ends in the middle of a record' });
    expect(readFileSync(join(folder, 'cut-out.hprof')).includes('4111')).toBe(false);
    const packed = gzipSync(dump);
    const half = await redact(file('half.hprof.gz', packed.subarray(0, packed.length - 20)), 'half-out.hprof');
    expect(half.document['exitCode']).toBe(3);
  });

  it('writes nothing for what is no heap dump, and never over its input', async () => {
    await expect(redact(file('log.txt', Buffer.from('a log of password=1')), 'log-out')).rejects.toThrow(
      /was not redacted/,
    );
    const path = file('same.hprof', dump);
    await expect(heapRedact(path, path, silent)).rejects.toThrow(/is the file that is read/);
    await expect(redact(join(folder, 'absent.hprof'), 'x')).rejects.toThrow(/cannot be redacted/);
    expect(readdirSync(folder).filter((name) => /log-out|partial|^x$/.test(name))).toEqual([]);
  });
});

describe('a dump that was copied', () => {
  it('is unpacked while it is checked, and an incomplete one is said to be', async () => {
    const packed = file('v.hprof.gz', gzipSync(dump));
    const unpackTo = join(folder, 'v.hprof');
    expect(await verifyDump(packed, silent.signal, { unpackTo })).toBeUndefined();
    expect(readFileSync(unpackTo).equals(dump)).toBe(true);
    expect(statSync(unpackTo).mode & 0o777).toBe(0o600);
    const short = file('short.hprof.gz', gzipSync(dump).subarray(0, 100));
    expect(await verifyDump(short, silent.signal)).toBe('its gzip stream is cut or damaged');
    expect(await verifyDump(file('short.hprof', dump.subarray(0, -9)), silent.signal)).toBe(
      'the record that ends it is missing',
    );
  });
});
