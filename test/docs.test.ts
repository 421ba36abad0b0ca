import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { root } from './support/cli.ts';

test('pages that are derived from the program are what it says today: npm run docs', () => {
  const { status, stdout } = spawnSync(process.execPath, ['src/build/docs.js', '--check'], {
    cwd: root,
    encoding: 'utf8',
  });
  expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
}, 120_000);
