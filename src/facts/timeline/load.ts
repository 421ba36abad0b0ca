import type { Evidence } from '../../model/evidence.ts';
import type { TimelineEvent } from '../../model/timeline.ts';
import { eventAt } from './event.ts';

/** When the load test ran, as far as the user or its points say when it began. */
export const loadEvents = (evidence: Evidence): readonly TimelineEvent[] => {
  const { load } = evidence.models;
  const startedAtMs = evidence.loadStartedAtMs ?? load?.startedAtMs;
  if (load === undefined || startedAtMs === undefined) return [];
  const values = { users: load.virtualUsersMax ?? 0 };
  const endedAtMs = load.durationMs === undefined ? undefined : startedAtMs + load.durationMs;
  const failed = { requests: load.requests ?? 0, failedPct: Math.round(load.failedPct ?? 0) };
  return [
    ...eventAt(startedAtMs, 'load-start', values, load.source),
    ...eventAt(endedAtMs, 'load-end', failed, load.source),
  ];
};
