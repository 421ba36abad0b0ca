import { describe, expect, it } from 'vitest';
import { evaluate } from '../../src/engine/evaluate.ts';
import { compareFindings } from '../../src/engine/finding-order.ts';
import { loadRule } from '../../src/engine/load.ts';
import type { Finding } from '../../src/model/finding.ts';
import type { Rule } from '../../src/model/rule.ts';
import type { Subject } from '../../src/model/subject.ts';
import { deadlockFiles, type Given, missingDump, oneDump, ruleOf, sampleFacts, subject } from './sample.ts';

const findingsOf = (rule: Rule, given: Given, lang: 'en' | 'ko' = 'en', of: Subject = subject): readonly Finding[] =>
  evaluate([rule], sampleFacts(given), oneDump, of, { lang }).findings;

const loaded = loadRule({ ...deadlockFiles, facts: sampleFacts() });
if (!('rule' in loaded)) throw new Error('the sample rule does not load');
const deadlock = loaded.rule;

const at = (line: number) => ({ artifact: 'thread-dump-1', line, endLine: line + 4 });
const member = (name: string, line: number) => ({ name, holds: `lock of ${name}`, daemon: false, source: at(line) });
const cycle = (...names: string[]) => ({
  name: names.join('+'),
  size: names.length,
  members: names.map((name, i) => member(name, 10 * (i + 1))),
});

describe('a finding', () => {
  it('cites its evidence with values and places, cut at the limit', () => {
    expect(findingsOf(deadlock, { deadlocks: [cycle('A', 'B', 'C', 'D')], birthsPerMinute: 1.5 })).toMatchObject([
      {
        ruleId: 'threads/deadlock',
        severity: 'critical',
        subject: 'jvm-1',
        title: 'Threads deadlocked',
        summary: '4 threads wait for each other for ever.',
        evidence: [
          {
            text: 'the cycle: A+B+C+D (many means 3 or more)',
            values: { 'cycle.name': 'A+B+C+D', 'params.crowd': 3 },
          },
          { text: '`A` holds lock of A', values: { 'member.name': 'A', 'member.holds': 'lock of A' }, source: at(10) },
          { text: '`B` holds lock of B', values: { 'member.name': 'B', 'member.holds': 'lock of B' }, source: at(20) },
          { text: '... and 2 more', values: { more: 2 } },
          { text: '1.5 per minute are born', values: { 'threads.birthsPerMinute': 1.5 } },
        ],
        fix: ['Restart the JVM; nothing else frees A+B+C+D.'],
        next: ['jdiag threads TARGET --dumps 3'],
      },
    ]);
  });

  it('says it in Korean', () => {
    const [finding] = findingsOf(deadlock, { deadlocks: [cycle('A', 'B', 'C', 'D')], birthsPerMinute: 1.5 }, 'ko');
    expect(finding?.title).toBe('스레드 교착 상태');
    expect(finding?.evidence.map(({ text }) => text)).toEqual([
      '순환: A+B+C+D (많음은 3개 이상)',
      '`A` 스레드가 lock of A 보유',
      '`B` 스레드가 lock of B 보유',
      '... 외 2개',
      '분당 1.5 생성',
    ]);
  });

  it('of a rule without Korean texts is in English throughout', () => {
    const rule = ruleOf('levels: [{severity: info, when: threads.total > 0}]\nevidence: ["{{threads.cpuMs}}"]');
    expect(findingsOf(rule, { total: 1, cpuMs: 4200 }, 'ko')[0]?.evidence[0]?.text).toBe('4.2 s');
  });
});

