import { describe, expect, test } from 'vitest';
import { excerptOf } from '../../../src/probe/log/excerpt.ts';

const place = { file: '/var/log/appr.log', fromByte: 0, sizeBytes: 1234 };
const quiet = (count: number): string[] => Array.from({ length: count }, (_, index) => `INFO request ${index} done`);
const failure =
  'java.lang.OutOfMemoryError: unable to create native thread: possibly out of memory or process/resource limits reached';

describe('the excerpt of a log', () => {
  test('keeps five lines around a known line and says where others were left out', () => {
    const lines = excerptOf([...quiet(20), failure, ...quiet(20), ''].join('\n'), place).split('\n');
    expect(lines).toEqual([
      '# jdiag: known lines of /var/log/appr.log: all 1234 bytes, 41 lines read',
      '[...]',
      ...quiet(20).slice(15),
      failure,
      ...quiet(5),
      '[...]',
      '',
    ]);
  });

  test('of a quiet log is the first line alone: looked, and found nothing', () => {
    expect(excerptOf(quiet(3).join('\n'), place)).toBe(
      '# jdiag: known lines of /var/log/appr.log: all 1234 bytes, 3 lines read\n[...]\n',
    );
  });

  test('says when only the end was read', () => {
    const text = excerptOf('', { ...place, fromByte: 1000 });
    expect(text).toContain('the last 234 of 1234 bytes, 0 lines read');
  });
});
