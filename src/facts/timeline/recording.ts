import type { Evidence } from '../../model/evidence.ts';
import type { TimelineEvent } from '../../model/timeline.ts';
import { eventAt } from './event.ts';

/** Figures as `name value`, for a line. */
const inWords = (figures: object): string =>
  Object.entries(figures)
    .map(([name, value]) => (typeof value === 'number' ? `${name} ${Math.round(value * 10) / 10}` : name))
    .join(', ');

/** Conditions that came true while it was recorded, and its end. */
export const recordingEvents = ({ models }: Evidence): readonly TimelineEvent[] => {
  const { recording } = models;
  if (recording === undefined) return [];
  const { end, crossings } = recording;
  return [
    ...crossings.flatMap(({ atMs, when, because, set, source }) =>
      eventAt(atMs, 'condition', { when, figures: inWords(because), set }, source),
    ),
    ...eventAt(
      end?.atMs,
      'jvm-end',
      {
        reason: end?.reason ?? '',
        cause: end?.cause ?? '',
        ...(end?.exitCode === undefined ? {} : { exitCode: end.exitCode }),
      },
      end?.source,
    ),
  ];
};
