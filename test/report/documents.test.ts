import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import json from '../../src/report/json.ts';
import yaml from '../../src/report/yaml.ts';
import { sickReport } from '../support/report.ts';
import { anyKind, hostile, hostileTexts } from './hostile.ts';

const options = { columns: 80, paint: false, lang: 'en' } as const;
const dangerous = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]/u;
const wellFormed = (text: string): boolean => !/[\ud800-\udfff]/u.test(text);

describe.each([
  ['json', json, JSON.parse],
  ['yaml', yaml, (text: string) => parse(text)],
] as const)('%s', (_, renderer, read) => {
  test('is the report, one document, ending in a newline', async () => {
    const text = await renderer.render(sickReport(), options);
    expect(read(text)).toEqual(JSON.parse(JSON.stringify(sickReport())));
    expect(text.endsWith('}\n') || /[^\n]\n$/.test(text)).toBe(true);
  });

  test('keeps every character of the evidence and is safe to look at', async () => {
    await fc.assert(
      fc.asyncProperty(anyKind, hostileTexts, async (kind, texts) => {
        const report = hostile(kind, texts);
        const text = await renderer.render(report, options);
        expect(text).not.toMatch(dangerous);
        if (wellFormed(JSON.stringify(report))) expect(read(text)).toEqual(JSON.parse(JSON.stringify(report)));
      }),
      { numRuns: 40 },
    );
  });
});

test('yaml writes equal parts out: readers need no aliases', async () => {
  expect(await yaml.render(sickReport(), options)).not.toMatch(/[&*]a\d/);
});
