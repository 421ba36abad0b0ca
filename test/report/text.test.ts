import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { en } from '../../src/report/text/en.ts';
import { clip, escapeText } from '../../src/report/text/escape.ts';
import { ko } from '../../src/report/text/ko.ts';
import { count, decimal, duration, share, time } from '../../src/report/text/number.ts';
import { sourceText } from '../../src/report/text/source.ts';
import { widthOf } from '../../src/report/text/width.ts';
import { artifact } from '../support/report.ts';

describe('escaped text', () => {
  test.each([
    ['a "quoted" <name> \\ |', 'a "quoted" <name> \\ |'],
    ['한글 漢字 カナ é ß Ж', '한글 漢字 カナ é ß Ж'],
    ['a\nb\r\tc\0\x1b[31m', 'a\\nb\\r\\tc\\0\\x1b[31m'],
    ['\x9b2J \x7f', '\\u{9b}2J \\u{7f}'],
    ['\u202etxt\u2066', '\\u{202e}txt\\u{2066}'],
    ['e\u0301', 'e\\u{301}'],
    ['\u00a0\u3000\u200b\ufeff', '\\u{a0}\\u{3000}\\u{200b}\\u{feff}'],
    ['worker-🔥 👍 \ud83d', 'worker-🔥 👍 \\u{d83d}'],
    ['👩‍👧 🇰🇷 👍🏽 🫠', '👩\\u{200d}👧 \\u{1f1f0}\\u{1f1f7} 👍\\u{1f3fd} \\u{1fae0}'],
  ])('%j', (text, expected) => {
    expect(escapeText(text)).toBe(expected);
  });

  test('is visible, on one line, and as wide as its characters together', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 50 }), (text) => {
        const escaped = escapeText(text);
        expect(escaped).not.toMatch(/[\p{C}\p{Zl}\p{Zp}\p{M}]/u);
        expect(widthOf(escaped)).toBe(stringWidth(escaped));
        expect(escapeText(escaped)).toBe(escaped);
      }),
      { numRuns: 500 },
    );
  });

  test('is never cut inside of a character', () => {
    expect(clip('ab😀cd', 4)).toBe('ab…');
    expect(clip('ab😀cd', 5)).toBe('ab😀…');
    expect(clip('abc', 3)).toBe('abc');
  });
});

test('East Asian text counts its cells', () => {
  expect(widthOf('a … b')).toBe(5);
  expect(widthOf('한글 a')).toBe(6);
});

describe('numbers', () => {
  test.each([
    [count(0), '0'],
    [count(1234567), '1,234,567'],
    [decimal(0), '0'],
    [decimal(0.004), '<0.01'],
    [decimal(0.214), '0.21'],
    [decimal(1.34), '1.3'],
    [decimal(60.2), '60'],
    [duration(850), '850 ms'],
    [duration(2000), '2.0 s'],
    [duration(90_000), '1m 30s'],
    [duration(11_520_000), '3h 12m'],
    [duration(86_400_000 * 12), '12d'],
    [time('2026-01-02T03:04:05.678Z'), '2026-01-02 03:04:05 UTC'],
    [time('unknown'), 'unknown'],
    [share(0, 8), '0%'],
    [share(1, 1000), '<1%'],
    [share(999, 1000), '99%'],
    [share(5, 5), '100%'],
    [share(0, 0), ''],
  ])('%s', (actual, expected) => {
    expect(actual).toBe(expected);
  });
});

test('a source is cited by line, byte or pointer; a file that was analysed as it is by its path', () => {
  const file = artifact(1, { id: 'file-1', file: 'dumps/a.txt', how: 'file' });
  expect(sourceText({ artifact: 'file-1', line: 3, endLine: 3 }, [file])).toBe('dumps/a.txt:3');
  expect(sourceText({ artifact: 'a', line: 3, endLine: 3 }, [])).toBe('a:3');
  expect(sourceText({ artifact: 'a', line: 3, endLine: 9 }, [])).toBe('a:3-9');
  expect(sourceText({ artifact: 'a', byteOffset: 16, byteLength: 8 }, [])).toBe('a@16+8');
  expect(sourceText({ artifact: 'a', pointer: '/x/0' }, [])).toBe('a#/x/0');
});

test('English says one and many', () => {
  expect([en.findings(1), en.findings(2), en.threads('1'), en.threads('1,000')]).toEqual([
    '1 finding',
    '2 findings',
    '1 thread',
    '1,000 threads',
  ]);
});

test('Korean has every word English has', () => {
  const shape = (words: object): unknown =>
    Object.entries(words).map(([key, word]) => [key, typeof word === 'object' ? shape(word) : typeof word]);
  expect(shape(ko)).toEqual(shape(en));
});
