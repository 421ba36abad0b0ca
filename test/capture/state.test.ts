import { chmod, mkdir, readdir, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { liveCaptureFolder, newestCapture, pruneCaptures, stateFolder } from '../../src/capture/state.ts';
import { temporaryFolders } from '../support/capture.ts';

const newFolder = temporaryFolders();
beforeEach(async () => void vi.stubEnv('TMPDIR', await newFolder()));
afterEach(() => void vi.unstubAllEnvs());

const nowMs = Date.parse('2026-01-10T00:00:00Z');
const dayMs = 24 * 3_600_000;

const finished = async (parent: string, name: string, changedAtMs: number, manifest = '{\n  "endedAt": "x"\n}') => {
  const folder = join(parent, name);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'manifest.json'), manifest);
  await utimes(join(folder, 'manifest.json'), changedAtMs / 1000, changedAtMs / 1000);
  await utimes(folder, changedAtMs / 1000, changedAtMs / 1000);
  return folder;
};

describe('the folder of a live run', () => {
  test('is below the state folder, named by time and target, private, never used twice', async () => {
    const env = { XDG_STATE_HOME: await newFolder() };
    const run = { target: 'pod/appr api:1', startedAtMs: nowMs, env };
    const folder = await liveCaptureFolder(run);
    expect(folder).toBe(join(env.XDG_STATE_HOME, 'jdiag/captures/20260110T000000Z-pod-appr-api-1'));
    expect(await liveCaptureFolder(run)).toBe(`${folder}-2`);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
  });

  test('is in the home folder without a usable XDG_STATE_HOME', () => {
    expect(stateFolder({})).toMatch(/[\\/]\.local[\\/]state[\\/]jdiag[\\/]captures$/);
    expect(stateFolder({ XDG_STATE_HOME: 'relative' })).toBe(stateFolder({}));
  });

  test('is a temp folder when the state folder cannot be made', async () => {
    const file = join(await newFolder(), 'file');
    await writeFile(file, '');
    const folder = await liveCaptureFolder({ target: '../..', startedAtMs: nowMs, env: { XDG_STATE_HOME: file } });
    expect(folder.startsWith(tmpdir())).toBe(true);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
  });

  test('below the temp folder is found again', async () => {
    const file = join(await newFolder(), 'file');
    await writeFile(file, '');
    const env = { XDG_STATE_HOME: file };
    const folder = await liveCaptureFolder({ target: 'pid/1', startedAtMs: nowMs, env });
    await writeFile(join(folder, 'manifest.json'), '{}');
    expect(await newestCapture(env)).toBe(folder);
  });

  test('below the temp folder is not taken from somebody who may write there', async () => {
    const file = join(await newFolder(), 'file');
    await writeFile(file, '');
    const planted = join(tmpdir(), `jdiag-${process.getuid?.()}`);
    await mkdir(planted);
    await chmod(planted, 0o777);
    const folder = await liveCaptureFolder({ target: 'pid/1', startedAtMs: nowMs, env: { XDG_STATE_HOME: file } });
    expect(folder.startsWith(planted)).toBe(false);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
  });

  test('of the newest run that has a manifest is found', async () => {
    const env = { XDG_STATE_HOME: await newFolder() };
    expect(await newestCapture(env)).toBeUndefined();
    await finished(stateFolder(env), '20260101T000000Z-a', nowMs);
    const newest = await finished(stateFolder(env), '20260102T000000Z-b', nowMs);
    await mkdir(join(stateFolder(env), '20260103T000000Z-c'));
    expect(await newestCapture(env)).toBe(newest);
  });
});

describe('pruning', () => {
  test('keeps the last 20, of 7 days', async () => {
    const parent = await newFolder();
    for (let day = 1; day <= 9; day += 1) {
      for (const part of ['a', 'b', 'c', 'd']) {
        await finished(
          parent,
          `2026010${day}T00000${part.charCodeAt(0) - 97}Z-${part}`,
          nowMs - (10 - day) * dayMs - 1000,
        );
      }
    }
    const current = await finished(parent, '20260110T000000Z-pid-1', nowMs);
    await pruneCaptures({ folder: current, nowMs });
    const names = await readdir(parent);
    expect(names).toHaveLength(20);
    expect(names).toContain('20260110T000000Z-pid-1');
    await pruneCaptures({ folder: current, nowMs: nowMs + 4 * dayMs });
    expect((await readdir(parent)).sort()[0]).toBe('20260107T000000Z-a'.replace('07', '08'));
  });

  test('keeps the current one, running ones and what is not ours', async () => {
    const parent = await newFolder();
    await finished(parent, 'my-notes', nowMs - 30 * dayMs);
    await finished(parent, '20260101T000000Z-running', nowMs - 1000, '{\n  "complete": false\n}');
    await finished(parent, '20260101T000000Z-killed', nowMs - 30 * dayMs, '{\n  "complete": false\n}');
    const current = await finished(parent, '20251201T000000Z-current', nowMs - 30 * dayMs);
    await pruneCaptures({ folder: current, nowMs });
    expect((await readdir(parent)).sort()).toEqual([
      '20251201T000000Z-current',
      '20260101T000000Z-running',
      'my-notes',
    ]);
  });

  test('never fails', async () => {
    await expect(pruneCaptures({ folder: '/nonexistent/20260101T000000Z-x', nowMs })).resolves.toBeUndefined();
  });
});
