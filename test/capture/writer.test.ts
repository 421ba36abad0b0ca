import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { build } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { memorySource } from '../../src/capture/bytes.ts';
import { readCapture } from '../../src/capture/reader.ts';
import { openCapture } from '../../src/capture/writer.ts';
import { collected, filesBelow, run, subject, temporaryFolders, textOf } from '../support/capture.ts';

const newFolder = temporaryFolders();
const newCapture = async () => {
  const writer = await openCapture(join(await newFolder(), 'capture'), run);
  await writer.addSubject(subject);
  return writer;
};

describe('a capture', () => {
  test('forgets an artifact of a ring, in the manifest and on disk, and never gives its number again', async () => {
    const writer = await newCapture();
    const first = await writer.addArtifact('jvm-1', collected('first'));
    await writer.addArtifact('jvm-1', collected('second'));
    await writer.removeArtifact(first.artifact.id);
    await writer.removeArtifact('jvm-1/thread-dump/777');
    await writer.addArtifact('jvm-1', collected('third'));
    expect(writer.artifacts.map(({ artifact }) => artifact.id)).toEqual([
      'jvm-1/thread-dump/002',
      'jvm-1/thread-dump/003',
    ]);
    await writer.close({ endedAt: run.startedAt, complete: true });
    const capture = await readCapture(writer.folder);
    if (capture.kind !== 'capture') throw new Error('no manifest');
    expect(capture.artifacts.map(({ artifact }) => artifact.file)).toEqual([
      'raw/jvm-1/thread-dump/002.txt',
      'raw/jvm-1/thread-dump/003.txt',
    ]);
    expect(capture.problems).toEqual([]);
    expect(await filesBelow(writer.folder)).not.toContain(first.artifact.file);
  });

  test('is laid out by subject and kind and reads back what was put in', async () => {
    const writer = await newCapture();
    await writer.addArtifact('jvm-1', collected('first'));
    await writer.addArtifact('jvm-1', collected('second', { outcome: 'partial', problems: ['cut'] }));
    await writer.addArtifact('jvm-1', collected('{}', { kind: 'process', ext: 'json', how: 'procfs', cost: 'none' }));
    await writer.addJournal([
      {
        at: run.startedAt,
        subject: 'jvm-1',
        action: 'attach threaddump',
        outcome: 'ok',
        durationMs: 3,
        cost: 'safepoint',
        leaves: 'nothing',
      },
    ]);
    await writer.addRungs('jvm-1', [{ probe: 'thread-dump', rung: 'attach', status: 'used' }]);
    await writer.close({ endedAt: '2026-01-02T03:04:09Z', complete: true });

    const capture = await readCapture(writer.folder);
    if (capture.kind !== 'capture') throw new Error('no manifest');
    expect(capture.manifest).toMatchObject({ captureVersion: 1, complete: true, ...run, subjects: [subject] });
    expect(capture.manifest.journal).toHaveLength(1);
    expect(capture.manifest.rungs).toEqual([
      { probe: 'thread-dump', rung: 'attach', status: 'used', subject: 'jvm-1' },
    ]);
    expect(
      capture.artifacts.map(({ artifact }) => [artifact.id, artifact.file, artifact.outcome, artifact.problems]),
    ).toEqual([
      ['jvm-1/thread-dump/001', 'raw/jvm-1/thread-dump/001.txt', 'ok', []],
      ['jvm-1/thread-dump/002', 'raw/jvm-1/thread-dump/002.txt', 'partial', ['cut']],
      ['jvm-1/process/001', 'raw/jvm-1/process/001.json', 'ok', []],
    ]);
    expect(await Promise.all(capture.artifacts.map(({ source }) => textOf(source!)))).toEqual([
      'first',
      'second',
      '{}',
    ]);
  });

  test('is private: folders 0700, files 0600, and no partial file is left', async () => {
    const writer = await newCapture();
    await writer.addArtifact('jvm-1', collected('x'));
    expect((await stat(writer.folder)).mode & 0o777).toBe(0o700);
    expect((await stat(join(writer.folder, 'raw/jvm-1/thread-dump'))).mode & 0o777).toBe(0o700);
    for (const path of (await filesBelow(writer.folder)).keys()) {
      expect((await stat(join(writer.folder, path))).mode & 0o777).toBe(0o600);
      expect(path).not.toContain('.partial');
    }
  });

  test('keeps a failed artifact with its reason', async () => {
    const writer = await newCapture();
    const { bytes: _, ...nothing } = collected('', { outcome: 'failed', problems: ['connection refused'] });
    expect(await writer.addArtifact('jvm-1', nothing)).toMatchObject({ artifact: { outcome: 'failed', bytes: 0 } });
    const capture = await readCapture(writer.folder);
    if (capture.kind !== 'capture') throw new Error('no manifest');
    expect(capture.artifacts).toHaveLength(1);
    expect(capture.artifacts[0]).not.toHaveProperty('source');
    expect(capture.artifacts[0]!.artifact.problems).toEqual(['connection refused']);
  });

  test('gzips what is large; size and hash are of the decoded bytes', async () => {
    const writer = await newCapture();
    const text = 'a thread\n'.repeat(10_000);
    const { artifact, source } = await writer.addArtifact('jvm-1', collected(text));
    expect(artifact).toMatchObject({ file: 'raw/jvm-1/thread-dump/001.txt.gz', bytes: text.length });
    expect(await textOf(source!)).toBe(text);
    const capture = await readCapture(writer.folder);
    if (capture.kind !== 'capture') throw new Error('no manifest');
    expect(capture.artifacts[0]!.artifact).toMatchObject({ outcome: 'ok', problems: [] });
    expect(await textOf(capture.artifacts[0]!.source!)).toBe(text);
  });

  test('takes a stream larger than it wants to hold', async () => {
    const writer = await newCapture();
    const bytes = Buffer.from('0123456789abcde\n'.repeat((20 << 20) / 16));
    const { bytes: _, ...rest } = collected('');
    const { artifact, source } = await writer.addArtifact('jvm-1', { ...rest, source: memorySource('big', bytes) });
    expect(artifact.bytes).toBe(bytes.length);
    expect((await textOf(source!)).length).toBe(bytes.length);
  });

  test('takes calls that were not awaited in their order', async () => {
    const writer = await newCapture();
    const ids = await Promise.all(['a', 'b', 'c'].map((text) => writer.addArtifact('jvm-1', collected(text))));
    expect(ids.map(({ artifact }) => artifact.id)).toEqual([
      'jvm-1/thread-dump/001',
      'jvm-1/thread-dump/002',
      'jvm-1/thread-dump/003',
    ]);
  });

  test('replaces a subject that is learnt better', async () => {
    const writer = await newCapture();
    await writer.addSubject({ ...subject, version: '17.0.1' });
    const manifest = await writer.close({ endedAt: run.startedAt, complete: false });
    expect(manifest.subjects).toEqual([{ ...subject, version: '17.0.1' }]);
    expect(manifest.complete).toBe(false);
  });

  test('is not written over another one', async () => {
    const { folder } = await newCapture();
    await expect(openCapture(folder, run)).rejects.toMatchObject({ name: 'RequestError', code: 'capture-exists' });
  });

  test('leaves a folder that holds something as it is', async () => {
    const folder = await newFolder();
    await writeFile(join(folder, 'notes.txt'), 'mine');
    await chmod(folder, 0o755);
    await expect(openCapture(folder, run)).rejects.toMatchObject({ name: 'RequestError', code: 'capture-exists' });
    expect((await stat(folder)).mode & 0o777).toBe(0o755);
    expect(await readdir(folder)).toEqual(['notes.txt']);
  });

  test('refuses a subject that would lead out of the folder', async () => {
    const writer = await newCapture();
    await expect(writer.addSubject({ ...subject, id: '../x' })).rejects.toThrow('cannot name a file');
    await expect(writer.addArtifact('../x', collected('x'))).rejects.toThrow('cannot name a file');
  });
});

