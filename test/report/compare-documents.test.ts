import { describe, expect, test } from 'vitest';
import type { Comparison } from '../../src/model/comparison.ts';
import { comparisonHtml } from '../../src/report/compare/html.ts';
import { comparisonMarkdown } from '../../src/report/compare/markdown.ts';

const side = { verdict: 'critical', jvms: 1, takenAt: null, incomplete: [] } as const;
const comparison = (changes: Partial<Comparison> = {}): Comparison => ({
  before: { ...side, target: 'before.tgz' },
  after: { ...side, target: 'after.tgz', verdict: 'clear', jvms: 3 },
  figures: [
    { id: 'load.requestsPerSecond', unit: 'count', before: 100.4, after: 400 },
    { id: 'gc.pausePct', unit: 'percent', before: 7.25, after: null },
  ],
  findings: [{ ruleId: 'pools/exhausted', title: 'Pool exhausted', status: 'gone', before: 'critical', after: null }],
  families: [],
  familiesTotal: 0,
  classes: [{ name: 'com.acme.Order', before: 1024, after: 0 }],
  classesTotal: 9,
  paths: [],
  pathsTotal: 0,
  ...changes,
});

describe('a comparison as Markdown', () => {
  test('says what it comes to first, then what went, then figures as tables', () => {
    expect(comparisonMarkdown(comparison(), 'en').split('\n')).toEqual(
      expect.arrayContaining([
        '## comparison: fixed - 1 gone',
        '- before: before.tgz (critical)',
        '- after: after.tgz (clear, 3 JVMs, figures are means)',
        '- **gone** critical: Pool exhausted (`pools/exhausted`)',
        '| requests per second | 100 | 400 | +300 |',
        '| time the collector stopped the JVM | 7.3% |  |  |',
        '| `com.acme.Order` | 1.0 KiB | 0 B | -1.0 KiB |',
        'and 8 more',
      ]),
    );
  });

  test('in Korean', () => {
    const text = comparisonMarkdown(comparison(), 'ko');
    expect(text).toContain('## 비교: 해결 - 해소 1');
    expect(text).toContain('| 초당 요청 | 100 | 400 | +300 |');
  });

  test('without tables where there are no numbers', () => {
    const text = comparisonMarkdown(comparison({ figures: [], findings: [], classes: [], classesTotal: 0 }), 'en');
    expect(text).not.toContain('|');
    expect(text).toContain('none before, none after');
  });
});

const hostile = '</td><script>alert(1)</script> | `x` <!channel> [a](http://evil) \u202e\x1b[31m';

describe('names from the evidence', () => {
  const evil = comparison({
    before: { ...side, target: hostile, incomplete: [hostile] },
    classes: [{ name: hostile, before: 1, after: 2 }],
    findings: [{ ruleId: 'local/a/b', title: hostile, status: 'came', before: null, after: 'warning' }],
  });

  test('stay text in HTML', () => {
    const html = comparisonHtml(evil, 'en');
    expect(html).not.toContain('<script>alert');
    expect(html).not.toMatch(/[\u202e\x1b]/);
    expect(html.match(/<td/g)).toHaveLength(3 * 4);
    expect(html).toContain("default-src 'none'");
  });

  test('end no cell, and mention nobody, in Markdown', () => {
    const text = comparisonMarkdown(evil, 'en');
    expect(text).not.toMatch(/[\u202e\x1b]/);
    expect(text).not.toContain('<!channel>');
    // In a code span it is no link.
    expect(text.replace(/`[^`]*`/g, '')).not.toContain('[a](http');
    for (const line of text.split('\n').filter((one) => one.startsWith('|'))) {
      expect(line.replaceAll('\\|', '').split('|')).toHaveLength(6);
    }
  });
});
