import type { Evidence } from '../../model/evidence.ts';
import type { LogMatch } from '../../model/log-scan.ts';
import type { TimelineEvent } from '../../model/timeline.ts';
import { eventAt } from './event.ts';
import { logTimeMs } from './log-time.ts';

type Dated = { readonly match: LogMatch; readonly atMs: number };

const lineEvent = ({ match, atMs }: Dated, count: number): readonly TimelineEvent[] => {
  const { pattern, text, artifactId: artifact, line } = match;
  return eventAt(atMs, 'log', { pattern, text, count }, { artifact, line, endLine: line });
};

/** The first line of each pattern with how many there are, and the last one kept. A time without a zone needs `--tz`. */
export const logEvents = (evidence: Evidence): readonly TimelineEvent[] => {
  const { matches = [], counts = {} } = evidence.models.log ?? {};
  const dated = matches.flatMap((match): readonly Dated[] => {
    const atMs = match.at === undefined ? undefined : logTimeMs(match.at, evidence.logZone);
    return atMs === undefined ? [] : [{ match, atMs }];
  });
  return [...new Set(dated.map(({ match }) => match.pattern))].flatMap((pattern) => {
    const lines = dated.filter(({ match }) => match.pattern === pattern);
    const [first, last] = [lines[0], lines.at(-1)];
    if (first === undefined || last === undefined) return [];
    return [...lineEvent(first, counts[pattern] ?? lines.length), ...(last === first ? [] : lineEvent(last, 1))];
  });
};