test('planted secrets are in no byte of a capture', async () => {
  const planted = 'Hunter2-PLANTED';
  const writer = await newCapture();
  await writer.addSubject({
    ...subject,
    name: `com.acme.Main --password=${planted}`,
    mainClass: `com.acme.Main --password=${planted}`,
  });
  const cmdline = `java\0-Dspring.datasource.password=${planted} and more\0com.acme.Main\0--token\0${planted}\0`;
  await writer.addArtifact(
    'jvm-1',
    collected(JSON.stringify({ takenAtMs: 1, pid: 1, files: { cmdline } }), { kind: 'process', ext: 'json' }),
  );
  await writer.addArtifact('jvm-1', collected(`"poller https://u:${planted}@host" #1\n"access_token=${planted}" #2\n`));
  await writer.addArtifact(
    'jvm-1',
    collected(`sun.rt.javaCommand\0com.acme.Main --password=${planted}\0java.rt.vmArgs\0-Ddb.password=${planted}\0`, {
      kind: 'perf-data',
      ext: 'bin',
      problems: [`cannot open jdbc:postgresql://db?password=${planted}`],
    }),
  );
  await writer.addArtifact(
    'jvm-1',
    collected(`${'line\n'.repeat(20_000)}DB_PASSWORD=${planted}\n`, { kind: 'log', ext: 'log' }),
  );
  await writer.addJournal([
    {
      at: run.startedAt,
      subject: 'jvm-1',
      action: `java --password=${planted}`,
      outcome: `https://u:${planted}@h`,
      durationMs: 3,
      cost: 'none',
      leaves: 'nothing',
    },
  ]);
  await writer.addRungs('jvm-1', [
    { probe: 'thread-dump', rung: 'jcmd', status: 'failed', reason: `secret=${planted}` },
  ]);
  await writer.close({ endedAt: run.startedAt, complete: true });
  const files = await filesBelow(writer.folder);
  expect(files.size).toBe(5);
  for (const bytes of files.values()) expect(bytes.includes(planted)).toBe(false);
});

