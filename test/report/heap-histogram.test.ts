import { describe, expect, test } from 'vitest';
import { histogramViews } from '../../src/facts/heap/histogram-view.ts';
import type { Histogram } from '../../src/model/histogram.ts';
import type { RenderOptions } from '../../src/model/renderer.ts';
import terminal from '../../src/report/terminal.ts';
import { histogram, histogramEvidence } from '../support/histogram.ts';
import { clearReport } from '../support/report.ts';
import { schemaMistakes } from '../support/schema.ts';

const first = histogram({ 'com.acme.Order': 1000, 'byte[]': 5000 }, { takenAtMs: Date.UTC(2026, 0, 2, 3, 4, 0) });
const last = histogram({ 'com.acme.Order': 250_000, 'byte[]': 4000 }, { takenAtMs: Date.UTC(2026, 0, 2, 3, 4, 10) });
const views = (...all: readonly Histogram[]) => histogramViews(histogramEvidence(...all), 'jvm-1');
const report = (...all: readonly Histogram[]) => ({ ...clearReport(), views: { heap: views(...all) } });
const render = async (all: readonly Histogram[], options: Partial<RenderOptions> = {}) =>
  terminal.render(report(...all), { columns: 100, paint: false, lang: 'en', ...options });

describe('the view of two histograms', () => {
  test('begins with the totals and what changed', async () => {
    expect(await render([first, last])).toContain(
      '254,000 objects, 248 MiB · reachable objects only · 2 histograms in 10.0 s\n  since the first +248,000 objects, +242 MiB',
    );
  });

  test('lists the largest classes with their change, then those that grew', async () => {
    const text = await render([first, last]);
    expect(text).toMatch(/LARGEST CLASSES\nCLASS +INSTANCES +SIZE +SHARE +MORE +GREW BY\n/);
    expect(text).toMatch(/^com\.acme\.Order +250,000 +244 MiB +98% +\+249,000 +\+243 MiB$/m);
    expect(text).toMatch(/^byte\[\] +4,000 +3\.9 MiB +2% +-1,000 +-1,000 KiB$/m);
    expect(text.slice(text.indexOf('GREW MOST'))).not.toContain('byte[]');
  });

  test('speaks Korean', async () => {
    expect(await render([first, last], { lang: 'ko' })).toContain('가장 많이 증가');
  });

  test('never is wider than the terminal', async () => {
    const wide = histogram({ [`com.acme.${'a'.repeat(300)}.Order`]: 5 });
    for (const columns of [40, 60, 80, 200])
      for (const line of (await render([first, wide], { columns })).split('\n'))
        expect(line.length).toBeLessThanOrEqual(columns);
  });

  test('is what the schema says', () => {
    expect(schemaMistakes('report', report(first, last), true)).toEqual([]);
  });
});

test('a cut histogram has no shares and says that classes are missing', async () => {
  const text = await render([histogram({ 'byte[]': 5000 }, { complete: false })]);
  expect(text).toContain('smaller classes are missing');
  expect(text).not.toContain('SHARE');
});

test('of a long series the first and the last three are shown', () => {
  const many = Array.from({ length: 9 }, (_, i) => histogram({ a: i + 1 }, { artifactId: `h-${i}` }));
  expect(views(...many).map(({ artifact }) => artifact)).toEqual(['h-0', 'h-6', 'h-7', 'h-8']);
});
