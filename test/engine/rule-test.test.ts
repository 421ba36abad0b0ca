import { describe, expect, it } from 'vitest';
import { loadRule } from '../../src/engine/load.ts';
import { parseRuleTest, runRuleTest } from '../../src/engine/rule-test.ts';
import type { Evidence } from '../../src/model/evidence.ts';
import { deadlockFiles, deadlockTest, sampleFacts, series } from './sample.ts';

const facts = sampleFacts();
const loaded = loadRule({ ...deadlockFiles, facts });
if (!('rule' in loaded)) throw new Error('the sample rule does not load');
const { rule } = loaded;

const mistakesIn = (text: string): readonly string[] => {
  const parsed = parseRuleTest({ file: 't.yaml', text }, rule, facts);
  return 'cases' in parsed
    ? []
    : parsed.diagnostics.map(
        ({ line, message, excerpt, column, endColumn }) =>
          `${line}: ${message} [${excerpt.slice(column - 1, endColumn - 1)}]`,
      );
};

const cycleOf2 = '{threads.deadlocks: [{name: A+B, size: 2, members: [{name: A, holds: x, daemon: true}]}]}';

/** Runs one case besides the three that every rule must have. */
const runCase = async (
  text: string,
  evidenceOf = async (_: string): Promise<Evidence> => expect.fail('no capture'),
) => {
  const parsed = parseRuleTest({ file: 't.yaml', text: `${deadlockTest}  - {name: mine, ${text}}\n` }, rule, facts);
  if (!('cases' in parsed)) throw new Error(parsed.diagnostics.map(({ message }) => message).join('\n'));
  const results = await runRuleTest(parsed.cases, { rule, facts, evidenceOf });
  expect(results.slice(0, 3).map(({ ok }) => ok)).toEqual([true, true, true]);
  return results[3];
};

describe('a case on written facts', () => {
  it('passes when all it names is so', async () => {
    const text = `facts: ${cycleOf2}, expect: {status: fired, severity: warning, count: 1, text: [A+B, "\`A\` holds x", Restart]}`;
    expect(await runCase(text)).toEqual({ name: 'mine', ok: true, differences: [] });
  });

  it('says how the verdict differs, and why', async () => {
    expect((await runCase('facts: {}, expect: {status: clear}'))?.differences).toEqual([
      'status: expected clear, was unknown (threads.deadlocks is not given)',
    ]);
    expect((await runCase(`facts: ${cycleOf2}, expect: {status: clear}`))?.differences).toEqual([
      'status: expected clear, was fired',
    ]);
  });

  it('says every other difference', async () => {
    const text = `facts: ${cycleOf2}, expect: {status: fired, severity: critical, count: 2, text: [nowhere]}`;
    const differences = (await runCase(text))?.differences ?? [];
    expect(differences.slice(0, 2)).toEqual([
      'severity: expected critical, was warning',
      'count: expected 2 findings, was 1',
    ]);
    expect(differences[2]).toContain('text: "nowhere" is not in\n    Threads deadlocked\n');
  });

  it('needs no evidence, and a field that is not given is missing', async () => {
    expect(await runCase('facts: {threads.deadlocks: [{name: A}]}, expect: {status: unknown}')).toMatchObject({
      ok: true,
    });
  });
});

describe('a case on a capture', () => {
  const empty: Evidence = { models: { 'thread-dump': series(1) }, partial: {}, failed: {} };
  const answering = (deadlocks: unknown) => {
    const known = sampleFacts({ deadlocks });
    return (text: string, evidence: Evidence) => {
      const parsed = parseRuleTest({ file: 't.yaml', text: `${deadlockTest}  - {name: mine, ${text}}\n` }, rule, known);
      if (!('cases' in parsed)) throw new Error('has mistakes');
      return runRuleTest(parsed.cases.slice(3), { rule, facts: known, evidenceOf: async () => evidence });
    };
  };

  it('sees its evidence', async () => {
    expect(await answering([])('capture: x, expect: {status: clear}', empty)).toMatchObject([{ ok: true }]);
    const partial = { ...empty, partial: { 'thread-dump': 'cut' } };
    expect(await answering([])('capture: x, expect: {status: unknown}', partial)).toMatchObject([{ ok: true }]);
  });

  it('without a kind does not have it', async () => {
    const text = 'capture: x, without: [thread-dump], expect: {status: unknown}';
    expect(await answering([])(text, empty)).toMatchObject([{ ok: true }]);
    expect(await answering([])(text.replace('unknown', 'clear'), empty)).toMatchObject([
      { ok: false, differences: ['status: expected clear, was unknown (no thread-dump was collected)'] },
    ]);
  });

  it('that cannot be read fails by its name', async () => {
    const result = await runCase('capture: gone, expect: {status: fired}', async (name) => {
      throw new Error(`there is no capture ${name}`);
    });
    expect(result?.differences).toEqual(['the case could not be run: there is no capture gone']);
  });
});

