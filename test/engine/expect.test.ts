import { describe, expect, it } from 'vitest';
import { type Actual, compareExpectations } from '../../src/engine/compare-expectations.ts';
import { renderDiagnostic } from '../../src/engine/diagnostic.ts';
import { parseExpectations } from '../../src/engine/expect.ts';
import type { Finding } from '../../src/model/finding.ts';
import type { Rule } from '../../src/model/rule.ts';
import type { Verdict } from '../../src/model/verdict.ts';
import { ruleOf } from './sample.ts';

const base = ruleOf('');
const rule = (id: string, parts: Partial<Rule> = {}): Rule => ({
  ...base,
  id,
  origin: 'built-in',
  maturity: 'stable',
  ...parts,
});
const rules = [
  rule('threads/deadlock'),
  rule('threads/hot'),
  rule('pools/exhausted'),
  rule('threads/young', { maturity: 'incubating' }),
  rule('local/threads/mine', { origin: 'local' }),
];

const expectations = (text: string) => {
  const parsed = parseExpectations({ file: 'expect.yaml', text }, rules);
  if ('expectations' in parsed) return parsed.expectations;
  throw new Error(parsed.diagnostics.map(renderDiagnostic).join('\n'));
};

const finding = (ruleId: string, severity: Finding['severity'] = 'critical') =>
  ({ ruleId, severity, subject: 'jvm-1', summary: `${ruleId} it is` }) as Finding;

/** What the rules said: the findings' rules fired, the named ones as named, all others clear. */
const said = (findings: readonly Finding[], states: Readonly<Record<string, Partial<Verdict>>> = {}): Actual => ({
  findings,
  verdicts: rules.map(({ id }) => ({
    ruleId: id,
    subject: 'jvm-1',
    status: findings.some(({ ruleId }) => ruleId === id) ? 'fired' : 'clear',
    ...states[id],
  })),
  notices: [],
});

const differences = (text: string, actual: Actual): readonly string[] => {
  const { ok, differences: found } = compareExpectations(expectations(text), actual, rules);
  expect(ok).toBe(found.length === 0);
  return found;
};

const deadlock = 'fires: [{rule: threads/deadlock, severity: critical}]';

describe('what fires', () => {
  it('is exactly what is expected', () => {
    expect(differences(deadlock, said([finding('threads/deadlock')]))).toEqual([]);
    expect(differences('fires: []\nbecause: it is healthy', said([]))).toEqual([]);
  });

  it('and nothing else', () => {
    expect(differences(deadlock, said([finding('threads/deadlock'), finding('threads/hot', 'info')]))).toEqual([
      '+ threads/hot info: fired but not expected: threads/hot it is',
    ]);
    expect(differences('fires: []', said([finding('threads/hot'), finding('threads/hot')]))).toEqual([
      '+ threads/hot critical: fired 2 times but not expected: threads/hot it is',
    ]);
  });

  it('is missed with what it was instead', () => {
    expect(differences(deadlock, said([]))).toEqual(['- threads/deadlock critical: expected, but clear']);
    expect(differences(deadlock, said([], { 'threads/deadlock': { status: 'unknown', reason: 'no dump' } }))).toEqual([
      '- threads/deadlock critical: expected, but unknown: no dump',
    ]);
    expect(differences(deadlock, { findings: [], verdicts: [], notices: [] })).toEqual([
      '- threads/deadlock critical: expected, but was not run',
    ]);
  });

  it('with another severity is both', () => {
    expect(differences(deadlock, said([finding('threads/deadlock', 'warning')]))).toEqual([
      '- threads/deadlock critical: expected, but fired as warning',
      '+ threads/deadlock warning: fired but not expected: threads/deadlock it is',
    ]);
  });

  it('is counted when a count is given', () => {
    const twice = [finding('threads/deadlock'), finding('threads/deadlock')];
    expect(differences(deadlock, said(twice))).toEqual([]);
    expect(differences('fires: [{rule: threads/deadlock, severity: critical, count: 2}]', said(twice))).toEqual([]);
    expect(differences('fires: [{rule: threads/deadlock, severity: critical, count: 1}]', said(twice))).toEqual([
      '~ threads/deadlock critical: expected 1 finding, got 2 findings',
    ]);
  });

  it.each(['threads/young', 'local/threads/mine'])('may be a rule that is not stable and built-in: %s', (id) => {
    expect(differences('fires: []', said([finding(id)]))).toEqual([]);
    const named = `fires: [{rule: ${id}, severity: critical}]`;
    expect(differences(named, said([finding(id)]))).toEqual([]);
    expect(differences(named, said([]))).toEqual([`- ${id} critical: expected, but clear`]);
  });
});

