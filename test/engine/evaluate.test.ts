import { describe, expect, it } from 'vitest';
import { evaluate } from '../../src/engine/evaluate.ts';
import { loadRule } from '../../src/engine/load.ts';
import { prepareRules } from '../../src/engine/prepare.ts';
import type { Evidence } from '../../src/model/evidence.ts';
import { MissingFact } from '../../src/model/fact.ts';
import type { Rule } from '../../src/model/rule.ts';
import { deadlockFiles, type Given, missingDump, oneDump, ruleOf, sampleFacts, series, subject } from './sample.ts';

const run = (rule: Rule, given: Given, evidence: Evidence = oneDump) =>
  evaluate([rule], sampleFacts(given), evidence, subject, { lang: 'en' });

/** The verdict of a rule, without the names it is about. */
const verdictOf = (rule: Rule, given: Given, evidence?: Evidence) => {
  const [verdict] = run(rule, given, evidence).verdicts;
  const { ruleId: _, subject: __, ...rest } = verdict ?? { ruleId: '', subject: '' };
  return rest;
};

const partial: Evidence = { ...oneDump, partial: { 'thread-dump': 'dump 2 was cut' } };
const nothing: Evidence = { models: {}, partial: {}, failed: {} };
const missing = { missing: ['thread-dump'], reason: 'no thread dump was taken' };

const many = ruleOf('levels: [{severity: warning, when: threads.total > 500}]');

describe('the five verdicts', () => {
  it('fired: the condition is true', () => expect(verdictOf(many, { total: 501 })).toEqual({ status: 'fired' }));
  it('clear: it is false', () => expect(verdictOf(many, { total: 500 })).toEqual({ status: 'clear' }));
  it('unknown: it read a fact that is missing', () =>
    expect(verdictOf(many, {})).toEqual({ status: 'unknown', ...missing }));
  it('not-applicable: appliesTo is false', () => {
    const rule = ruleOf('appliesTo: threads.hasAges\nlevels: [{severity: warning, when: threads.total > 500}]');
    expect(verdictOf(rule, { hasAges: false, total: 900 })).toEqual({ status: 'not-applicable' });
    expect(verdictOf(rule, { hasAges: true, total: 900 })).toEqual({ status: 'fired' });
    expect(verdictOf(rule, { total: 900 })).toEqual({ status: 'unknown', ...missing });
  });
  it.each([
    ['null', null, 'threads.total is null, declared as number'],
    ['NaN', Number.NaN, 'threads.total is NaN, declared as number'],
    ['Infinity', Number.POSITIVE_INFINITY, 'threads.total is Infinity, declared as number'],
    ['undefined', undefined, 'threads.total is undefined, declared as number'],
    ['a text', '501', 'threads.total is a string, declared as number'],
    ['an exception', new TypeError('x is not a function'), 'threads.total could not be derived: x is not a function'],
  ])('failed: a fact is wrong (%s), and it is named', (_, total, reason) => {
    expect(verdictOf(many, { total })).toEqual({ status: 'failed', reason });
  });
});

describe('a bug in one fact', () => {
  it('fails the rules that read it and no other', () => {
    const other = ruleOf('levels: [{severity: info, when: threads.hasAges}]', 'local/threads/other');
    const { verdicts } = evaluate([many, other], sampleFacts({ total: Number.NaN, hasAges: true }), oneDump, subject, {
      lang: 'en',
    });
    expect(verdicts.map(({ status }) => status)).toEqual(['failed', 'fired']);
  });

  it('is not hidden by the other side of ||', () => {
    const rule = ruleOf('levels: [{severity: info, when: threads.total > 1 || threads.hasAges}]');
    expect(verdictOf(rule, { total: null, hasAges: true })).toMatchObject({ status: 'failed' });
  });

  it('below a wrong list item names the item', () => {
    const rule = ruleOf('levels: [{severity: info, when: "\'x\' in threads.families"}]');
    expect(verdictOf(rule, { families: ['a', null] })).toEqual({
      status: 'failed',
      reason: 'threads.families[1] is null, declared as string',
    });
  });

  it('in a text leaves the finding standing and is said in a notice', () => {
    const rule = ruleOf(
      'levels: [{severity: info, when: threads.hasAges}]\nevidence: ["{{threads.total}} threads", "it has ages"]',
    );
    const { verdicts, findings, notices } = run(rule, { hasAges: true, total: Number.NaN });
    expect(verdicts[0]?.status).toBe('fired');
    expect(findings[0]?.evidence.map(({ text }) => text)).toEqual(['it has ages']);
    expect(notices).toEqual([
      {
        code: 'rule-failed',
        message: 'local/threads/sample: threads.total is NaN, declared as number',
        subject: 'jvm-1',
      },
    ]);
  });
});