describe('after kill -9', () => {
  test('a readable capture is left that says it is not complete', async () => {
    const folder = await newFolder();
    const script = join(folder, 'write.mjs');
    await build({
      stdin: {
        contents: `
          import { openCapture } from './src/capture/writer.ts';
          const writer = await openCapture(process.argv[2], ${JSON.stringify(run)});
          await writer.addSubject(${JSON.stringify(subject)});
          const bytes = Buffer.alloc(3 << 20, 'a line of a dump\\n');
          for (;;) {
            await writer.addArtifact('jvm-1', { kind: 'thread-dump', ext: 'txt', how: 'attach', cost: 'safepoint', takenAtMs: 0, outcome: 'ok', bytes, problems: [] });
            process.stdout.write('.');
          }`,
        resolveDir: process.cwd(),
      },
      bundle: true,
      platform: 'node',
      format: 'esm',
      outfile: script,
      external: ['tar'],
    });
    const seen: number[] = [];
    for (const [index, waitMs] of [0, 7, 19, 31].entries()) {
      const path = join(folder, `capture-${index}`);
      const child = spawn(process.execPath, [script, path], { stdio: ['ignore', 'pipe', 'inherit'] });
      await once(child.stdout, 'data');
      await delay(waitMs);
      child.kill('SIGKILL');
      await once(child, 'exit');
      const capture = await readCapture(path);
      if (capture.kind !== 'capture') throw new Error('no manifest');
      expect(capture.manifest.complete).toBe(false);
      expect(capture.artifacts.every(({ artifact }) => artifact.outcome === 'ok')).toBe(true);
      seen.push(capture.artifacts.length);
    }
    expect(Math.min(...seen)).toBeGreaterThan(0);
  });

  test('files that were not finished bear another name', async () => {
    const writer = await newCapture();
    const { bytes: _, ...rest } = collected('');
    const broken = {
      name: 'broken',
      async *stream() {
        yield Buffer.alloc(3 << 20, 'x\n');
        throw new Error('the JVM ended');
      },
    };
    await expect(writer.addArtifact('jvm-1', { ...rest, source: broken })).rejects.toThrow('the JVM ended');
    expect(await readdir(join(writer.folder, 'raw/jvm-1/thread-dump'))).toEqual([]);
    const manifest = JSON.parse(await readFile(join(writer.folder, 'manifest.json'), 'utf8'));
    expect(manifest.artifacts).toEqual([]);
  });
});

test('a series is among what the run reads back, as what was given whole', async () => {
  const writer = await newCapture();
  const about = { kind: 'gc-counters', how: 'hsperfdata', cost: 'none', takenAtMs: 0 } as const;
  const series = await writer.openSeries(subject.id, about);
  await series.append({ old: 1 });
  const artifact = await series.end('ok', []);
  expect(writer.artifacts.map((stored) => stored.artifact)).toEqual([artifact]);
  expect(await textOf(writer.artifacts[0]!.source!)).toBe('{"old":1}\n');
});
