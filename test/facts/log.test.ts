import { describe, expect, it } from 'vitest';
import logNamespace from '../../src/facts/log.ts';
import type { LogMatch } from '../../src/model/log-scan.ts';
import { factAt, missingReason } from '../support/facts.ts';
import { evidence } from '../support/threads.ts';

const exhausted: LogMatch = {
  artifactId: 'log-1',
  line: 12,
  pattern: 'native-thread-exhausted',
  text: 'unable to create native thread',
  values: {},
};
const timeout: LogMatch = {
  artifactId: 'log-1',
  line: 40,
  at: '2026-11-20T10:00:00Z',
  pattern: 'pool-timeout',
  text: 'HikariPool-1 - Connection is not available, request timed out after 30000ms (total=8, active=8, idle=0, waiting=128)',
  values: { pool: 'HikariPool-1', total: 8, active: 8, idle: 0, waiting: 128, timeoutMs: 30_000 },
};
const at = (log: readonly LogMatch[], path: string) => factAt(logNamespace, evidence({ log }), path);

describe('known lines of a log', () => {
  it('are listed by pattern and cited', () => {
    expect(at([exhausted, timeout], 'nativeThreadExhaustedCount')).toBe(1);
    expect(at([exhausted, timeout], 'nativeThreadExhausted/0/text')).toContain('unable to create');
    expect(at([exhausted, timeout], 'nativeThreadExhausted/0/source')).toEqual({
      artifact: 'log-1',
      line: 12,
      endLine: 12,
    });
  });

  it('give the numbers of a pool verbatim', () => {
    expect(at([timeout], 'poolTimeouts/0/waiting')).toBe(128);
    expect(at([timeout], 'poolTimeouts/0/idle')).toBe(0);
    expect(at([timeout], 'poolTimeouts/0/pool')).toBe('HikariPool-1');
  });

  it('do not invent what an older version leaves out', () => {
    const old = { ...timeout, values: {} };
    expect(missingReason(logNamespace, evidence({ log: [old] }), 'poolTimeouts/0/total')).toBe('the line does not say');
  });

  it('are none in a log without, and unknown without a log', () => {
    expect(at([], 'outOfMemoryCount')).toBe(0);
    expect(at([], 'poolTimeouts')).toEqual([]);
    expect(missingReason(logNamespace, evidence(), 'poolTimeoutCount')).toContain('no log');
  });
});
