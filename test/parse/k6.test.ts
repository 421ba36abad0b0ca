import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LoadSummary } from '../../src/model/load-summary.ts';
import { summaryFromJson } from '../../src/parse/k6/from-json.ts';
import { streamScan } from '../../src/parse/k6/from-stream.ts';
import { textScan } from '../../src/parse/k6/from-text.ts';
import { goDurationMs } from '../../src/parse/k6/units.ts';

const format = (name: string): string =>
  readFileSync(join(import.meta.dirname, '../../fixtures/formats/k6', name), 'utf8');

const fromText = (text: string): LoadSummary | undefined => {
  const scan = textScan('a');
  for (const [index, line] of text.split('\n').entries()) scan.line(line, index + 1);
  return scan.summary();
};

const exported = {
  metrics: {
    http_reqs: { count: 10_000, rate: 111.1 },
    http_req_failed: { passes: 3400, fails: 6600, value: 0.34, thresholds: { 'rate<0.01': true } },
    http_req_duration: {
      avg: 3100,
      min: 1,
      med: 12.4,
      max: 60_000,
      'p(90)': 80,
      'p(95)': 164,
      thresholds: { 'p(95)<500': false },
    },
    iterations: { count: 10_000, rate: 111.1 },
    dropped_iterations: { count: 2500, rate: 27 },
    vus_max: { value: 400, min: 400, max: 400 },
  },
};

describe('the text of a k6 run', () => {
  test('of the real 0.54, progress lines and all, says what its JSON says', () => {
    const text = fromText(format('run-v0.54.txt'));
    const json = summaryFromJson(format('export-v0.54.json'), 'a');
    expect(text).toMatchObject({ requests: 13_067, failedPct: 99.41, iterations: 13_067, virtualUsersMax: 20 });
    expect(text?.requestDurations).toMatchObject({ medianMs: 2.36, p95Ms: 12.27, maxMs: 60_000 });
    expect(text?.durationMs).toBe(65_300);
    expect(text?.thresholds.map(({ metric, crossed }) => [metric, crossed])).toEqual([
      ['http_req_duration', false],
      ['http_req_failed', true],
    ]);
    expect(json).toMatchObject({ requests: 13_067, virtualUsersMax: 20 });
    expect(json?.failedPct).toBeCloseTo(99.42, 1);
    expect(json?.thresholds.filter(({ crossed }) => crossed).map(({ expression }) => expression)).toEqual([
      'rate<0.01',
    ]);
  });

  test('of the real 1.8 says what its JSON says, dropped iterations too', () => {
    const text = fromText(format('run-v1.8.txt'));
    const json = summaryFromJson(format('export-v1.8.json'), 'a');
    for (const summary of [text, json]) {
      expect(summary).toMatchObject({ requests: 230, iterations: 230, droppedIterations: 71, virtualUsersMax: 60 });
      expect(summary?.failedPct).toBeCloseTo(26.08, 1);
      expect(summary?.requestDurations?.maxMs).toBeGreaterThanOrEqual(60_000);
      expect(new Set(summary?.thresholds.map(({ expression, crossed }) => `${expression} ${crossed}`))).toEqual(
        new Set(['rate<0.01 true', 'p(95)<500 true']),
      );
    }
  });

  test('with a third of failures: shares, times with units, and which metrics missed their limits', () => {
    expect(fromText(format('errors-v0.txt'))).toMatchObject({
      requests: 10_000,
      requestsPerSecond: 111.111111,
      failedPct: 34,
      checksFailedPct: 34,
      iterations: 10_000,
      virtualUsersMax: 400,
      durationMs: 90_000,
      requestDurations: { averageMs: 3100, medianMs: 12.44, p90Ms: 80.1, p95Ms: 164.3, maxMs: 60_000 },
      thresholds: [
        { metric: 'http_req_duration', crossed: true },
        { metric: 'http_req_failed', crossed: true },
      ],
    });
  });

  test('of version 1 repeats the limits', () => {
    const text = [
      '  \u2588 THRESHOLDS',
      '    http_req_failed',
      "    \u2717 'rate<0.01' rate=34.00%",
      '    http_req_duration',
      "    \u2713 'p(95)<500' p(95)=164.3ms",
      '  \u2588 TOTAL RESULTS',
      '    checks_failed......: 34.00% 3400 out of 10000',
      '    http_req_failed....: 34.00% 3400 out of 10000',
      '    http_reqs..........: 10000  111.1/s',
      '    iterations.........: 10000  111.1/s',
    ].join('\n');
    expect(fromText(text)).toMatchObject({
      failedPct: 34,
      thresholds: [
        { metric: 'http_req_failed', expression: 'rate<0.01', crossed: true },
        { metric: 'http_req_duration', expression: 'p(95)<500', crossed: false },
      ],
    });
  });

  test('cut before its summary is none', () => {
    const text = format('errors-v0.txt');
    expect(fromText(text.slice(0, text.indexOf('http_reqs')))).toBeUndefined();
  });

  test('cut anywhere never throws and never invents a request', () => {
    const text = format('errors-v0.txt');
    for (let end = 0; end < text.length; end += 7)
      expect([10_000, undefined]).toContain(fromText(text.slice(0, end))?.iterations ?? undefined);
  });
});