describe('what is unknown', () => {
  const hot = { 'threads/hot': { status: 'unknown', reason: 'one dump' } } as const;

  it('is no surprise over evidence that nobody tried to collect', () => {
    const over = (kind: 'process' | 'thread-dump') => ({ ...said([], hot), artifacts: [{ kind }] });
    expect(differences('fires: []\nunknown: []', over('process'))).toEqual([]);
    expect(differences('fires: []\nunknown: []', over('thread-dump'))).toHaveLength(1);
    expect(differences('fires: []\nunknown: [threads/hot]', over('process'))).toEqual([]);
  });

  it('is not looked at when nothing is said of it', () => expect(differences('fires: []', said([], hot))).toEqual([]));

  it('is exact when it is', () => {
    expect(differences('fires: []\nunknown: [threads/hot]', said([], hot))).toEqual([]);
    expect(differences('fires: []\nunknown: []', said([], hot))).toEqual([
      '+ threads/hot unknown: not expected: one dump',
    ]);
    expect(differences('fires: []\nunknown: [threads/hot]', said([]))).toEqual([
      '- threads/hot unknown: expected, but clear',
    ]);
  });
});

describe('a failed rule never passes', () => {
  it('expected or not, stable or not', () => {
    const failed = said([], { 'local/threads/mine': { status: 'failed', reason: 'x is NaN' } });
    expect(differences('fires: []', failed)).toEqual(['! local/threads/mine failed: x is NaN']);
  });

  it('nor one that failed in part', () => {
    const actual = {
      ...said([finding('threads/deadlock')]),
      notices: [{ code: 'rule-failed', message: 'threads/deadlock: x is NaN' }],
    };
    expect(differences(deadlock, actual)).toEqual(['! failed in part: threads/deadlock: x is NaN']);
  });
});

describe('a wrong expect.yaml is explained with line and caret', () => {
  it.each([
    ['', 'the file is empty'],
    ['unknown: []', 'expect: key fires is missing'],
    ['fires: []\nexpects: []', 'expect: unknown key expects (one of fires, unknown, because)'],
    [
      'fires: [{rule: threads/dedlock, severity: critical}]',
      'fires[0]: unknown rule threads/dedlock (did you mean threads/deadlock?)',
    ],
    ['fires: [{rule: threads/deadlock, severity: crit}]', 'fires[0] severity: unknown crit (did you mean critical?)'],
    ['fires: [{rule: threads/deadlock}]', 'fires[0]: key severity is missing'],
    [
      'fires: [{rule: threads/hot, severity: info, count: 0}]',
      'fires[0] count: expected a whole number of at least 1, found 0',
    ],
    ['fires: []\nunknown: [threads/hut]', 'unknown[0]: unknown rule threads/hut (did you mean threads/hot?)'],
    [
      `${deadlock.slice(0, -1)}, {rule: threads/deadlock, severity: critical}]`,
      'fires[1]: threads/deadlock critical stands twice; use count',
    ],
  ])('%s', (text, message) => {
    const parsed = parseExpectations({ file: 'expect.yaml', text }, rules);
    expect('diagnostics' in parsed && parsed.diagnostics.map((diagnostic) => diagnostic.message)).toEqual([message]);
  });

  it('as every other file', () => {
    const parsed = parseExpectations({ file: 'expect.yaml', text: 'fires: []\nunknown: [threads/hut]\n' }, rules);
    expect('diagnostics' in parsed && parsed.diagnostics.map(renderDiagnostic)).toEqual([
      'expect.yaml:2:11 unknown[0]: unknown rule threads/hut (did you mean threads/hot?)\n  2 | unknown: [threads/hut]\n    |           ^^^^^^^^^^^',
    ]);
  });
});
