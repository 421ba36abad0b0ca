import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { isTarHead } from '../../src/capture/archive.ts';
import { packCapture } from '../../src/capture/pack.ts';
import { readArchive, readCapture } from '../../src/capture/reader.ts';
import { openCapture } from '../../src/capture/writer.ts';
import { collected, run, subject, temporaryFolders, textOf } from '../support/capture.ts';
import { type TarEntry, tarOf, tgzOf } from '../support/tar.ts';

const newFolder = temporaryFolders();
const chunked = async function* (bytes: Uint8Array, size = 1000) {
  for (let at = 0; at < bytes.byteLength; at += size) yield bytes.subarray(at, at + size);
};
const leftovers = async (): Promise<readonly string[]> =>
  (await readdir(tmpdir())).filter((name) => /^jdiag-(?!test-)/.test(name));
/** A temp folder of its own: other tests unpack at the same time. */
beforeEach(async () => {
  vi.stubEnv('TMPDIR', await newFolder());
});
afterEach(() => vi.unstubAllEnvs());

const written = async (): Promise<string> => {
  const writer = await openCapture(join(await newFolder(), 'capture-a'), run);
  await writer.addSubject(subject);
  await writer.addArtifact('jvm-1', collected('small'));
  await writer.addArtifact('jvm-1', collected('large\n'.repeat(20_000)));
  await writer.close({ endedAt: run.startedAt, complete: true });
  return writer.folder;
};

describe('a packed capture', () => {
  test('reads like the folder, and nothing stays behind', async () => {
    const folder = await written();
    const out = `${folder}.tgz`;
    const { bytes } = await packCapture(folder, out);
    expect(bytes).toBe((await stat(out)).size);
    expect((await stat(out)).mode & 0o777).toBe(0o600);
    const [packed, plain] = [await readCapture(out), await readCapture(folder)];
    if (packed.kind !== 'capture' || plain.kind !== 'capture') throw new Error('no manifest');
    expect(packed.manifest).toEqual(plain.manifest);
    expect(packed.artifacts.map(({ artifact }) => artifact)).toEqual(plain.artifacts.map(({ artifact }) => artifact));
    expect(await textOf(packed.artifacts[1]!.source!)).toBe('large\n'.repeat(20_000));
    expect(await leftovers()).toHaveLength(1);
    await packed.close();
    expect(await leftovers()).toEqual([]);
  });

  test('is the same bytes when packed again', async () => {
    const folder = await written();
    await packCapture(folder, `${folder}-1.tgz`);
    await packCapture(folder, `${folder}-2.tgz`);
    expect(await readFile(`${folder}-1.tgz`)).toEqual(await readFile(`${folder}-2.tgz`));
  });

  test('leaves heap dumps and strange files out and says so', async () => {
    const folder = await written();
    const manifestPath = join(folder, 'manifest.json');
    const manifest = JSON.parse(await readFile(manifestPath, 'utf8'));
    manifest.artifacts[0].kind = 'heap-dump';
    await writeFile(manifestPath, JSON.stringify(manifest));
    await writeFile(join(folder, 'raw/jvm-1/thread-dump/003.txt.partial'), 'half');
    await packCapture(folder, `${folder}.tgz`);
    const packed = await readCapture(`${folder}.tgz`);
    if (packed.kind !== 'capture') throw new Error('no manifest');
    expect(packed.artifacts[0]!.artifact).toMatchObject({
      outcome: 'failed',
      problems: [expect.stringContaining('left out')],
    });
    expect(packed.artifacts[1]!.artifact.outcome).toBe('ok');
    await packed.close();
  });

  test('that was cut gives what is whole, the rest is failed', async () => {
    const folder = await written();
    await packCapture(folder, `${folder}.tgz`);
    const { gunzipSync } = await import('node:zlib');
    const tar = gunzipSync(await readFile(`${folder}.tgz`));
    const cut = tar.subarray(0, tar.indexOf('small') + 512 + 100);
    const read = await readArchive('cut.tgz', chunked(gzipSync(cut)));
    if (read.kind !== 'capture') throw new Error('no manifest');
    expect(read.artifacts.map(({ artifact }) => artifact.outcome)).toEqual(['ok', 'failed']);
    expect(read.problems[0]).toContain('cut or damaged');
    await read.close();
    const gz = await readFile(`${folder}.tgz`);
    for (const length of [1, 10, 300, gz.length >> 1, gz.length - 4]) {
      const part = await readArchive('cut.tgz', chunked(gz.subarray(0, length))).catch((error) => error);
      if (part instanceof Error) expect(part.name).toBe('RequestError');
      else {
        expect(part.problems.length).toBeGreaterThan(0);
        await part.close();
      }
    }
    expect(await leftovers()).toEqual([]);
  });
});

