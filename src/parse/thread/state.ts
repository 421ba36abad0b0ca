import type { ThreadState } from '../../model/thread-dump.ts';

const states: ReadonlySet<string> = new Set<ThreadState>([
  'NEW',
  'RUNNABLE',
  'BLOCKED',
  'WAITING',
  'TIMED_WAITING',
  'TERMINATED',
]);

export const isThreadState = (value: unknown): value is ThreadState => typeof value === 'string' && states.has(value);
