import { type Fact, fact, number, object, string } from '../../../model/fact.ts';
import { linesOf } from '../lines.ts';

/** How much of a log was understood. */
export const logFacts: Readonly<Record<string, Fact>> = {
  lines: fact(
    object(
      {
        total: number('lines that are not blank'),
        unidentified: number('of the collector, and not understood'),
        unidentifiedPct: number('of the lines of the collector', 'percent'),
        first: string('the first of them'),
      },
      'how much of a GC log was understood',
    ),
    ['gc-log'],
    linesOf,
  ),
};