describe('levels', () => {
  const rule = ruleOf(`levels:
    - {severity: critical, when: threads.birthsPerMinute > 10 && threads.total > 500}
    - {severity: warning, when: threads.total > 500}
    - {severity: info, when: threads.total > 100}`);
  const severity = (given: Given) => run(rule, given).findings.map((finding) => finding.severity);

  it('the first true one fires', () => {
    expect(severity({ birthsPerMinute: 20, total: 600 })).toEqual(['critical']);
    expect(severity({ birthsPerMinute: 5, total: 600 })).toEqual(['warning']);
    expect(severity({ birthsPerMinute: 20, total: 300 })).toEqual(['info']);
  });

  it('an unknown higher one becomes a notice', () => {
    const { findings, notices } = run(rule, { total: 600 });
    expect(findings.map((finding) => finding.severity)).toEqual(['warning']);
    expect(notices).toEqual([
      {
        code: 'level-unknown',
        message: 'local/threads/sample: could not tell whether it is critical: no thread dump was taken',
        subject: 'jvm-1',
      },
    ]);
  });

  it('none true and one unknown is unknown, though the others are false', () => {
    const births = ruleOf(
      'levels: [{severity: critical, when: threads.birthsPerMinute > 10}, {severity: info, when: threads.total > 100}]',
    );
    expect(verdictOf(births, { total: 5 })).toMatchObject({ status: 'unknown' });
    expect(verdictOf(rule, { total: 5 })).toEqual({ status: 'clear' });
  });
});

describe('forEach', () => {
  const rule = ruleOf(`forEach: threads.deadlocks as cycle
levels: [{severity: critical, when: cycle.size > 2}, {severity: info, when: cycle.size == 2}]
key: [cycle.name]
evidence: ["{{cycle.name}}"]`);
  const cycle = (name: string, size: unknown) => ({ name, size, members: [] });

  it('makes a finding per item that fires, worst first', () => {
    const { findings, verdicts } = run(rule, { deadlocks: [cycle('a', 2), cycle('b', 1), cycle('c', 3)] });
    expect(findings.map((f) => [f.severity, f.evidence[0]?.text])).toEqual([
      ['critical', 'c'],
      ['info', 'a'],
    ]);
    expect(new Set(findings.map(({ fingerprint }) => fingerprint)).size).toBe(2);
    expect(verdicts).toHaveLength(1);
  });

  it('an unknown list is unknown, an empty one clear', () => {
    expect(verdictOf(rule, {})).toEqual({ status: 'unknown', ...missing });
    expect(verdictOf(rule, { deadlocks: [] })).toEqual({ status: 'clear' });
    expect(verdictOf(rule, { deadlocks: missingDump })).toEqual({ status: 'unknown', ...missing });
  });

  it('an item that cannot be judged makes the rule unknown where none fires, else a notice', () => {
    const unsure = cycle('u', new MissingFact(['thread-dump'], 'the dump has no owners'));
    expect(verdictOf(rule, { deadlocks: [cycle('b', 1), unsure] })).toEqual({
      status: 'unknown',
      missing: ['thread-dump'],
      reason: 'the dump has no owners',
    });
    const { verdicts, notices } = run(rule, { deadlocks: [cycle('c', 3), unsure, missingDump] });
    expect(verdicts[0]?.status).toBe('fired');
    expect(notices.map(({ code, message }) => [code, message])).toEqual([
      [
        'items-unknown',
        'local/threads/sample: could not judge every item: the dump has no owners; no thread dump was taken',
      ],
    ]);
  });

  it('says the same doubt about many items once', () => {
    const doubtful = ruleOf(`forEach: threads.deadlocks as cycle
levels: [{severity: critical, when: threads.birthsPerMinute > 1}, {severity: info, when: cycle.size > 0}]`);
    const { findings, notices } = run(doubtful, { deadlocks: [cycle('a', 2), cycle('b', 2)] });
    expect(findings).toHaveLength(2);
    expect(notices.map(({ code }) => code)).toEqual(['level-unknown']);
  });

  it('a broken item fails the rule where none fires, else it is said', () => {
    expect(verdictOf(rule, { deadlocks: [cycle('b', 1), cycle('x', null)] })).toEqual({
      status: 'failed',
      reason: 'cycle.size is null, declared as number',
    });
    const { verdicts, notices } = run(rule, { deadlocks: [cycle('c', 3), cycle('x', null)] });
    expect(verdicts[0]?.status).toBe('fired');
    expect(notices.map(({ code }) => code)).toEqual(['rule-failed']);
  });
});

