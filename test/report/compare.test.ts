import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { histogramViews } from '../../src/facts/heap/histogram-view.ts';
import type { Report } from '../../src/model/report.ts';
import { compareReports } from '../../src/report/compare/reports.ts';
import { changeOf, comparedRows, counted, steadyName } from '../../src/report/compare/rows.ts';
import { comparisonText } from '../../src/report/compare/terminal.ts';
import { histogram, histogramEvidence } from '../support/histogram.ts';
import { clearReport, sickReport, threadsView, twoSubjects, withTexts } from '../support/report.ts';
import { schemaMistakes } from '../support/schema.ts';

const verdicts = (report: Report, status: 'clear' | 'unknown'): Report => ({
  ...report,
  verdicts: sickReport().findings.map(({ ruleId }) => ({ ruleId, subject: 'jvm-1', status })),
});
const judgedClear = verdicts(clearReport(), 'clear');
const compared = (before: Report, after: Report) =>
  compareReports({ report: before, target: 'before.tgz' }, { report: after, target: 'after.tgz' });
const text = (before: Report, after: Report, options = {}) =>
  comparisonText(compared(before, after), { columns: 100, paint: false, lang: 'en', ...options });
const withHeap = (orders: number): Report => ({
  ...judgedClear,
  views: { heap: histogramViews(histogramEvidence(histogram({ 'com.acme.Order': orders, 'byte[]': 10 })), 'jvm-1') },
});

describe('findings', () => {
  test('are gone where the rule decided that nothing is wrong any more', () => {
    expect(compared(sickReport(), judgedClear).findings.map(({ status }) => status)).toEqual(['gone', 'gone']);
    expect(text(sickReport(), judgedClear).trimEnd().split('\n').at(-1)).toBe('comparison: fixed - 2 gone');
  });

  test('are never gone where the rule could not decide', () => {
    const after = verdicts(clearReport(), 'unknown');
    expect(compared(sickReport(), after).findings.map(({ status }) => status)).toEqual(['not-decided', 'not-decided']);
    expect(text(sickReport(), after)).toContain('comparison: not decided - 2 not decided on one side');
  });

  test('came where the side before was clear', () => {
    const { findings } = compared(judgedClear, sickReport());
    expect(findings.map(({ status, before, after }) => [status, before, after])).toEqual([
      ['came', null, 'critical'],
      ['came', null, 'warning'],
    ]);
    expect(text(judgedClear, sickReport())).toContain('comparison: worse - 2 came');
  });

  test('stay, with both severities, and count once for replicas that say the same', () => {
    const [first] = sickReport().findings;
    const milder = { ...sickReport(), findings: [{ ...first!, severity: 'warning' as const }] };
    expect(text(sickReport({ findings: [first!] }), milder)).toMatch(/stayed +critical → warning {2}Threads wait/);
    expect(compared(twoSubjects(), sickReport()).findings.filter(({ status }) => status === 'stayed')).toHaveLength(2);
  });

  test('of the same report are all the same', () => {
    const same = compared(sickReport(), sickReport());
    expect(new Set(same.findings.map(({ status }) => status))).toEqual(new Set(['stayed']));
    expect([same.families, same.classes, same.paths]).toEqual([[], [], []]);
  });
});

describe('a side', () => {
  test('says what of it was not had: its silence is not health', () => {
    const cut = { ...judgedClear, notices: [{ code: 'incomplete', message: 'thread-dump was not had' }] };
    expect(text(sickReport(), cut).split('\n').slice(1, 3)).toEqual([
      expect.stringMatching(/^after {3}after\.tgz/),
      '  not had: thread-dump was not had',
    ]);
    expect(text(sickReport(), cut, { lang: 'ko' })).toContain('수집 못 함: thread-dump was not had');
  });
});

describe('figures', () => {
  test('are of the newest dump, and unknown where a side has none', () => {
    const { figures } = compared(sickReport(), withHeap(5));
    const of = (id: string) => figures.find((figure) => figure.id === id);
    expect(of('threads.total')).toMatchObject({ before: 352, after: null });
    expect(of('heap.objects')).toMatchObject({ before: null, after: 15 });
  });

  test('are means over the JVMs of a side', () => {
    const views = [threadsView({ total: 100 }), threadsView({ subject: 'jvm-2', total: 300 })];
    const { figures } = compared({ ...judgedClear, views: { threads: views } }, sickReport());
    expect(figures.find(({ id }) => id === 'threads.total')).toMatchObject({ before: 200, after: 352 });
  });

  test('of threads that /proc alone listed have no states', () => {
    const byProcess = { ...judgedClear, views: { threads: [threadsView({ source: 'process', byState: {} })] } };
    const { figures } = compared(byProcess, sickReport());
    expect(figures.find(({ id }) => id === 'threads.blocked')).toMatchObject({ before: null });
  });
});

describe('classes', () => {
  test('show what grew, whatever number a lambda or proxy has this time', () => {
    expect(text(withHeap(1000), withHeap(90_000))).toMatch(/^com\.acme\.Order +1,000 KiB +87\.9 MiB +\+86\.9 MiB$/m);
    expect(steadyName('com.acme.A$$Lambda$14/0x0000000840066840')).toBe(steadyName('com.acme.A$$Lambda/0x00007f88a1'));
    expect(steadyName('jdk.proxy2.$Proxy15')).toBe('jdk.proxy2.$Proxy#');
  });

  test('that a capped list does not have are unknown, not zero', () => {
    const rows = comparedRows(counted([['a', 5]], false), counted([['b', 7]], true));
    expect(rows).toEqual([
      { name: 'b', before: null, after: 7 },
      { name: 'a', before: 5, after: 0 },
    ]);
  });

  test('change the other way when the sides are swapped', () => {
    const counts = fc.dictionary(fc.stringMatching(/^[a-d]{1,2}$/), fc.nat(1000));
    fc.assert(
      fc.property(counts, counts, (a, b) => {
        const [one, other] = [counted(Object.entries(a), true), counted(Object.entries(b), true)];
        const sum = comparedRows(one, other).reduce((all, row) => all + changeOf(row), 0);
        const back = comparedRows(other, one).reduce((all, row) => all + changeOf(row), 0);
        expect(sum + back).toBe(0);
        expect(comparedRows(one, one)).toEqual([]);
      }),
    );
  });
});

test('the document is what its schema says', () => {
  const document = {
    schemaVersion: 1,
    kind: 'compare',
    tool: { name: 'jdiag', version: '0.1.0' },
    ...compared(sickReport(), withHeap(5)),
    incomplete: [],
    exitCode: 0,
    notices: [],
  };
  expect(schemaMistakes('compare', document, true)).toEqual([]);
});

test('speaks Korean, and no line is wider than the terminal', () => {
  expect(text(sickReport(), judgedClear, { lang: 'ko' })).toContain('비교: 해결 - 해소 2');
  for (const columns of [40, 80])
    for (const line of text(sickReport(), withHeap(3), { columns }).split('\n'))
      expect(line.length).toBeLessThanOrEqual(columns);
});

test('hostile names are shown, not obeyed', () => {
  for (const hostile of ['\u001b[2Jgone', 'a\r\nb\u0007', '\u009b31m', 'x'.repeat(5000)]) {
    const spoilt = withTexts(sickReport(), () => hostile);
    const shown = text(spoilt, judgedClear);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there
    expect(shown.replaceAll('\n', '')).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
  }
});
