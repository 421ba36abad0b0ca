import type { Fold } from '../../model/fold.ts';
import { sameGcLife } from '../gc/life.ts';
import { identifiedSeries } from '../gc/series.ts';

/** Samples of counters and text of jstat, folded into one bounded series per JVM life. */
const gcCounters: Fold<'gc-counters'> = { kind: 'gc-counters', sameLife: sameGcLife, open: identifiedSeries };

export default gcCounters;
