import type { Source } from '../../model/source.ts';
import type { TimelineEvent } from '../../model/timeline.ts';

/** undefined where the time is not known: an event without one has no place in a timeline. */
export const eventAt = (
  atMs: number | undefined,
  kind: TimelineEvent['kind'],
  values: TimelineEvent['values'],
  source?: Source,
): readonly TimelineEvent[] =>
  atMs === undefined || !Number.isFinite(atMs)
    ? []
    : [{ at: new Date(atMs).toISOString(), kind, values, ...(source === undefined ? {} : { source }) }];