describe('the JSON of a k6 run', () => {
  test('of --summary-export: true says that a limit was crossed', () => {
    const summary = summaryFromJson(JSON.stringify(exported), 'a');
    expect(summary).toMatchObject({ requests: 10_000, failedPct: 34, droppedIterations: 2500, virtualUsersMax: 400 });
    expect(summary?.thresholds).toMatchObject([
      { metric: 'http_req_failed', expression: 'rate<0.01', crossed: true },
      { metric: 'http_req_duration', expression: 'p(95)<500', crossed: false },
    ]);
  });

  test('of handleSummary: figures below values, limits with ok', () => {
    const metrics = {
      http_reqs: { type: 'counter', values: { count: 10, rate: 1 } },
      http_req_failed: { type: 'rate', values: { rate: 0.5 }, thresholds: { 'rate<0.01': { ok: false } } },
      checks: { type: 'rate', values: { rate: 0.9 }, thresholds: { 'rate>0.8': { ok: true } } },
    };
    const summary = summaryFromJson(JSON.stringify({ metrics, state: { testRunDurationMs: 10_000 } }), 'a');
    expect(summary).toMatchObject({ requests: 10, failedPct: 50, durationMs: 10_000 });
    expect(summary?.checksFailedPct).toBeCloseTo(10);
    expect(summary?.thresholds.map(({ crossed }) => crossed)).toEqual([true, false]);
  });

  test('that is no summary is none', () => {
    for (const text of ['', '{', '[]', '{"metrics":{}}', '{"metrics":{"http_reqs":{"count":"many"}}}']) {
      expect(summaryFromJson(text, 'a')).toBeUndefined();
    }
    fc.assert(fc.property(fc.json(), (text) => void summaryFromJson(text, 'a')));
  });
});

test.each([
  ['1m0s', 60_000],
  ['1h2m3.5s', 3_723_500],
  ['164.3ms', 164.3],
  ['3.4\u00b5s', 0.0034],
])('%s is %d ms', (text, ms) => expect(goDurationMs(text)).toBeCloseTo(ms));

describe('the points of --out json', () => {
  const at = (second: number) => new Date(Date.parse('2026-11-20T10:00:00Z') + second * 1000).toISOString();
  const point = (metric: string, value: number, second: number) =>
    JSON.stringify({ metric, type: 'Point', data: { time: at(second), value, tags: {} } });
  const declared = JSON.stringify({ type: 'Metric', data: { name: 'http_reqs' }, metric: 'http_reqs' });
  const run = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].flatMap((second) => [
    point('http_reqs', 1, second),
    point('http_req_duration', second * 100, second),
    point('http_req_failed', second > 6 ? 1 : 0, second),
    point('iterations', 1, second),
  ]);
  const scanned = (lines: readonly string[]) => {
    const scan = streamScan('a');
    for (const line of lines) scan.line(line);
    return { summary: scan.summary(), ...scan.accounting() };
  };

  test('make the summary that k6 would, with a clock', () => {
    const { summary, recognised, total } = scanned([declared, point('vus_max', 20, 1), ...run, 'cut {"metr']);
    expect([recognised, total]).toEqual([42, 43]);
    expect(summary).toMatchObject({
      startedAtMs: Date.parse(at(1)),
      durationMs: 9_000,
      requests: 10,
      failedPct: 40,
      iterations: 10,
      virtualUsersMax: 20,
      requestDurations: { averageMs: 550, medianMs: 550, p90Ms: 910, p95Ms: expect.closeTo(955), maxMs: 1000 },
    });
    expect(summary?.requestsPerSecond).toBeCloseTo(1.11, 2);
  });

  test('without a request or an iteration are no summary', () => {
    expect(scanned([declared, point('vus', 1, 1)]).summary).toBeUndefined();
  });
});
