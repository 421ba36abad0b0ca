import { readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { isZipHead } from '../../src/capture/archive.ts';
import { readCapture } from '../../src/capture/reader.ts';
import { temporaryFolders, textOf } from '../support/capture.ts';
import { tarOf } from '../support/tar.ts';
import { type ZipEntry, zipOf } from '../support/zip.ts';

const newFolder = temporaryFolders();
beforeEach(async () => {
  vi.stubEnv('TMPDIR', await newFolder());
});
afterEach(() => vi.unstubAllEnvs());

const read = async (bytes: Uint8Array, limits = {}, name = 'ticket.zip') => {
  const path = join(await newFolder(), name);
  await writeFile(path, bytes);
  return readCapture(path, { limits });
};
const leftovers = async () => (await readdir(tmpdir())).filter((name) => /^jdiag-(?!test-)/.test(name));
const good: ZipEntry = { path: 'good.txt', text: 'good' };

describe('a zip archive', () => {
  test('gives its files, whatever it is called, and nothing stays behind', async () => {
    const bytes = zipOf([{ path: 'dumps/', mode: 0o40755 }, { path: './dumps/a.txt', text: 'a'.repeat(9000) }, good]);
    const found = await read(bytes, {}, 'attachment');
    if (found.kind !== 'files') throw new Error('a manifest?');
    expect(await Promise.all(found.files.map(async (file) => [file.name, (await textOf(file)).length]))).toEqual([
      ['dumps/a.txt', 9000],
      ['good.txt', 4],
    ]);
    await found.close();
    expect(await leftovers()).toEqual([]);
  });

  test('names its files as Windows in Korean wrote them', async () => {
    const found = await read(
      zipOf([{ path: Buffer.from([0xb4, 0xfd, 0xc7, 0xc1, 0x2e, 0x74, 0x78, 0x74]), text: 'x' }]),
    );
    if (found.kind !== 'files') throw new Error('a manifest?');
    expect(found.files.map(({ name }) => name)).toEqual(['덤프.txt']);
    await found.close();
  });

  test('that holds damaged and encrypted files gives the others, and says which', async () => {
    const found = await read(
      zipOf([{ ...good, path: 'bad.txt', crc: 1 }, { ...good, path: 'locked.txt', encrypted: true }, good]),
    );
    if (found.kind !== 'files') throw new Error('a manifest?');
    expect(found.files.map(({ name }) => name)).toEqual(['good.txt']);
    expect(found.problems).toEqual([
      expect.stringMatching(/"bad\.txt" is damaged/),
      expect.stringMatching(/"locked\.txt" is encrypted: .* password/),
    ]);
    await found.close();
  });

  test('that was cut has no table of contents: refused, with what to do', async () => {
    const bytes = zipOf([good, { path: 'b', text: 'b'.repeat(500) }]);
    for (const length of [4, 30, bytes.length >> 1, bytes.length - 3])
      await expect(read(bytes.subarray(0, length))).rejects.toMatchObject({
        code: 'archive-invalid',
        hints: [expect.stringContaining('zip -FF')],
      });
    expect(await leftovers()).toEqual([]);
  });

  test.each<[string, ZipEntry, string]>([
    ['a name with ..', { path: '../../etc/cron.d/x', text: 'x' }, 'points outside'],
    ['.. after backslashes', { path: 'a\\..\\..\\x', text: 'x' }, 'points outside'],
    ['an absolute name', { path: '/etc/passwd', text: 'x' }, 'absolute name'],
    ['a drive', { path: 'C:/x', text: 'x' }, 'absolute name'],
    ['a symbolic link', { path: 'l', text: '/etc/passwd', mode: 0o120777 }, 'symbolic link'],
    ['a pipe', { path: 'p', mode: 0o010644 }, 'pipe'],
  ])('is refused for %s', async (_, entry, message) => {
    await expect(read(zipOf([good, entry]))).rejects.toMatchObject({
      code: 'archive-unsafe',
      message: expect.stringContaining(message),
    });
    expect(await leftovers()).toEqual([]);
  });

  test('is refused for too many entries, for size, and for growing like a bomb', async () => {
    const tooLarge = { code: 'archive-too-large' };
    await expect(read(zipOf([good, good, good]), { entries: 2 })).rejects.toMatchObject(tooLarge);
    await expect(read(zipOf([good]), { fileBytes: 3 })).rejects.toMatchObject(tooLarge);
    await expect(read(zipOf([good, { ...good, path: 'b' }]), { totalBytes: 7 })).rejects.toMatchObject(tooLarge);
    await expect(read(zipOf([{ path: 'zeros', text: Buffer.alloc(80 << 20) }]))).rejects.toMatchObject(tooLarge);
    expect(await leftovers()).toEqual([]);
  });

  test('is known by its head', () => {
    expect(isZipHead(zipOf([good]))).toBe(true);
    expect(isZipHead(zipOf([]))).toBe(true);
    expect(isZipHead(Buffer.from('PK is a name'))).toBe(false);
  });
});

test('a tar archive is read by its head, too', async () => {
  const found = await read(tarOf([{ path: 'a.txt', text: 'a' }]), {}, 'attachment');
  if (found.kind !== 'files') throw new Error('a manifest?');
  expect(found.files.map(({ name }) => name)).toEqual(['a.txt']);
  await found.close();
});
