import { describe, expect, test } from 'vitest';
import { colourRefused } from '../../src/app/colour.ts';
import { canAnimate } from '../../src/spinner.ts';

describe('the spinner', () => {
  test.each([
    ['a terminal', { isTTY: true, columns: 80 }, {}, true],
    ['a terminal without a size', { isTTY: true, columns: 0 }, {}, false],
    ['a terminal that tells no size', { isTTY: true }, {}, false],
    ['a dumb terminal', { isTTY: true, columns: 80 }, { TERM: 'dumb' }, false],
    ['a pipe', { columns: 80 }, {}, false],
  ])('on %s', (_, stream, environment, animated) => {
    expect(canAnimate(stream, environment)).toBe(animated);
  });

  test('has no colour under NO_COLOR, which counts when it is not empty', () => {
    expect(colourRefused({ NO_COLOR: '1' })).toBe(true);
    expect(colourRefused({ NO_COLOR: '' })).toBe(false);
    expect(colourRefused({ TERM: 'dumb' })).toBe(true);
  });
});