describe('a fact that is broken on the way', () => {
  it('fails the case even where the verdict is as expected', async () => {
    const known = sampleFacts({ deadlocks: [{ name: 'A', size: 2, members: null }] });
    const parsed = parseRuleTest(
      { file: 't', text: `${deadlockTest}  - {name: mine, capture: x, expect: {status: fired}}\n` },
      rule,
      known,
    );
    if (!('cases' in parsed)) throw new Error('has mistakes');
    const evidence: Evidence = { models: { 'thread-dump': series(1) }, partial: {}, failed: {} };
    const results = await runRuleTest(parsed.cases.slice(3), { rule, facts: known, evidenceOf: async () => evidence });
    expect(results[0]?.differences).toEqual([
      'failed in part: threads/deadlock: cycle.members is null, declared as list',
    ]);
  });
});

describe('a test file', () => {
  it('has at least one fired, one clear and one unknown case', () => {
    expect(mistakesIn('cases:\n  - {name: a, facts: {}, expect: {status: unknown}}\n')).toEqual([
      '1: no case expects clear: at least one fired, one clear and one unknown [c]',
      '1: no case expects fired: at least one fired, one clear and one unknown [c]',
    ]);
  });

  it.each([
    [
      'facts: {threads.totl: 1}, expect: {status: clear}',
      'facts: unknown fact threads.totl (did you mean threads.total?) [threads.totl]',
    ],
    ['facts: {threads.total: many}, expect: {status: clear}', 'threads.total: expected a number [many]'],
    ['facts: {threads.total: .nan}, expect: {status: clear}', 'threads.total: expected a number [.nan]'],
    ['facts: {threads.families: a}, expect: {status: clear}', 'threads.families: expected a list [a]'],
    ['facts: {threads.families: [1]}, expect: {status: clear}', 'threads.families[0]: expected a text [1]'],
    [
      'facts: {threads.worst: {siz: 1}}, expect: {status: clear}',
      'threads.worst: unknown field siz (did you mean size?) [siz]',
    ],
    ['fact: {}, expect: {status: clear}', 'cases[3]: unknown key fact (did you mean facts?) [fact]'],
    ['facts: {}, expect: {status: fird}', 'expect status: unknown fird (did you mean fired?) [fird]'],
    [
      'facts: {}, expect: {status: failed}',
      'expect status: unknown failed (one of fired, clear, not-applicable, unknown) [failed]',
    ],
    ['facts: {}, expect: {status: fired, severity: info}', 'expect severity: the rule has no level info [info]'],
    ['facts: {}, expect: {status: clear, count: 1}', 'expect: only a fired rule has this, not one that is clear [1]'],
    [
      'facts: {}, expect: {status: fired, count: 0}',
      'expect count: expected a whole number of at least 1, found 0 [0]',
    ],
    ['facts: {}, without: [process], expect: {status: clear}', 'cases[3]: without needs a capture [[process]]'],
    [
      'capture: x, without: [proces], expect: {status: clear}',
      'without: unknown proces (did you mean process?) [proces]',
    ],
  ])('is checked: %s', (text, mistake) => {
    expect(mistakesIn(`${deadlockTest}  - {name: mine, ${text}}\n`)).toContain(`13: ${mistake}`);
  });

  it('gives a case either facts or a capture', () => {
    const both = mistakesIn(`${deadlockTest}  - {name: m, capture: x, facts: {}, expect: {status: clear}}\n`);
    const neither = mistakesIn(`${deadlockTest}  - {name: m, expect: {status: clear}}\n`);
    for (const [mistake] of [both, neither]) expect(mistake).toMatch(/^13: cases\[3\]: give either facts or a capture/);
  });
});
