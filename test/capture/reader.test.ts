import { appendFile, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findCaptures, readCapture } from '../../src/capture/reader.ts';
import { openCapture } from '../../src/capture/writer.ts';
import { collected, run, subject, temporaryFolders, textOf } from '../support/capture.ts';

const newFolder = temporaryFolders();
const written = async (texts: readonly string[]): Promise<string> => {
  const writer = await openCapture(join(await newFolder(), 'capture'), run);
  await writer.addSubject(subject);
  for (const text of texts) await writer.addArtifact('jvm-1', collected(text));
  await writer.close({ endedAt: run.startedAt, complete: true });
  return writer.folder;
};
const opened = async (folder: string) => {
  const capture = await readCapture(folder);
  if (capture.kind !== 'capture') throw new Error('no manifest');
  return capture;
};
const rewrite = async (folder: string, edit: (manifest: ReturnType<typeof JSON.parse>) => void) => {
  const path = join(folder, 'manifest.json');
  const manifest = JSON.parse(await readFile(path, 'utf8'));
  edit(manifest);
  await writeFile(path, JSON.stringify(manifest));
};

describe('evidence that is not as it was', () => {
  test('changed: partial, and still read', async () => {
    const folder = await written(['original']);
    await writeFile(join(folder, 'raw/jvm-1/thread-dump/001.txt'), 'edited!!');
    const [entry] = (await opened(folder)).artifacts;
    expect(entry!.artifact.outcome).toBe('partial');
    expect(entry!.artifact.problems[0]).toContain('changed after capture');
    expect(await textOf(entry!.source!)).toBe('edited!!');
  });

  test('a gzip file that was cut: partial, read up to the cut', async () => {
    const text = Array.from({ length: 20_000 }, (_, index) => `line ${index * 7919}`).join('\n');
    const folder = await written([text]);
    const path = join(folder, 'raw/jvm-1/thread-dump/001.txt.gz');
    const bytes = await readFile(path);
    await writeFile(path, bytes.subarray(0, bytes.length >> 1));
    const [entry] = (await opened(folder)).artifacts;
    expect(entry!.artifact).toMatchObject({ outcome: 'partial' });
    const start = await textOf(entry!.source!);
    expect(start.length).toBeGreaterThan(1000);
    expect(text.startsWith(start)).toBe(true);
  });

  test('gone, or a link to somewhere else: failed, the others are read', async () => {
    const folder = await written(['one', 'two', 'three']);
    await rm(join(folder, 'raw/jvm-1/thread-dump/001.txt'));
    await rm(join(folder, 'raw/jvm-1/thread-dump/002.txt'));
    await symlink('/etc/passwd', join(folder, 'raw/jvm-1/thread-dump/002.txt'));
    const outcomes = (await opened(folder)).artifacts.map(({ artifact, source }) => [
      artifact.outcome,
      source === undefined,
    ]);
    expect(outcomes).toEqual([
      ['failed', true],
      ['failed', true],
      ['ok', false],
    ]);
  });

  test('a file that decodes to more than the limit is not read', async () => {
    const folder = await written(['x'.repeat(5000)]);
    const capture = await readCapture(folder, { limits: { fileBytes: 4999 } });
    if (capture.kind !== 'capture') throw new Error('no manifest');
    expect(capture.artifacts[0]!.artifact.outcome).toBe('failed');
  });
});

describe('a manifest', () => {
  test('of a newer format says which jdiag reads it', async () => {
    const folder = await written(['x']);
    await rewrite(folder, (manifest) => {
      manifest.captureVersion = 2;
      manifest.tool.version = '3.1.0';
      delete manifest.artifacts;
    });
    await expect(readCapture(folder)).rejects.toMatchObject({
      name: 'RequestError',
      code: 'capture-newer',
      hints: [expect.stringContaining('3.1.0')],
    });
  });

  test('keeps fields it does not know', async () => {
    const folder = await written(['x']);
    await rewrite(folder, (manifest) => {
      manifest.cluster = 'b';
    });
    expect((await opened(folder)).manifest).toHaveProperty('cluster', 'b');
  });

  test.each<[string, (manifest: ReturnType<typeof JSON.parse>) => void, string]>([
    [
      'a path out of the capture',
      (m) => (m.artifacts[0].file = 'raw/../../etc/passwd'),
      'artifacts[0].file must be a path below raw/',
    ],
    ['an absolute path', (m) => (m.artifacts[0].file = '/etc/passwd'), 'artifacts[0].file'],
    [
      'an unknown outcome',
      (m) => (m.artifacts[0].outcome = 'fine'),
      'artifacts[0].outcome must be one of ok, partial, failed, but is "fine"',
    ],
    ['no hash', (m) => delete m.artifacts[0].sha256, 'artifacts[0].sha256 must be a sha256 in hex, but is missing'],
    ['no list', (m) => (m.journal = {}), 'journal must be a list'],
    ['no version', (m) => delete m.captureVersion, 'captureVersion must be 1, but is missing'],
    ['a subject that is not there', (m) => (m.subjects = []), 'belongs to jvm-1'],
    ['a subject that would lead out', (m) => (m.subjects[0].id = '..'), 'subjects[0].id'],
  ])('with %s is refused by name', async (_, edit, message) => {
    const folder = await written(['x']);
    await rewrite(folder, edit);
    await expect(readCapture(folder)).rejects.toMatchObject({
      code: 'capture-invalid',
      message: expect.stringContaining(message),
    });
  });

  test('that is no JSON is refused', async () => {
    const folder = await written(['x']);
    await appendFile(join(folder, 'manifest.json'), '}');
    await expect(readCapture(folder)).rejects.toMatchObject({ code: 'capture-invalid' });
  });
});

describe('a folder without a manifest', () => {
  test('gives its files, below it too, hidden ones left out', async () => {
    const folder = await newFolder();
    await mkdir(join(folder, 'b'));
    await writeFile(join(folder, 'b/dump.txt'), 'dump');
    await writeFile(join(folder, 'a.log'), 'log');
    await writeFile(join(folder, '.hidden'), 'x');
    const read = await readCapture(folder);
    if (read.kind !== 'files') throw new Error('a manifest?');
    expect(await Promise.all(read.files.map(async (file) => [file.name, await textOf(file)]))).toEqual([
      ['a.log', 'log'],
      ['b/dump.txt', 'dump'],
    ]);
  });

  test('and without files holds no evidence', async () => {
    await expect(readCapture(await newFolder())).rejects.toMatchObject({ code: 'no-evidence' });
  });

  test('that does not exist is said', async () => {
    await expect(readCapture('/nonexistent')).rejects.toMatchObject({ name: 'RequestError', code: 'not-found' });
  });

  test('with more files than the limit is refused', async () => {
    const folder = await newFolder();
    await Promise.all(['a', 'b', 'c'].map((name) => writeFile(join(folder, name), name)));
    await expect(readCapture(folder, { limits: { entries: 2 } })).rejects.toMatchObject({ code: 'too-many-files' });
  });
});

test('captures are found below a folder', async () => {
  const folder = await newFolder();
  for (const name of ['b/two', 'a-one']) {
    await mkdir(join(folder, name), { recursive: true });
    await writeFile(join(folder, name, 'manifest.json'), '{}');
  }
  await mkdir(join(folder, 'empty'));
  expect(await findCaptures(folder)).toEqual([join(folder, 'a-one'), join(folder, 'b/two')]);
  expect(await findCaptures(join(folder, 'a-one'))).toEqual([join(folder, 'a-one')]);
});
