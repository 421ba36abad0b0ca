import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { incidentsOf } from '../../src/engine/incident.ts';
import type { Finding } from '../../src/model/finding.ts';
import type { Rule } from '../../src/model/rule.ts';
import type { Subject } from '../../src/model/subject.ts';
import { severities } from '../../src/model/verdict.ts';

const rule = (id: string, leadsTo: readonly string[] = [], list?: string): Rule => ({
  id,
  origin: 'built-in',
  maturity: 'stable',
  needs: [],
  params: {},
  leadsTo,
  ...(list === undefined ? {} : { forEach: { list, as: 'one' } }),
  levels: [],
  key: [],
  evidence: [],
  texts: { en: { title: '', summary: '', evidence: [], fix: [], falsePositives: [], next: [], docs: '' } },
});

const finding = (ruleId: string, more: Partial<Finding> = {}): Finding => ({
  ruleId,
  severity: 'critical',
  subject: 'jvm-1',
  title: '',
  summary: '',
  evidence: [],
  fix: [],
  next: [],
  falsePositives: [],
  key: [],
  fingerprint: ruleId,
  ...more,
});

const jvm = (id: string, parent?: string): Subject => ({
  id,
  kind: 'jvm',
  name: id,
  target: id,
  ...(parent === undefined ? {} : { parent }),
});

const told = (findings: readonly Finding[], rules: readonly Rule[], subjects = [jvm('jvm-1')]) =>
  incidentsOf(findings, rules, subjects).map(({ root, follows }) => [root.ruleId, ...follows.map((one) => one.ruleId)]);

const pools = [
  rule('pools/nested', ['pools/exhausted'], 'pools.waits'),
  rule('pools/exhausted', ['threads/saturated'], 'pools.waits'),
  rule('threads/saturated', ['threads/stuck']),
  rule('threads/stuck'),
  rule('threads/leak'),
];

describe('incidents', () => {
  test('an alarm that another explains, at any remove, is no incident of its own', () => {
    const findings = ['pools/exhausted', 'pools/nested', 'threads/leak', 'threads/stuck'].map((id) => finding(id));
    expect(told(findings, pools)).toEqual([['pools/nested', 'pools/exhausted', 'threads/stuck'], ['threads/leak']]);
  });

  test('a rule explains another also when the one between them is silent', () => {
    expect(told([finding('pools/nested'), finding('threads/stuck')], pools)).toEqual([
      ['pools/nested', 'threads/stuck'],
    ]);
  });

  test('another pool is another story', () => {
    const findings = [finding('pools/exhausted', { key: ['B'] }), finding('pools/nested', { key: ['A'] })];
    expect(told(findings, pools)).toEqual([['pools/exhausted'], ['pools/nested']]);
  });

  test('another JVM is another story, its own pod is not', () => {
    const findings = [finding('pools/nested'), finding('threads/stuck', { subject: 'jvm-2' })];
    expect(told(findings, pools, [jvm('jvm-1'), jvm('jvm-2')])).toHaveLength(2);
    const inPod = [finding('pools/nested'), finding('threads/stuck', { subject: 'pod-1' })];
    expect(told(inPod, pools, [jvm('jvm-1', 'pod-1'), jvm('pod-1')])).toHaveLength(1);
  });

  test('what is only info explains no alarm', () => {
    const findings = [finding('threads/stuck'), finding('pools/nested', { severity: 'info' })];
    expect(told(findings, pools)).toEqual([['threads/stuck'], ['pools/nested']]);
  });

  test('of two that lead to each other the first is the cause', () => {
    const circle = [rule('a/a', ['b/b']), rule('b/b', ['a/a'])];
    expect(told([finding('a/a'), finding('b/b')], circle)).toEqual([['a/a', 'b/b']]);
  });

  test('whatever leads to what, every finding is in exactly one incident', () => {
    const ids = ['a/a', 'b/b', 'c/c', 'd/d', 'e/e'];
    const rules = fc
      .array(fc.subarray(ids), { minLength: 5, maxLength: 5 })
      .map((lists) => ids.map((id, i) => rule(id, lists[i])));
    const some = fc.array(
      fc.record({
        id: fc.constantFrom(...ids),
        severity: fc.constantFrom(...severities),
        subject: fc.constantFrom('jvm-1', 'jvm-2', 'pod-1'),
      }),
      { maxLength: 12 },
    );
    const subjects = [jvm('jvm-1', 'pod-1'), jvm('jvm-2', 'pod-1'), jvm('pod-1')];
    fc.assert(
      fc.property(rules, some, (graph, seen) => {
        const findings = seen.map(({ id, severity, subject }, index) =>
          finding(id, { severity, subject, fingerprint: String(index) }),
        );
        const members = incidentsOf(findings, graph, subjects).flatMap(({ root, follows }) => [root, ...follows]);
        expect(members.map(({ fingerprint }) => Number(fingerprint)).sort((a, b) => a - b)).toEqual(
          findings.map((_, i) => i),
        );
      }),
    );
  });
});