describe('an archive of plain files', () => {
  test.each([
    ['a .tgz', tgzOf],
    ['a .tar', tarOf],
  ])('%s lists them', async (_, pack) => {
    const bytes = pack([
      { path: './logs/', type: 'Directory' },
      { path: './logs/a.txt', text: 'a' },
      { path: 'empty.txt' },
    ]);
    const read = await readArchive('x', chunked(bytes));
    if (read.kind !== 'files') throw new Error('a manifest?');
    expect(await Promise.all(read.files.map(async (file) => [file.name, await textOf(file)]))).toEqual([
      ['logs/a.txt', 'a'],
      ['empty.txt', ''],
    ]);
    await read.close();
  });

  test('is known by its head', () => {
    const entries = [{ path: 'a', text: 'a'.repeat(5000) }];
    expect(isTarHead(tarOf(entries).subarray(0, 1024))).toBe(true);
    expect(isTarHead(tgzOf(entries))).toBe(true);
    expect(isTarHead(gzipSync('Full thread dump'.repeat(100)))).toBe(false);
    expect(isTarHead(Buffer.from('Full thread dump'))).toBe(false);
    expect(isTarHead(Buffer.from([0x1f, 0x8b]))).toBe(false);
  });
});

describe('an archive that is refused', () => {
  const refused = (bytes: Uint8Array, limits = {}) => readArchive('evil.tgz', chunked(bytes), { limits });
  const good: TarEntry = { path: 'good.txt', text: 'good' };

  test.each<[string, TarEntry, string]>([
    ['a name with ..', { path: '../../etc/cron.d/x', text: 'x' }, 'points outside'],
    ['.. in the middle', { path: 'a/../../x', text: 'x' }, 'points outside'],
    ['.. after backslashes', { path: 'a\\..\\..\\x', text: 'x' }, 'points outside'],
    ['an absolute name', { path: '/etc/passwd', text: 'x' }, 'absolute name'],
    ['a drive', { path: 'C:/x', text: 'x' }, 'absolute name'],
    ['a symbolic link', { path: 'l', type: 'SymbolicLink', linkpath: '/etc/passwd' }, 'SymbolicLink'],
    ['a hard link', { path: 'l', type: 'Link', linkpath: 'good.txt' }, 'Link'],
    ['a device', { path: 'd', type: 'CharacterDevice' }, 'CharacterDevice'],
    ['a pipe', { path: 'p', type: 'FIFO' }, 'FIFO'],
  ])('for %s', async (_, entry, message) => {
    await expect(refused(tgzOf([good, entry]))).rejects.toMatchObject({
      name: 'RequestError',
      code: 'archive-unsafe',
      message: expect.stringContaining(message),
    });
    expect(await leftovers()).toEqual([]);
  });

  test('for too many entries, one file or all together too large', async () => {
    const many = tgzOf([good, good, good]);
    await expect(refused(many, { entries: 2 })).rejects.toMatchObject({ code: 'archive-too-large' });
    await expect(refused(tgzOf([{ path: 'a', text: 'a'.repeat(2000) }]), { fileBytes: 1999 })).rejects.toMatchObject({
      code: 'archive-too-large',
    });
    await expect(refused(many, { totalBytes: 3000 })).rejects.toMatchObject({ code: 'archive-too-large' });
    expect(await leftovers()).toEqual([]);
  });

  test('for growing like a bomb', async () => {
    const bomb = tgzOf([{ path: 'zeros', text: Buffer.alloc(80 << 20) }]);
    await expect(refused(bomb)).rejects.toMatchObject({
      code: 'archive-too-large',
      message: expect.stringContaining('bomb'),
    });
    expect(await leftovers()).toEqual([]);
  });

  test('for being gzip twice, no tar, or nothing', async () => {
    await expect(refused(gzipSync(tgzOf([good])))).rejects.toMatchObject({ code: 'archive-invalid' });
    await expect(refused(Buffer.from('no tar at all'.repeat(100)))).rejects.toMatchObject({ code: 'archive-invalid' });
    await expect(refused(Buffer.alloc(0))).rejects.toMatchObject({ code: 'archive-invalid' });
    await expect(refused(tarOf([]))).rejects.toMatchObject({ code: 'archive-invalid' });
  });

  test('when the user gives up, and nothing stays behind', async () => {
    const abort = new AbortController();
    const slow = async function* () {
      yield* chunked(tarOf([good]));
      abort.abort(new Error('interrupted'));
      yield* chunked(tarOf([good]));
    };
    await expect(readArchive('x', slow(), { signal: abort.signal })).rejects.toThrow('interrupted');
    expect(await leftovers()).toEqual([]);
  });

  test('when a file calls itself .tgz and is a folder, the folder is read', async () => {
    const folder = join(await newFolder(), 'x.tgz');
    await mkdir(folder);
    await writeFile(join(folder, 'a'), 'a');
    expect((await readCapture(folder)).kind).toBe('files');
  });
});
