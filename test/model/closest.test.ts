import { expect, it } from 'vitest';
import { closest } from '../../src/model/closest.ts';

const rules = ['threads/hot', 'pools/leaked', 'pools/nested-acquire', 'gc/old-gen-growth'];

it.each([
  ['a letter wrong', 'threads/hut', 'threads/hot'],
  ['two letters swapped', 'pools/laeked', 'pools/leaked'],
  ['an unfinished word', 'pools/nest', 'pools/nested-acquire'],
  ['an unfinished word with a letter missing', 'pools/nestd', 'pools/nested-acquire'],
  ['something else', 'container/restart', undefined],
  ['too short to be a beginning', 'gc/', undefined],
])('%s', (_, word, expected) => {
  expect(closest(word, rules)).toBe(expected);
});
