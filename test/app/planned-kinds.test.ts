import { expect, it } from 'vitest';
import { plannedKinds } from '../../src/app/planned-kinds.ts';
import { topics } from '../../src/app/topic.ts';
import type { Rule } from '../../src/model/rule.ts';

const needing = (...needs: readonly object[]) => ({ needs }) as unknown as Rule;

it('takes only what the chosen rules name, and who the JVM is', () => {
  const kinds = plannedKinds(topics.diagnose.taken, [needing({ 'gc-log': {} }, { 'gc-counters': {} })]);
  expect([...kinds].sort()).toEqual(['gc-counters', 'gc-log', 'perf-data', 'pod', 'process']);
});

it('never more than the command takes: a heap dump is asked for by name', () => {
  expect(plannedKinds(topics.diagnose.taken, [needing({ 'heap-dump': {} })]).has('heap-dump')).toBe(false);
});
