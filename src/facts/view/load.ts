import type { View } from '../../model/view.ts';

/** What a load test counted. */
const load: View<'load'> = {
  name: 'load',
  entries: ({ models }, subject) => {
    const { load: summary } = models;
    if (summary === undefined) return [];
    const { requestDurations: times } = summary;
    return [
      {
        subject,
        tool: summary.tool,
        durationMs: summary.durationMs ?? null,
        requests: summary.requests ?? null,
        requestsPerSecond: summary.requestsPerSecond ?? null,
        failedPct: summary.failedPct ?? summary.checksFailedPct ?? null,
        medianMs: times?.medianMs ?? null,
        p95Ms: times?.p95Ms ?? null,
        maxMs: times?.maxMs ?? null,
        droppedIterations: summary.droppedIterations ?? null,
        virtualUsersMax: summary.virtualUsersMax ?? null,
        thresholds: summary.thresholds.map(({ metric, expression, crossed }) => ({ metric, expression, crossed })),
      },
    ];
  },
};

export default load;
