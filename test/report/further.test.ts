import { describe, expect, test } from 'vitest';
import type { Report } from '../../src/model/report.ts';
import { furtherOf } from '../../src/report/text/further.ts';
import { clearReport } from '../support/report.ts';

const open = (missing: readonly string[], ruleId = 'gc/overhead') => ({
  ruleId,
  subject: 'jvm-1',
  status: 'unknown' as const,
  missing: missing as Report['verdicts'][number]['missing'],
});
const report = (verdicts: readonly unknown[], changes: Partial<Report> = {}): Report => ({
  ...clearReport(),
  ...changes,
  verdicts: verdicts as Report['verdicts'],
});
const on = (target: string, id = 'jvm-1') => ({ id, kind: 'jvm' as const, name: 'Main', target });

describe('what could be looked at further', () => {
  test('is by the open verdicts, cheapest first, with the command for the JVM', () => {
    const verdicts = [
      open(['heap-dump'], 'heap/leak-suspect'),
      open(['gc-log', 'gc-counters']),
      open(['gc-log'], 'gc/full-gc'),
    ];
    expect(furtherOf(report(verdicts, { subjects: [on('pod/appr-api')] }))).toMatchObject([
      { kind: 'gc-counters', rules: 1, command: 'jdiag diagnose pod/appr-api --for 5m' },
      { kind: 'gc-log', rules: 2 },
      { kind: 'heap-dump', rules: 1, command: 'jdiag heap dump pod/appr-api --allow stops-jvm' },
    ]);
  });

  test('is nothing where every rule could decide', () => {
    expect(furtherOf(report([{ ...open([]), status: 'clear' }]))).toEqual([]);
  });

  test('of several JVMs or files names none of them', () => {
    const subjects = [on('pod/a'), on('pod/b', 'jvm-2')];
    expect(furtherOf(report([open(['log'])], { subjects }))[0]?.command).toBe('jdiag diagnose TARGET --log FILE');
    expect(furtherOf(report([open(['log'])], { subjects: [on('dump.txt')] }))[0]?.command).toContain('TARGET');
  });

  test('of what is there and does not suffice asks for more of it', () => {
    const artifacts = [{ kind: 'histogram', outcome: 'ok' }] as unknown as Report['artifacts'];
    const [row] = furtherOf(report([open(['histogram'])], { artifacts, subjects: [on('pid/4711')] }));
    expect(row?.command).toBe('jdiag heap pid/4711 --count 4 --interval 60s');
  });
});
