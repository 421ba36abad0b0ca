import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { check } from '../src/app/check.ts';
import { capturesFolder } from './support/evidence.ts';

const silent = { step: () => {}, say: () => {}, end: () => {} };
const names = readdirSync(capturesFolder).sort();

test('there are captures of misbehaving programs and of their healthy twins', () => {
  expect(names.length).toBeGreaterThan(30);
});

test.each(names)('%s fires exactly the rules it should', async (name) => {
  const { document } = await check([join(capturesFolder, name)], {
    signal: new AbortController().signal,
    progress: silent,
    lang: 'en',
  });
  expect(document['captures']).toEqual([expect.objectContaining({ status: 'ok', differences: [] })]);
});
