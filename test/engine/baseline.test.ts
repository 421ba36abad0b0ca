import { describe, expect, it } from 'vitest';
import { type Acceptance, acceptAll, withBaseline } from '../../src/engine/acceptance.ts';
import { parseBaseline } from '../../src/engine/baseline.ts';
import { renderDiagnostic } from '../../src/engine/diagnostic.ts';
import { builtInRules } from '../../src/generated/rules.ts';
import type { Finding } from '../../src/model/finding.ts';

const print = 'a'.repeat(64);
const finding = (ruleId: string, fingerprint = print): Finding => ({
  ruleId,
  severity: 'warning',
  subject: 's',
  title: 't',
  summary: 's',
  evidence: [],
  fix: [],
  next: [],
  falsePositives: [],
  fingerprint,
});
const acceptance: Acceptance = { rule: 'threads/hot', fingerprint: print, reason: 'a batch', expires: '2026-12-31' };

const mistakesOf = (text: string): readonly string[] => {
  const parsed = parseBaseline({ file: 'b.yaml', text }, builtInRules);
  return 'diagnostics' in parsed ? parsed.diagnostics.map(renderDiagnostic) : [];
};
const entry = (fields: Partial<Record<keyof Acceptance, string>>): string =>
  `accepted:\n  - ${JSON.stringify({ ...acceptance, ...fields })}\n`;

describe('a baseline file', () => {
  it('is read as it stands', () => {
    expect(parseBaseline({ file: 'b.yaml', text: entry({}) }, builtInRules)).toEqual({ acceptances: [acceptance] });
  });

  it('may be empty of acceptances', () => {
    expect(parseBaseline({ file: 'b.yaml', text: 'accepted: []' }, builtInRules)).toEqual({ acceptances: [] });
  });

  it.each([
    [entry({ fingerprint: '12ab' }), 'expected the 64 hexadecimal digits'],
    [entry({ rule: 'threads/hott' }), 'unknown rule threads/hott (did you mean threads/hot?)'],
    [entry({ expires: '2026-02-30' }), 'expected a day, for example 2026-12-31'],
    [entry({ reason: ' ' }), 'a text that is not blank'],
    ['accepted:\n  - {rule: threads/hot}', 'key fingerprint is missing'],
    ['acepted: []', 'unknown key acepted (did you mean accepted?)'],
  ])('%# has a mistake, which is shown with its place', (text, message) => {
    expect(mistakesOf(text).join('\n')).toContain(message);
  });
});

describe('a finding', () => {
  const on = (today: string, one = finding('threads/hot')) => withBaseline([one], [acceptance], today)[0]?.baseline;

  it('is accepted until its last day is over', () => {
    expect(on('2026-12-31')).toEqual({ status: 'accepted', reason: 'a batch', expires: '2026-12-31' });
    expect(on('2027-01-01')?.status).toBe('expired');
  });

  it('of another place or another rule is not', () => {
    expect(on('2026-01-01', finding('threads/hot', 'b'.repeat(64)))).toBeUndefined();
    expect(on('2026-01-01', finding('threads/stuck'))).toBeUndefined();
  });
});

describe('a baseline written', () => {
  const entryNow = { reason: 'ticket 7', expires: '2027-03-01' };

  it('adds what counts, keeps what was accepted, accepts anew what had expired', () => {
    const [accepted] = withBaseline([finding('threads/hot')], [acceptance], '2026-01-01');
    expect(acceptAll([acceptance], [accepted!, finding('pools/leaked')], entryNow)).toEqual([
      { rule: 'pools/leaked', fingerprint: print, ...entryNow },
      acceptance,
    ]);
    const [expired] = withBaseline([finding('threads/hot')], [acceptance], '2027-01-01');
    expect(acceptAll([acceptance], [expired!], entryNow)).toEqual([
      { rule: 'threads/hot', fingerprint: print, ...entryNow },
    ]);
  });
});