describe('needs', () => {
  const twice = ruleOf(
    'needs: [{thread-dump: {dumps: 2}}, {process: {}, thread-dump: {}}]\nlevels: [{severity: warning, when: threads.total > 500}]',
  );

  it('one met alternative is enough', () => {
    const withTwo: Evidence = { ...nothing, models: { 'thread-dump': series(2) } };
    const withProcess: Evidence = { ...nothing, models: { 'thread-dump': series(1), process: { snapshots: [] } } };
    expect(verdictOf(twice, { total: 501 }, withTwo)).toEqual({ status: 'fired' });
    expect(verdictOf(twice, { total: 1 }, withProcess)).toEqual({ status: 'clear' });
  });

  it('none met is unknown, whatever the facts say, and names what to collect', () => {
    expect(verdictOf(twice, { total: 501 }, oneDump)).toEqual({
      status: 'unknown',
      missing: ['thread-dump', 'process'],
      reason: 'thread-dump: needs 2 dumps, has 1, or no process was collected',
    });
    expect(verdictOf(many, { total: 1 }, nothing)).toEqual({
      status: 'unknown',
      missing: ['thread-dump'],
      reason: 'no thread-dump was collected',
    });
  });

  it('a kind that was tried in vain brings its reason', () => {
    const denied: Evidence = { ...nothing, failed: { 'thread-dump': 'attach is disabled' } };
    expect(verdictOf(many, { total: 1 }, denied)).toEqual({
      status: 'unknown',
      missing: ['thread-dump'],
      reason: 'thread-dump could not be had: attach is disabled',
    });
  });

  it('so does a missing fact of that kind', () => {
    const rule = ruleOf('levels: [{severity: info, when: host.openFiles > 3}]');
    const evidence: Evidence = { ...oneDump, failed: { process: 'permission denied' } };
    expect(verdictOf(rule, {}, evidence)).toEqual({
      status: 'unknown',
      missing: ['process'],
      reason: 'no /proc; process could not be had: permission denied',
    });
  });
});

describe('partial evidence never clears', () => {
  const unknown = { status: 'unknown', missing: ['thread-dump'], reason: 'thread-dump is partial: dump 2 was cut' };

  it('a rule that read it', () => expect(verdictOf(many, { total: 3 }, partial)).toEqual(unknown));

  it('a rule that read a dump while another could not be had', () => {
    const lost: Evidence = { ...oneDump, failed: { 'thread-dump': 'the JVM ended' } };
    expect(verdictOf(many, { total: 3 }, lost)).toEqual({
      status: 'unknown',
      missing: ['thread-dump'],
      reason: 'thread-dump is partial: the JVM ended',
    });
    expect(verdictOf(many, { total: 501 }, lost)).toEqual({ status: 'fired' });
  });

  it('one that only read an empty list of it', () => {
    const rule = ruleOf('forEach: threads.deadlocks as c\nlevels: [{severity: info, when: c.size > 1}]');
    expect(verdictOf(rule, { deadlocks: [] }, partial)).toEqual(unknown);
  });

  it('one whose appliesTo read it', () => {
    const rule = ruleOf('appliesTo: threads.hasAges\nlevels: [{severity: info, when: host.openFiles > 3}]');
    expect(verdictOf(rule, { hasAges: true, openFiles: 1 }, partial)).toEqual(unknown);
    expect(verdictOf(rule, { hasAges: false, openFiles: 1 }, partial)).toEqual(unknown);
  });

  it('but one that read something else', () => {
    const rule = ruleOf('levels: [{severity: info, when: host.openFiles > 3}]');
    expect(verdictOf(rule, { openFiles: 1 }, partial)).toEqual({ status: 'clear' });
  });

  it('and one that fires stays fired', () =>
    expect(verdictOf(many, { total: 501 }, partial)).toEqual({ status: 'fired' }));
});

describe('facts are derived', () => {
  it('at most once per subject, also when they are missing or broken, and only when read', () => {
    const derived: string[] = [];
    const facts = sampleFacts({ total: 600, hasAges: null }, (name) => derived.push(name));
    const rules = [
      many,
      ruleOf('levels: [{severity: info, when: threads.total > 1 && threads.cpuMs > 1 && threads.cpuMs > 2}]'),
      ruleOf('levels: [{severity: info, when: threads.hasAges || threads.cpuMs > 3}]'),
      ruleOf('levels: [{severity: info, when: threads.hasAges}]'),
    ];
    evaluate(rules, facts, oneDump, subject, { lang: 'en' });
    expect(derived.sort()).toEqual(['cpuMs', 'hasAges', 'total']);
  });
});

describe('a rule compiled by another version', () => {
  it('fails where a fact is gone; the run goes on', () => {
    const rule: Rule = { ...many, levels: [{ severity: 'info', when: 'threads.gone > 1' }] };
    expect(verdictOf(rule, { total: 1 })).toMatchObject({
      status: 'failed',
      reason: expect.stringContaining('threads.gone'),
    });
    expect(verdictOf({ ...many, levels: [{ severity: 'info', when: 'threads.total >' }] }, {})).toMatchObject({
      status: 'failed',
    });
  });

  it('runs from its JSON', () => {
    const loaded = loadRule({ ...deadlockFiles, facts: sampleFacts() });
    if (!('rule' in loaded)) throw new Error('does not load');
    const rule = JSON.parse(JSON.stringify(loaded.rule)) as Rule;
    expect(verdictOf(rule, { deadlocks: [] })).toEqual({ status: 'clear' });
  });
});

describe('rules that were prepared', () => {
  it('say the same, of what is wrong with them, too', () => {
    const broken: Rule = { ...many, levels: [{ severity: 'warning', when: 'threads.total >' }] };
    expect(() => prepareRules([many, broken])).not.toThrow();
    expect(verdictOf(many, { total: 501 })).toEqual({ status: 'fired' });
    expect(verdictOf(broken, { total: 501 })).toMatchObject({ status: 'failed' });
  });
});
