import { describe, expect, test } from 'vitest';
import timeline from '../../../src/facts/view/timeline.ts';
import type { Evidence } from '../../../src/model/evidence.ts';
import type { LogMatch } from '../../../src/model/log-scan.ts';
import { evidenceOf } from '../../support/evidence.ts';

const match = (at: string | undefined, line: number): LogMatch => ({
  artifactId: 'log/001',
  line,
  ...(at === undefined ? {} : { at }),
  pattern: 'pool-timeout',
  text: `line ${line}`,
  values: {},
});

const withLog = (matches: readonly LogMatch[], count: number): Evidence => ({
  models: { log: { matches, counts: { 'pool-timeout': count }, totalLines: 99 } },
  partial: {},
  failed: {},
});

describe('a timeline', () => {
  test('holds start and dumps of a JVM in the order of time', async () => {
    const [view] = timeline.entries(await evidenceOf('spring-requires-new-one-pool-jdk17'), 'jvm-1');
    expect(view?.events.map(({ kind }) => kind)).toEqual(['jvm-start', 'thread-dump', 'thread-dump', 'thread-dump']);
    expect(view?.events.map(({ at }) => at)).toEqual(view?.events.map(({ at }) => at).toSorted());
  });

  test('holds the first line of a kind with how many there are, and the last one', () => {
    const lines = [1, 2, 3].map((line) => match(`2026-01-02T03:04:0${line}.000Z`, line));
    const [view] = timeline.entries(withLog(lines, 40), 'jvm-1');
    expect(view?.events).toMatchObject([
      { kind: 'log', values: { text: 'line 1', count: 40 }, source: { artifact: 'log/001', line: 1 } },
      { kind: 'log', values: { text: 'line 3', count: 1 } },
    ]);
  });

  test('what carries no time has no place in it', () => {
    expect(timeline.entries(withLog([match(undefined, 1)], 1), 'jvm-1')).toEqual([]);
    expect(timeline.entries({ models: {}, partial: {}, failed: {} }, 'jvm-1')).toEqual([]);
  });
});
