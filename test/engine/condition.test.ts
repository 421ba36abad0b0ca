import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseExpression } from '../../src/engine/cel/cel.ts';
import { evaluate } from '../../src/engine/evaluate.ts';
import type { VerdictStatus } from '../../src/model/verdict.ts';
import { type Given, oneDump, ruleOf, sampleFacts, subject } from './sample.ts';

const statusOf = (when: string, given: Given): VerdictStatus | undefined => {
  const rule = ruleOf(`levels:\n  - severity: info\n    when: ${JSON.stringify(when)}`);
  return evaluate([rule], sampleFacts(given), oneDump, subject, { lang: 'en' }).verdicts[0]?.status;
};

describe('numbers are numbers, whole or not', () => {
  it.each([
    'threads.total == 2',
    'threads.total != 3',
    '2 == threads.total',
    'threads.total in [1, 2]',
    '100 * threads.total == 200',
    'threads.total / 4 == 0.5',
    'threads.total / 4 > 0',
    '1 / 2 == 0.5',
    '-threads.total < -1',
    'threads.total + 1 >= 3 && threads.total - 1 <= 1',
    'threads.total > 1.5 && threads.total > 1',
    'threads.total == 2e0',
    'threads.hasAges ? threads.total > 1 : threads.total > 9',
    'threads.largest == "pool-#" && threads.largest != "x"',
    'threads.largest in ["a", "pool-#"]',
    '"x" in threads.families && !("y" in threads.families)',
    'threads.hasAges == true && threads.hasAges != false',
    'threads.worst.size == 4',
    'true',
  ])('%s', (when) => {
    const given = { total: 2, hasAges: true, largest: 'pool-#', families: ['x'], worst: { size: 4 } };
    expect(statusOf(when, given)).toBe('fired');
    expect(statusOf(`!(${when})`, given)).toBe('clear');
  });

  it('0, false and the empty text are values like others', () => {
    expect(
      statusOf('threads.total == 0 && !threads.hasAges && threads.largest == ""', {
        total: 0,
        hasAges: false,
        largest: '',
      }),
    ).toBe('fired');
  });

  it('nothing is in an empty list', () => expect(statusOf('"x" in threads.families', { families: [] })).toBe('clear'));
});

describe('a missing fact', () => {
  it.each([
    ['threads.total > 1', 'unknown'],
    ['!(threads.total > 1)', 'unknown'],
    ['threads.total > 1 || threads.hasAges', 'fired'],
    ['threads.hasAges || threads.total > 1', 'fired'],
    ['threads.total > 1 || !threads.hasAges', 'unknown'],
    ['threads.total > 1 && !threads.hasAges', 'clear'],
    ['!threads.hasAges && threads.total > 1', 'clear'],
    ['threads.total > 1 && threads.hasAges', 'unknown'],
    ['threads.hasAges ? true : threads.total > 1', 'fired'],
    ['threads.total > 1 ? true : true', 'unknown'],
    ['threads.total == threads.total', 'unknown'],
    ['threads.total in [1, 2]', 'unknown'],
    ['threads.worst.size > 1', 'unknown'],
  ] as const)('%s is %s', (when, status) => expect(statusOf(when, { hasAges: true })).toBe(status));
});

/** A condition with its own three-valued meaning: undefined is unknown. */
type Tree = { readonly text: string; readonly value: (given: Given) => boolean | undefined };

const numbers = ['total', 'birthsPerMinute', 'cpuMs'] as const;

const leaf: fc.Arbitrary<Tree> = fc
  .tuple(fc.constantFrom(...numbers), fc.constantFrom('<', '<=', '>', '>=', '==', '!='), fc.integer({ min: 0, max: 3 }))
  .map(([name, op, limit]) => ({
    text: `threads.${name} ${op} ${limit}`,
    value: (given) => {
      const value = given[name];
      if (typeof value !== 'number') return undefined;
      if (op === '==' || op === '!=') return (value === limit) === (op === '==');
      return op.startsWith('<')
        ? value < limit || (op === '<=' && value === limit)
        : value > limit || (op === '>=' && value === limit);
    },
  }));

const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    leaf,
    tie('tree').map(({ text, value }) => ({
      text: `!(${text})`,
      value: (given: Given) => {
        const known = value(given);
        return known === undefined ? undefined : !known;
      },
    })),
    fc.tuple(tie('tree'), tie('tree'), fc.constantFrom('&&', '||')).map(([a, b, op]) => ({
      text: `(${a.text}) ${op} (${b.text})`,
      value: (given: Given) => {
        const sides = [a.value(given), b.value(given)];
        const decisive = op === '||';
        if (sides.includes(decisive)) return decisive;
        return sides.includes(undefined) ? undefined : !decisive;
      },
    })),
  ),
}));

const given: fc.Arbitrary<Given> = fc.record(
  Object.fromEntries(numbers.map((name) => [name, fc.integer({ min: 0, max: 3 })])),
  { requiredKeys: [] },
);

const statusFor = (value: boolean | undefined): VerdictStatus =>
  value === undefined ? 'unknown' : value ? 'fired' : 'clear';

const base = ruleOf('');

/** Without the loader, which would take most of the time of a few hundred runs. */
const quickStatus = (when: string, known: Given): VerdictStatus | undefined =>
  evaluate([{ ...base, levels: [{ severity: 'info', when }] }], sampleFacts(known), oneDump, subject, { lang: 'en' })
    .verdicts[0]?.status;

describe('a text that is no condition', () => {
  const words = [
    'threads',
    '.total',
    '>',
    '==',
    '&&',
    '!',
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    '?',
    ':',
    ',',
    '"',
    "'",
    '1',
    '0x',
    'u',
    'has(',
    '.all(',
    'in',
    '\\',
    '\n',
    'and',
  ];

  it('is a mistake inside the text, never an exception', () => {
    const text = fc.oneof(
      fc.string(),
      fc.array(fc.constantFrom(...words)).map((parts) => parts.join(' ')),
    );
    fc.assert(
      fc.property(text, (condition) => {
        const parsed = parseExpression(condition);
        if (!('mistake' in parsed)) return;
        expect(parsed.mistake.start).toBeGreaterThanOrEqual(0);
        expect(parsed.mistake.end).toBeLessThanOrEqual(condition.length + 1);
        expect(parsed.mistake.message).not.toBe('');
      }),
      { numRuns: 500 },
    );
  });
});

describe('whatever the condition', () => {
  it('means what three-valued logic says', () => {
    fc.assert(
      fc.property(tree, given, (condition, known) => {
        expect(quickStatus(condition.text, known)).toBe(statusFor(condition.value(known)));
      }),
      { numRuns: 300 },
    );
  });

  it('losing a fact never changes a verdict but to unknown', () => {
    fc.assert(
      fc.property(tree, given, fc.constantFrom(...numbers), (condition, known, lost) => {
        const { [lost]: _, ...rest } = known;
        expect([quickStatus(condition.text, known), 'unknown']).toContain(quickStatus(condition.text, rest));
      }),
      { numRuns: 300 },
    );
  });
});