describe('a line of evidence', () => {
  const lines = (evidence: string, given: Given) =>
    findingsOf(ruleOf(`levels: [{severity: info, when: threads.total > 0}]\nevidence: ${evidence}`), {
      total: 1,
      ...given,
    })[0]?.evidence.map(({ text }) => text);

  it('with a missing value is dropped', () => {
    expect(lines('["{{threads.total}} threads", "{{threads.cpuMs}} of CPU"]', {})).toEqual(['1 threads']);
  });

  it('stays and says unknown where nothing else is left', () => {
    expect(lines('["{{threads.largest}} used {{threads.cpuMs}} of CPU"]', { largest: 'pool-#' })).toEqual([
      'pool-# used unknown of CPU',
    ]);
  });

  it('stands only when wanted: true, not false, not unknown', () => {
    const evidence = '["always", {text: "has ages", when: threads.hasAges}]';
    expect(lines(evidence, { hasAges: true })).toEqual(['always', 'has ages']);
    expect(lines(evidence, { hasAges: false })).toEqual(['always']);
    expect(lines(evidence, {})).toEqual(['always']);
  });

  it('is repeated for the items that are wanted, five when nothing is said', () => {
    const evidence = '[{text: "{{m.name}}", each: threads.worst.members as m, when: "!m.daemon"}]';
    const members = [...'ABCDEFGH'].map((name) => ({ ...member(name, 1), daemon: name === 'B' }));
    expect(lines(evidence, { worst: { members } })).toEqual(['A', 'C', 'D', 'E', 'F', '... and 2 more']);
    expect(lines(evidence, { worst: { members: members.slice(0, 6) } })).toEqual(['A', 'C', 'D', 'E', 'F']);
  });

  it('of a missing list is left out', () => {
    expect(
      lines('["a", {text: "{{m.name}}", each: threads.worst.members as m}]', { worst: { members: missingDump } }),
    ).toEqual(['a']);
  });

  it('has no source where that is missing', () => {
    const rule = ruleOf(
      'levels: [{severity: info, when: threads.total > 0}]\nevidence: [{text: a, source: threads.first}]',
    );
    expect(findingsOf(rule, { total: 1, first: at(3) })[0]?.evidence).toEqual([
      { text: 'a', values: {}, source: at(3) },
    ]);
    expect(findingsOf(rule, { total: 1 })[0]?.evidence).toEqual([{ text: 'a', values: {} }]);
  });
});

describe('the fingerprint', () => {
  const of = (given: Given, who: Partial<Subject> = {}, rule = deadlock) =>
    findingsOf(rule, given, 'en', { ...subject, ...who })[0]?.fingerprint;
  const given = { deadlocks: [cycle('A', 'B')] };
  const base = of(given);

  it('is a sha256', () => expect(base).toMatch(/^[0-9a-f]{64}$/));

  it('is the same for another pid, start, target and severity, and whatever else the evidence says', () => {
    expect(of(given, { id: 'jvm-7', pid: 9, startedAtMs: 5, target: 'pid/9' })).toBe(base);
    expect(of({ deadlocks: [{ ...cycle('A', 'B'), size: 7 }] })).toBe(base);
    expect(of({ deadlocks: [{ ...cycle('A', 'B'), members: [member('Z', 99)] }], birthsPerMinute: 3 })).toBe(base);
  });

  it('goes by the workload rather than the name', () => {
    const first = of(given, { name: 'appr-api-6d56-2pb8c', workload: 'appr-api/app' });
    expect(of(given, { name: 'appr-api-6d56-x9x9x', workload: 'appr-api/app' })).toBe(first);
    expect(first).not.toBe(base);
    expect(of(given, { name: 'com.acme.Other' })).not.toBe(base);
  });

  it('differs by key and by rule', () => {
    expect(of({ deadlocks: [cycle('A', 'C')] })).not.toBe(base);
    expect(of(given, {}, { ...deadlock, id: 'threads/other' })).not.toBe(base);
  });

  it('exists where a key value is missing', () => {
    expect(of({ deadlocks: [{ ...cycle('A', 'B'), name: missingDump }] })).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe('the order of findings', () => {
  it('is severity, rule, subject, fingerprint', () => {
    const finding = (severity: Finding['severity'], ruleId: string, subjectId: string, fingerprint: string) =>
      ({ severity, ruleId, subject: subjectId, fingerprint }) as Finding;
    const sorted = [
      finding('critical', 'b', 'x', '1'),
      finding('warning', 'a', 'x', '2'),
      finding('warning', 'a', 'y', '1'),
      finding('warning', 'b', 'x', '1'),
      finding('warning', 'b', 'x', '2'),
      finding('info', 'a', 'x', '1'),
    ];
    expect([...sorted].reverse().sort(compareFindings)).toEqual(sorted);
  });
});
