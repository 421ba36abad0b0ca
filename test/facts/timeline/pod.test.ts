import { expect, it } from 'vitest';
import { podEvents } from '../../../src/facts/timeline/pod.ts';
import type { Evidence } from '../../../src/model/evidence.ts';
import type { KubeEvent } from '../../../src/model/pod-evidence.ts';

const event = (at: string, reason: string): KubeEvent => ({
  type: 'Normal',
  reason,
  message: '',
  count: 1,
  lastAtMs: Date.parse(at),
  source: { artifact: 'pod/pod/001', line: 1, endLine: 1 },
});
const reasonsOf = (events: readonly KubeEvent[]) =>
  podEvents({ models: { pod: { containers: [], events } } } as unknown as Evidence).map(({ at, values }) => [
    at.slice(14, 19),
    values['reason'],
  ]);

it('tells the bring-up of a pod in its order, though the scheduler counts microseconds and the kubelet seconds', () => {
  expect(
    reasonsOf([
      event('2026-01-02T03:04:07Z', 'Started'),
      event('2026-01-02T03:04:07Z', 'Pulled'),
      event('2026-01-02T03:04:07Z', 'Created'),
      event('2026-01-02T03:04:07.123456Z', 'Scheduled'),
      event('2026-01-02T03:04:06Z', 'Killing'),
    ]),
  ).toEqual([
    ['04:06', 'Killing'],
    ['04:07', 'Scheduled'],
    ['04:07', 'Pulled'],
    ['04:07', 'Created'],
    ['04:07', 'Started'],
  ]);
});
