import { describe, expect, test } from 'vitest';
import { isZone, logTimeMs } from '../../../src/facts/timeline/log-time.ts';

const utc = (text: string): number => Date.parse(text);

describe('the time of a log line', () => {
  test.each([
    ['2026-11-20T03:12:40.120Z', undefined, '2026-11-20T03:12:40.120Z'],
    ['2026-11-20 12:12:40,120 +09:00', undefined, '2026-11-20T03:12:40.120Z'],
    ['2026/11/20 12:12:40+0900', 'UTC', '2026-11-20T03:12:40Z'],
    ['2026-11-20 12:12:40.120', 'Asia/Seoul', '2026-11-20T03:12:40.120Z'],
    ['2026-07-20 12:12:40', 'Europe/Berlin', '2026-07-20T10:12:40Z'],
    ['20-Nov-2026 12:12:40.120', '+09:00', '2026-11-20T03:12:40.120Z'],
  ])('%s in zone %s is %s', (text, zone, moment) => expect(logTimeMs(text, zone)).toBe(utc(moment)));

  test.each(['2026-11-20 12:12:40', '20-Nov-2026 12:12:40.120'])('%s without a zone is no moment', (text) =>
    expect(logTimeMs(text, undefined)).toBeUndefined(),
  );

  test.each(['98.765s', '12:12:40.120', '2026-19-40 12:12:40', ''])('%j is none at all', (text) =>
    expect(logTimeMs(text, 'UTC')).toBeUndefined(),
  );

  test('a zone nobody knows is none', () => {
    expect(['Asia/Seoul', '+09:00', 'UTC', 'Z'].map(isZone)).toEqual([true, true, true, true]);
    expect(['Asia/Soul', '9', ''].map(isZone)).toEqual([false, false, false]);
  });
});
