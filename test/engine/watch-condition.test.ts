import { describe, expect, it } from 'vitest';
import { watchCondition } from '../../src/engine/watch-condition.ts';
import { figureTypes } from '../../src/model/recording.ts';

const condition = (text: string) => {
  const found = watchCondition('--when', text, figureTypes);
  if ('mistakes' in found) throw new Error(found.mistakes.join('\n'));
  return found;
};
const mistakes = (text: string): string => {
  const found = watchCondition('--when', text, figureTypes);
  return 'mistakes' in found ? found.mistakes.join('\n') : '';
};

describe('a condition over the figures of a recording', () => {
  it('is true or false of what is known', () => {
    const { ask, reads } = condition('threads > 1500 || memoryPct > 90 || probeFailed');
    expect(reads).toEqual(['threads', 'memoryPct', 'probeFailed']);
    expect(ask({ threads: 1501 })).toEqual({ kind: 'true' });
    expect(ask({ threads: 10, memoryPct: 40, probeFailed: false })).toEqual({ kind: 'false' });
    expect(ask({ threads: 10, memoryPct: 40, probeFailed: true })).toEqual({ kind: 'true' });
  });

  it('is unknown, never false, where a figure that would decide is not known', () => {
    expect(condition('threads > 1500 || memoryPct > 90').ask({ threads: 10 })).toEqual({
      kind: 'unknown',
      missing: ['memoryPct'],
    });
    expect(condition('threads > 1500 && memoryPct > 90').ask({ threads: 10 })).toEqual({ kind: 'false' });
  });

  it('counts whole numbers and fractions alike', () => {
    expect(condition('threads / 2 > 1.4').ask({ threads: 3 })).toEqual({ kind: 'true' });
    expect(condition('fullGcs == 2').ask({ fullGcs: 2 })).toEqual({ kind: 'true' });
  });

  it('of a wrong name shows the place and the nearest name', () => {
    expect(mistakes('threads > 5 || memroyPct > 90')).toBe(
      [
        '--when:1:16 there is no memroyPct (did you mean memoryPct?)',
        '  1 | threads > 5 || memroyPct > 90',
        '    |                ^^^^^^^^^',
      ].join('\n'),
    );
  });

  it.each([
    ['threads', 'needs true or false'],
    ['threads > "many"', 'number'],
    ['', 'a condition is missing'],
    ['threads >', 'ends too early'],
    ['threads > 5 or probeFailed', 'CEL writes ||'],
    ['has(threads)', 'has() is refused'],
    ['threads.total > 5', 'has no total'],
  ])('refuses %j: %s', (text, why) => {
    expect(mistakes(text)).toContain(why);
  });
});
