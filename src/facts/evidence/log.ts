import type { Fold } from '../../model/fold.ts';
import { bothEntries, type LogScan } from '../../model/log-scan.ts';

/** The scans of several logs of one subject as one: matches in order, counts and lines summed. */
const mergeLogScans = (scans: readonly LogScan[]): LogScan => {
  const counts: Record<string, number> = {};
  for (const scan of scans) {
    for (const [pattern, count] of Object.entries(scan.counts)) counts[pattern] = (counts[pattern] ?? 0) + count;
  }
  const entries = scans.flatMap((scan) => scan.entries ?? []);
  return {
    matches: scans.flatMap((scan) => scan.matches),
    counts,
    totalLines: scans.reduce((sum, scan) => sum + scan.totalLines, 0),
    ...(entries.length === scans.length && entries.length > 0 ? { entries: entries.reduce(bothEntries) } : {}),
  };
};

const log: Fold<'log'> = {
  kind: 'log',
  open: () => {
    const scans: LogScan[] = [];
    return {
      add: (scan) => void scans.push(scan),
      value: () => mergeLogScans(scans),
      holdsEvidence: () => scans.some(({ matches }) => matches.length > 0),
    };
  },
};

export default log;
