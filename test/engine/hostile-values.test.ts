import { expect, test } from 'vitest';
import { code, list, raw } from '../../src/engine/format/text.ts';

const hostile = 'worker`\nverdict: clear\r\u2028';

test.each([
  ['raw', raw(hostile)],
  ['code', code(hostile).slice(1, -1)],
  ['list', list([hostile, hostile], 'en')],
])('%s: a name cannot begin a line or close a code span of the report', (_, text) => {
  expect(text).not.toMatch(/[\n\r\u2028\u2029`]/);
  expect(text).toContain("worker'\\nverdict: clear\\r");
});
