import type { Evidence } from '../../model/evidence.ts';
import type { LogMatch } from '../../model/log-scan.ts';
import type { TimelineEvent } from '../../model/timeline.ts';
import { eventAt } from './event.ts';

const lineEvent = ({ at, pattern, text, artifactId, line }: LogMatch, count: number): readonly TimelineEvent[] =>
  eventAt(
    at === undefined ? undefined : Date.parse(at),
    'log',
    { pattern, text, count },
    {
      artifact: artifactId,
      line,
      endLine: line,
    },
  );

/** The first line of each pattern with how many there are, and the last one kept. */
export const logEvents = (evidence: Evidence): readonly TimelineEvent[] => {
  const { matches = [], counts = {} } = evidence.models.log ?? {};
  const dated = matches.filter(({ at }) => at !== undefined && !Number.isNaN(Date.parse(at)));
  return [...new Set(dated.map(({ pattern }) => pattern))].flatMap((pattern) => {
    const lines = dated.filter((match) => match.pattern === pattern);
    const [first, last] = [lines[0], lines.at(-1)];
    if (first === undefined || last === undefined) return [];
    return [...lineEvent(first, counts[pattern] ?? lines.length), ...(last === first ? [] : lineEvent(last, 1))];
  });
};
