import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { judged } from './score/judged.ts';
import { root } from './support/cli.ts';

type Story = {
  readonly id: string;
  readonly cure?: string;
};

const stories: readonly Story[] = parse(readFileSync(join(root, 'docs/runbooks/stories.yaml'), 'utf8'));

describe('a runbook', () => {
  test.each(stories.flatMap(({ id, cure }) => (cure === undefined ? [] : [[id, cure] as const])))(
    '%s: its cure is silent',
    async (_, cure) => {
      const result = await judged([`fixtures/captures/${cure}`]);
      if (result.kind !== 'read') throw new Error(result.message);
      expect(result.report.findings.filter(({ severity }) => severity !== 'info')).toEqual([]);
    },
  );
});

test('pages that are derived from the program are what it says today: npm run docs', () => {
  const { status, stdout } = spawnSync(process.execPath, ['src/build/docs.js', '--check'], {
    cwd: root,
    encoding: 'utf8',
  });
  expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
}, 120_000);
