import type { Evidence } from '../../model/evidence.ts';
import { MissingFact } from '../../model/fact.ts';

/** How much of the GC log was understood. */
export const linesOf = ({ models }: Evidence) => {
  const lines = models['gc-log']?.lines;
  if (lines === undefined) throw new MissingFact(['gc-log'], 'no GC log');
  const own = lines.recognised + lines.unidentified;
  return {
    total: own + lines.other,
    unidentified: lines.unidentified,
    unidentifiedPct: own === 0 ? 0 : (100 * lines.unidentified) / own,
    first: lines.firstUnidentified ?? new MissingFact([], 'every line of the collector was understood'),
  };
};
