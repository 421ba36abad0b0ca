import { describe, expect, it } from 'vitest';
import { defaultFormatter, formatters } from '../../src/engine/format/formatters.ts';
import { boolean, list, number, object, source, string } from '../../src/model/fact.ts';

const format = (name: string, value: unknown, lang: 'en' | 'ko' = 'en'): string =>
  formatters.get(name)?.format(value, lang) ?? 'no such formatter';

describe.each([
  ['count', 3, '3', '3'],
  ['count', 3127, '3,127', '3,127'],
  ['count', 1234567.5, '1,234,567.5', '1,234,567.5'],
  ['count', -1234, '-1,234', '-1,234'],
  ['count', 999, '999', '999'],
  ['count', 2.25, '2.3', '2.3'],
  ['ms', 0, '0 ms', '0밀리초'],
  ['ms', 0.4, '0.4 ms', '0.4밀리초'],
  ['ms', 850, '850 ms', '850밀리초'],
  ['ms', 999.7, '1 s', '1초'],
  ['ms', 4_200, '4.2 s', '4.2초'],
  ['ms', 59_990, '1 min', '1분'],
  ['ms', 180_000, '3 min', '3분'],
  ['ms', 190_000, '3 min 10 s', '3분 10초'],
  ['ms', 3_599_900, '1 h', '1시간'],
  ['ms', 7_500_000, '2 h 5 min', '2시간 5분'],
  ['ms', 273_600_000, '3 d 4 h', '3일 4시간'],
  ['ms', -4_200, '-4.2 s', '-4.2초'],
  ['bytes', 0, '0 B', '0 B'],
  ['bytes', 1_023, '1,023 B', '1,023 B'],
  ['bytes', 1_536, '1.5 KiB', '1.5 KiB'],
  ['bytes', 536_870_912, '512 MiB', '512 MiB'],
  ['bytes', 1_610_612_736, '1.5 GiB', '1.5 GiB'],
  ['percent', 85, '85%', '85%'],
  ['percent', 84.97, '85%', '85%'],
  ['percent', 0.25, '0.3%', '0.3%'],
  ['per-minute', 12.04, '12 per minute', '분당 12'],
  ['cores', 1, '1 core', '1코어'],
  ['cores', 0.925, '0.93 cores', '0.93코어'],
  ['list', [], '-', '-'],
  ['list', ['a'], 'a', 'a'],
  ['list', ['a', 'b'], 'a and b', 'a, b'],
  ['list', ['a', 'b', 'c'], 'a, b and c', 'a, b, c'],
  ['list', ['a', 'b', 'c', 'd', 'e', 'f'], 'a, b, c and 3 more', 'a, b, c 외 3개'],
  ['code', 'a`b', "`a'b`", "`a'b`"],
  ['raw', true, 'true', 'true'],
  ['raw', 3127, '3127', '3127'],
])('%s of %j', (name, value, en, ko) => {
  it(`is ${en}`, () => {
    expect(format(name, value)).toBe(en);
    expect(format(name, value, 'ko')).toBe(ko);
  });
});

describe('without a formatter a fact is printed by its own kind', () => {
  it.each([
    [number('n'), 3127, '3,127'],
    [number('n', 'ms'), 3127, '3.1 s'],
    [number('n', 'percent'), 31, '31%'],
    [string('s'), 'a', 'a'],
    [boolean('b'), true, 'true'],
    [list(string('s'), 'l'), ['a', 'b'], 'a and b'],
  ])('%j', (type, value, text) => expect(defaultFormatter(type)?.format(value, 'en')).toBe(text));

  it.each([[source()], [object({}, 'o')], [list(source(), 'l')], [list(object({}, 'o'), 'l')]])('never %j', (type) => {
    expect(defaultFormatter(type)).toBeUndefined();
    expect([...formatters.values()].filter(({ fits }) => fits(type))).toEqual([]);
  });
});
